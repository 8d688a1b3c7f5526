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

    async def receive(self, text_data=None, bytes_data=None):
        if bytes_data is not None:
            self.pictures.append(bytes_data)
            await self.send(text_data=bytes_data)
        else:
            await self.send(text_data=f"✓ {text_data}")


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/chat/", Chat.as_asgi())]),
    }
)
