"""Tries out what a channel layer accepts: group names, and things inside a message."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path
from django.utils import timezone


class Room(AsyncJsonWebsocketConsumer):
    """Joins the user's own group while it connects, under the name the guide gives it."""

    async def connect(self):
        email = self.scope["url_route"]["kwargs"]["email"]
        room = f"user_{email}"
        await self.channel_layer.group_add(room, self.channel_name)
        await self.accept()


class Probe(AsyncJsonWebsocketConsumer):
    """Joins what it is told to, and reports what came of it."""

    async def receive_json(self, content):
        layer, group = self.channel_layer, content["group"]
        try:
            await layer.group_add(group, self.channel_name)
            if content.get("what") == "datetime":
                event = {"type": "clock.read", "now": timezone.now()}
                await layer.group_send(group, event)
        except TypeError as error:
            await self.send_json({"error": str(error), "length": len(group)})
        else:
            await self.send_json({"accepted": group[:40], "length": len(group)})

    async def clock_read(self, event):
        await self.send_json({"read in the year": event["now"].year})


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter(
            [path("ws/room/<email>/", Room.as_asgi()), path("ws/probe/", Probe.as_asgi())]
        ),
    }
)
