"""A diary per tab, or so it was meant: one attribute is in the wrong place."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Diary(AsyncWebsocketConsumer):
    shared = []

    async def connect(self):
        self.own = []
        await self.accept()

    async def receive(self, text_data=None, bytes_data=None):
        self.own.append(text_data)
        self.shared.append(text_data)
        await self.send(text_data=f"own {self.own}, shared {self.shared}")


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/", Diary.as_asgi())]),
    }
)
