"""Three ways to leave a group, and an exception that tries them all."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Room(AsyncWebsocketConsumer):
    """Says to the room what it hears; cannot divide by zero."""

    async def receive(self, text_data=None, bytes_data=None):
        if text_data == "crash":
            self.result = 1 / 0
        await self.channel_layer.group_send(self.room, {"type": "said", "words": text_data})

    async def said(self, event):
        await self.send(text_data=event["words"])


class Usual(Room):
    """Leaves in disconnect(), as the guide does."""

    room = "usual"

    async def connect(self):
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.room, self.channel_name)


class Declared(Room):
    """Lets Channels do both: a list of groups on the class."""

    room = "declared"
    groups = ("declared",)


class Careful(Usual):
    """Leaves whatever happens: `__call__` is the whole life of the instance."""

    room = "careful"

    async def __call__(self, scope, receive, send):
        try:
            await super().__call__(scope, receive, send)
        finally:
            layer = self.channel_layer
            await layer.group_discard(self.room, self.channel_name)


routes = [path(f"ws/{kind.room}/", kind.as_asgi()) for kind in (Usual, Declared, Careful)]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
