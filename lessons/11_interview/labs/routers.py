"""The guide's router, which has no entry for HTTP, and the same router with one entry more."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Echo(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data=f"echo: {text_data}")


websockets = URLRouter([path("ws/", Echo.as_asgi())])

guide = ProtocolTypeRouter({"websocket": websockets})
mended = ProtocolTypeRouter({"http": django_app, "websocket": websockets})
