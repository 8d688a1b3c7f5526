"""A ticker: sends four numbers, half a second apart, whoever is there to read them."""

import asyncio

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Ticker(AsyncWebsocketConsumer):
    """The ticking is a task of its own, so that the consumer is free to hear."""

    async def connect(self):
        await self.accept()
        self.ticking = asyncio.create_task(self.tick())

    async def tick(self):
        for number in range(4):
            await self.send(text_data=f"tick {number}")
            await asyncio.sleep(0.5)

    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data=f"heard {text_data}")

    async def disconnect(self, code):
        self.ticking.cancel()


application = ProtocolTypeRouter(
    {"http": django_app, "websocket": URLRouter([path("ws/ticker/", Ticker.as_asgi())])}
)
