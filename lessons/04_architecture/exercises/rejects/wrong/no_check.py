"""A help desk at https://desk.example. A proxy in front of Daphne does the TLS."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import OriginValidator
from django.urls import path

ORIGINS = ["http://desk.example:8000"]


class Desk(AsyncWebsocketConsumer):
    """One tab of the desk."""

    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data=f"noted: {text_data}")


routes = URLRouter([path("ws/desk/", Desk.as_asgi())])

application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": routes,
    }
)
