"""A chat with a shop: text goes back with a tick, a picture is stored and its size is told."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Chat(AsyncWebsocketConsumer):
    """One customer's tab."""

    async def connect(self):
        self.pictures = []
        await self.accept()

    async def receive(self, text_data):
        if isinstance(text_data, bytes):
            self.pictures.append(text_data)
            await self.send(text_data=f"picture, {len(text_data)} bytes")
        else:
            await self.send(text_data=f"✓ {text_data}")


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/chat/", Chat.as_asgi())]),
    }
)
