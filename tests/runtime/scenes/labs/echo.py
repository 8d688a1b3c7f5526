"""A lab for tests: echoes frames, shares a group, and can be told to misbehave."""

import asyncio
import os
import time

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import path  # noqa: E402


class Echo(AsyncWebsocketConsumer):
    """Does what the frame says."""

    async def connect(self):
        await self.channel_layer.group_add("room", self.channel_name)
        await self.accept(subprotocol=(self.scope["subprotocols"] or [None])[0])

    async def disconnect(self, code):
        await self.channel_layer.group_discard("room", self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        match (text_data or "").split(maxsplit=1):
            case ["all", words]:
                await self.channel_layer.group_send("room", {"type": "said", "words": words})
            case ["close", code]:
                await self.close(int(code))
            case ["raise", words]:
                raise ValueError(words)
            case ["exit", code]:
                os._exit(int(code))
            case ["hang", seconds]:
                time.sleep(float(seconds))
            case ["setting", name]:
                await self.send(text_data=f"{name}={getattr(settings, name, None)}")
            case ["user"]:
                await self.send(text_data=f"user {self.scope.get('user')}")
            case ["stuck", seconds]:
                await asyncio.sleep(float(seconds))
            case _:
                await self.send(text_data=text_data, bytes_data=bytes_data)

    async def said(self, event):
        await self.send(text_data=event["words"])


class Refuse(AsyncWebsocketConsumer):
    """Closes before it accepts: HTTP 403."""

    async def connect(self):
        await self.close(4001)


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/", Echo.as_asgi()), path("refuse/", Refuse.as_asgi())]),
    }
)
