"""The guide's first consumer, and one that expects the unexpected."""

import json

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class First(AsyncWebsocketConsumer):
    """As the guide has it."""

    async def connect(self):
        await self.accept()

    async def receive(self, text_data):
        json.loads(text_data)
        await self.send(text_data=json.dumps({"message": "Got your message!"}))


class Careful(First):
    """Takes whatever comes, and says so if it is no use."""

    async def receive(self, text_data=None, bytes_data=None):
        try:
            json.loads(text_data or "")
            answer = "Got your message!"
        except (ValueError, RecursionError):
            answer = "Sorry, I only read JSON."
        await self.send(text_data=json.dumps({"message": answer}))


routes = [path("ws/first/", First.as_asgi()), path("ws/careful/", Careful.as_asgi())]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
