"""A museum's guide: each visitor's tab is greeted with what is on today."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

import json

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

TODAY = {"10:00": "The Flemish rooms", "14:00": "Dinosaurs"}


class Visitor(AsyncWebsocketConsumer):
    """One visitor's tab."""

    async def connect(self):
        await self.send(text_data=json.dumps(TODAY))
        await self.accept()

    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data=TODAY.get(text_data, "nothing then"))


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/guide/", Visitor.as_asgi())]),
    }
)
