"""A restaurant's kitchen: each station has a screen with the orders that it has taken."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Screen(AsyncWebsocketConsumer):
    """The screen of one station."""

    async def connect(self):
        self.orders = []
        await self.accept()

    async def receive(self, text_data=None, bytes_data=None):
        self.orders.append(text_data)
        await self.send(text_data=", ".join(self.orders))


websocket_urlpatterns = [
    path("ws/kitchen/", Screen),
]

application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter(websocket_urlpatterns),
    }
)
