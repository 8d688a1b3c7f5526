"""Five consumers at a door, and a tester who tries them without a server."""

import asyncio
import contextvars

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.testing import WebsocketCommunicator
from django.urls import path


class Door(AsyncWebsocketConsumer):
    """The path says what it does."""

    async def connect(self):
        match self.scope["url_route"]["kwargs"]["how"]:
            case "refuse":
                await self.close(code=4001)
            case "talk":
                await self.send(text_data="before the accept")
            case "fail":
                raise RuntimeError("no database today")
            case "twice":
                await self.accept()
                await self.accept()
            case "reason":
                await self.accept()
                await self.close(code=4000, reason="go home")


doors = URLRouter([path("ws/<how>/", Door.as_asgi())])


async def rehearse(how):
    """What a test of that door would see."""
    stand_in = WebsocketCommunicator(doors, f"/ws/{how}/")
    try:
        connected, code = await stand_in.connect()
    except (AssertionError, RuntimeError) as error:
        return f"{how}: {type(error).__name__}"
    if how == "reason":
        end = await stand_in.receive_output()
        return f"{how}: close {end['code']}, reason {end['reason']!r}"
    return f"{how}: {'connected' if connected else 'not connected'}, {code}"


class Tester(AsyncWebsocketConsumer):
    """Is told the name of a door, and tells what the stand-in saw of it."""

    async def receive(self, text_data=None, bytes_data=None):
        # In a context of its own, as in a test: it is no part of this connection.
        task = asyncio.create_task(rehearse(text_data), context=contextvars.Context())
        await self.send(text_data=await task)


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("test/", Tester.as_asgi()), path("", doors)]),
    }
)
