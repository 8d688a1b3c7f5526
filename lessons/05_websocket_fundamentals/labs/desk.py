"""A desk: looks at the visitor, lets him in, takes a moment for each word, answers questions."""

import asyncio

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Desk(AsyncWebsocketConsumer):
    """One visitor at the desk."""

    async def connect(self):
        self.heard = 0
        await asyncio.sleep(0.4)  # who is this? a query, a look into a cache
        await self.accept()

    async def receive(self, text_data=None, bytes_data=None):
        await asyncio.sleep(0.005)
        self.heard += 1
        if text_data.endswith("?"):
            await self.send(text_data=f"noted, {self.heard} so far")

    async def disconnect(self, code):
        self.left_with = code


application = ProtocolTypeRouter(
    {"http": django_app, "websocket": URLRouter([path("ws/desk/", Desk.as_asgi())])}
)
