"""Visiting cards: a tab gives away its channel name, and another tab writes to it."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class CardConsumer(AsyncWebsocketConsumer):
    """Joins a group of its user, if there is a layer to join it in."""

    async def connect(self):
        self.group = "user_" + self.scope["url_route"]["kwargs"]["user"]
        if self.channel_layer:
            await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        if self.channel_layer:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        match text_data.split(maxsplit=2):
            case ["card"]:
                await self.send(text_data=self.channel_name)
            case ["to", channel, words]:
                note = {"type": "note", "words": words}
                await self.channel_layer.send(channel, note)
                await self.send(text_data="sent, no exception")
            case ["tell", user, words]:
                note = {"type": "note", "words": words}
                await self.channel_layer.group_send(f"user_{user}", note)

    async def note(self, event):
        await self.send(text_data=event["words"])


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/<user>/", CardConsumer.as_asgi())]),
    }
)
