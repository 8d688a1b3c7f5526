"""Closes with the number that it is told. What is said after the number is sent after the close."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Closer(AsyncWebsocketConsumer):
    """ "4000" closes with 4000; "4000 bye" closes with 4000 and then tries to say "bye"."""

    async def receive(self, text_data=None, bytes_data=None):
        number, _, words = text_data.partition(" ")
        await self.close(code=int(number))
        if words:
            await self.send(text_data=words)


application = ProtocolTypeRouter(
    {"http": django_app, "websocket": URLRouter([path("ws/closer/", Closer.as_asgi())])}
)
