"""The server prints the traceback of a failed application without the probe's frames."""

from __future__ import annotations

import logging
import traceback

import pytest
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter

from tests.probe.driver import Socket
from tutor.probe.tracebacks import LINKS, hide


class Fails(AsyncWebsocketConsumer):
    async def connect(self):
        try:
            raise KeyError("first")
        except KeyError as error:
            raise ValueError("second") from error


def files(text):
    return [line for line in text.splitlines() if "tutor/probe" in line]


async def test_no_frame_of_the_applications_traceback_is_ours(seen):
    socket = Socket(seen.wrap(ProtocolTypeRouter({"websocket": Fails.as_asgi()})))
    await socket.open()
    error = await socket.end()
    assert files("".join(traceback.format_exception(error))) == []


async def test_the_log_record_of_a_server_has_none(seen, caplog):
    app = seen.wrap(ProtocolTypeRouter({"websocket": Fails.as_asgi()}))

    async def server(scope, receive, send):
        try:
            await app(scope, receive, send)
        except ValueError:
            logging.getLogger("server").exception("Exception in ASGI application")

    with caplog.at_level("ERROR"):
        socket = Socket(server)
        await socket.open()
        await socket.end()
    assert files(caplog.text) == []
    assert caplog.text.count("in connect") == 2
    assert "in server" in caplog.text


def test_an_exception_that_passed_nothing_else_keeps_its_frames():
    with pytest.raises(ValueError, match="x") as raised:
        raise ValueError("x")
    before = raised.value.__traceback__
    hide(raised.value, lambda file: True)
    assert before is not None
    assert raised.value.__traceback__ is before


def test_a_circle_of_causes_has_an_end():
    one, two = ValueError(), KeyError()
    one.__context__, two.__context__ = two, one
    hide(one, lambda file: True)
    assert one.__traceback__ is None


def test_of_a_long_chain_of_causes_the_first_are_looked_at():
    raising = compile("1 / 0", "other.py", "exec")
    chain = []
    for _ in range(LINKS + 1):
        with pytest.raises(ZeroDivisionError) as raised:
            exec(raising)
        raised.value.__cause__ = chain[-1] if chain else None
        chain.append(raised.value)
    hide(chain[-1], lambda file: file != "other.py")
    ours = [one.__traceback__.tb_frame.f_code.co_filename != "other.py" for one in chain]
    assert ours == [True] + [False] * LINKS


@pytest.mark.parametrize("error", [None, ValueError()])
def test_there_may_be_nothing_to_take_out(error):
    hide(error, lambda file: True)
    assert getattr(error, "__traceback__", None) is None
