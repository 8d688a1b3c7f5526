"""Two consumers that take a second to connect: one before `accept()`, one after it."""

import asyncio

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Thinks(AsyncWebsocketConsumer):
    async def connect(self):
        await asyncio.sleep(1)  # a slow query, a slow service
        await self.accept()

    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data=f"you said {text_data}")


class Hurries(Thinks):
    async def connect(self):
        await self.accept()
        await asyncio.sleep(1)


routes = [path("thinks/", Thinks.as_asgi()), path("hurries/", Hurries.as_asgi())]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
