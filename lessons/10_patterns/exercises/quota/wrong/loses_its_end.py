"""A chat room. It runs on two servers."""

import os

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.auth import AuthMiddlewareStack
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.cache import cache  # Redis, as the channel layer
from django.urls import path

LIMIT = 5  # messages of a user
WINDOW = int(os.environ.get("WINDOW", "10"))  # seconds


class Tab(AsyncJsonWebsocketConsumer):
    """One open tab of a user who is logged in."""

    groups = ["room"]

    async def connect(self):
        self.user = self.scope["user"].username
        await self.accept()

    async def receive_json(self, content):
        key = f"sent:{self.user}"
        await cache.aadd(key, 0, timeout=WINDOW)
        sent = await cache.aget(key) + 1
        await cache.aset(key, sent)
        if sent > LIMIT:
            await self.send_json({"error": "slow down"})
            return
        await self.tell_room(content["text"])

    async def tell_room(self, text):
        event = {"type": "room.said", "user": self.user, "text": text}
        await self.channel_layer.group_send("room", event)

    async def room_said(self, event):
        await self.send_json({"user": event["user"], "text": event["text"]})


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": AuthMiddlewareStack(URLRouter([path("ws/", Tab.as_asgi())])),
    }
)
