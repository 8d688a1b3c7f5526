import pytest
from channels.testing import WebsocketCommunicator
from plain.consumers import Calculator


async def connected():
    communicator = WebsocketCommunicator(Calculator.as_asgi(), "/", subprotocols=["calc"])
    assert await communicator.connect() == (True, "calc")
    return communicator


async def test_sum():
    communicator = await connected()
    await communicator.send_to(text_data="2")
    assert await communicator.receive_from() == "2"
    await communicator.send_to(text_data="3")
    assert await communicator.receive_from() == "5"
    await communicator.disconnect()


async def test_subprotocol():
    communicator = WebsocketCommunicator(Calculator.as_asgi(), "/")
    assert await communicator.connect() == (False, None)


async def test_no_number():
    communicator = await connected()
    await communicator.send_to(text_data="two")
    with pytest.raises(ValueError, match="invalid literal"):
        await communicator.receive_output()
