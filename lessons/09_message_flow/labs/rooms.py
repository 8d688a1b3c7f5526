"""From an address to a room: an obvious way, and one that keeps people apart."""

from hashlib import sha256

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Slug(AsyncWebsocketConsumer):
    """Readable: `user_john-at-example.com`."""

    async def connect(self):
        self.room = self.room_of(self.scope["url_route"]["kwargs"]["email"])
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.room, self.channel_name)

    def room_of(self, email):
        return "user_" + email.replace("@", "-at-")

    async def receive(self, text_data=None, bytes_data=None):
        event = {"type": "room.said", "text": text_data}
        await self.channel_layer.group_send(self.room, event)

    async def room_said(self, event):
        await self.send(text_data=event["text"])


class Hashed(Slug):
    """One room per address, however it is typed. A user's primary key is better still."""

    def room_of(self, email):
        return "user_" + sha256(email.lower().encode()).hexdigest()[:32]


routes = [
    path("ws/slug/<email>/", Slug.as_asgi()),
    path("ws/hashed/<email>/", Hashed.as_asgi()),
]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
