"""A museum: phones show what the guide says in the room where the visitor is."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Visitor(AsyncJsonWebsocketConsumer):
    """A visitor's phone. Its frames: {"enter": "hall"}."""

    room = None

    async def receive_json(self, content):
        if self.room:
            await self.channel_layer.group_discard(self.room, self.channel_name)
        await self.channel_layer.group_add(content["enter"], self.channel_name)

    async def disconnect(self, code):
        if self.room:
            await self.channel_layer.group_discard(self.room, self.channel_name)

    async def guide_said(self, event):
        await self.send_json({"guide": event["words"]})


class Guide(AsyncJsonWebsocketConsumer):
    """The guide's microphone. Its frames: {"room": "hall", "words": "Mind the floor"}."""

    async def receive_json(self, content):
        event = {"type": "guide.said", **content}
        await self.channel_layer.group_send(content["room"], event)


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter(
            [
                path("ws/visitor/", Visitor.as_asgi()),
                path("ws/guide/", Guide.as_asgi()),
            ]
        ),
    }
)
