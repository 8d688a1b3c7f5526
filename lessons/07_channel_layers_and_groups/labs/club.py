"""A club: one room for all members, one for a few. A channel may be in both groups."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Member(AsyncWebsocketConsumer):
    """One open tab. Its frames: "join room_vip", "leave room_vip", "say room_vip Hello"."""

    async def connect(self):
        self.joined = set()  # the layer cannot say where a channel is
        await self.join("room_general")
        await self.accept()

    async def disconnect(self, code):
        for room in list(self.joined):
            await self.leave(room)

    async def join(self, room):
        await self.channel_layer.group_add(room, self.channel_name)
        self.joined.add(room)

    async def leave(self, room):
        await self.channel_layer.group_discard(room, self.channel_name)
        self.joined.discard(room)

    async def say(self, room, words):
        event = {"type": "club.said", "room": room, "words": words}
        await self.channel_layer.group_send(room, event)

    async def club_said(self, event):
        await self.send(text_data=f"{event['room']}: {event['words']}")

    async def receive(self, text_data=None, bytes_data=None):
        match text_data.split(maxsplit=2):
            case ["join", room]:
                await self.join(room)
            case ["leave", room]:
                await self.leave(room)
            case ["say", room, words]:
                await self.say(room, words)


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/", Member.as_asgi())]),
    }
)
