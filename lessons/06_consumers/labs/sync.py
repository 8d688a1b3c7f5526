"""The same work in a sync consumer and in an async one, and one that is a bit of both."""

import asyncio
import time

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from asgiref.sync import async_to_sync
from channels.generic.websocket import AsyncWebsocketConsumer, WebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Sync(WebsocketConsumer):
    """Methods without async: may block, and needs a bridge to the channel layer."""

    groups = ("all",)

    def receive(self, text_data=None, bytes_data=None):
        if text_data == "work":
            time.sleep(0.5)
            self.send(text_data="worked")
        elif text_data == "tell all":
            async_to_sync(self.channel_layer.group_send)("all", {"type": "told"})

    def told(self, event):
        self.send(text_data="we have been told")


class Async(AsyncWebsocketConsumer):
    """The same with async and await."""

    groups = ("all",)

    async def receive(self, text_data=None, bytes_data=None):
        if text_data == "work":
            await asyncio.sleep(0.5)
        await self.send(text_data="worked")

    async def told(self, event):
        await self.send(text_data="we have been told")


class Mixed(WebsocketConsumer):
    """A sync consumer with one `async` too many."""

    async def receive(self, text_data=None, bytes_data=None):
        self.send(text_data="worked")


kinds = {"sync": Sync, "async": Async, "mixed": Mixed}
routes = [path(f"ws/{name}/", kind.as_asgi()) for name, kind in kinds.items()]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
