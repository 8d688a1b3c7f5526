"""A guest list: who comes is written down in connect, who goes is struck out in disconnect."""

import asyncio

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

inside = []  # one list for the whole process


class Guest(AsyncWebsocketConsumer):
    """One guest. Four words make it do something; the porter says "who"."""

    async def connect(self):
        self.name = self.scope["url_route"]["kwargs"]["name"]
        inside.append(self.name)
        await self.accept()

    async def disconnect(self, code):
        inside.remove(self.name)

    async def receive(self, text_data=None, bytes_data=None):
        match text_data:
            case "who":
                await self.send(text_data="inside: " + ", ".join(inside))
            case "throw me out":
                await self.close(code=4001)
            case "crash":
                raise ZeroDivisionError("a slip of the pen")
            case "hang":
                await asyncio.Event().wait()  # for something that never comes


application = ProtocolTypeRouter(
    {"http": django_app, "websocket": URLRouter([path("ws/<name>/", Guest.as_asgi())])}
)
