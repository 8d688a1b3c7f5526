"""Switching rooms, as the guide prints it, and once more with its first line mended."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Printed(AsyncJsonWebsocketConsumer):
    """`active_room` is read before anybody has set it."""

    async def receive_json(self, content):
        try:
            if "switch" in content:
                await self.switch_room(content["switch"])
                await self.send_json({"now in": self.active_room})
            else:
                event = {"type": "room.said", "text": content["say"]}
                await self.channel_layer.group_send(self.active_room, event)
        except TypeError as error:
            await self.send_json({"error": str(error)[:40]})

    async def switch_room(self, new_room):
        if self.active_room:
            await self.channel_layer.group_discard(self.active_room, self.channel_name)
        await self.channel_layer.group_add(new_room, self.channel_name)
        self.active_room = new_room

    async def room_said(self, event):
        await self.send_json({"heard": event["text"]})


class Mended(Printed):
    """It has a first value now. Is that all?"""

    active_room = None


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter(
            [path("ws/printed/", Printed.as_asgi()), path("ws/mended/", Mended.as_asgi())]
        ),
    }
)
