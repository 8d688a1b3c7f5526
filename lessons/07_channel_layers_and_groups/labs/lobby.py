"""A lobby: what anybody says reaches whoever has joined."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class LobbyConsumer(AsyncWebsocketConsumer):
    """One open tab. It connects, and joins nothing until it is asked to."""

    async def connect(self):
        self.lobby = self.scope["url_route"]["kwargs"]["name"]
        await self.accept()

    async def receive(self, text_data=None, bytes_data=None):
        layer = self.channel_layer
        match text_data.split(maxsplit=1):
            case ["join"]:
                await layer.group_add(self.lobby, self.channel_name)
                await self.send(text_data="joined")
            case ["leave"]:
                await layer.group_discard(self.lobby, self.channel_name)
                await self.send(text_data="left")
            case ["say", words]:
                event = {"type": "lobby.said", "words": words}
                await layer.group_send(self.lobby, event)
            case ["echo", words]:
                await self.send(text_data=words)

    async def lobby_said(self, event):
        await self.send(text_data=event["words"])


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/<name>/", LobbyConsumer.as_asgi())]),
    }
)
