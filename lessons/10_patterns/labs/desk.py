"""A help desk: routing by type and handling of errors, as the guide prints both."""

import json
import logging

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.contrib.auth.models import User
from django.urls import path


class Routing(AsyncWebsocketConsumer):
    """Pattern 1: one branch for each type."""

    async def receive(self, text_data):
        await self.process_message(json.loads(text_data))

    async def process_message(self, data):
        if data.get("type") == "who":
            user = await User.objects.aget(pk=data["id"])
            await self.send(text_data=user.username)
        else:
            await self.send_error("Unknown message type")

    async def send_error(self, message):
        await self.send(text_data=json.dumps({"error": message}))


class Errors(Routing):
    """Pattern 6: a net around the routing."""

    async def receive(self, text_data):
        try:
            data = json.loads(text_data)
        except json.JSONDecodeError:
            await self.send_error("Invalid JSON")
            return
        try:
            await self.process_message(data)
        except ValueError as e:
            await self.send_error(str(e))
        except Exception as e:  # noqa: BLE001
            self.log(e)
            await self.send_error("Internal server error")

    def log(self, e):
        logger.error(f"Unexpected error: {e}")  # noqa: F821


class Logged(Errors):
    """The same with a logger."""

    def log(self, e):
        logging.getLogger("desk").error(f"Unexpected error: {e}")


routes = [path(f"ws/{c.__name__.lower()}/", c.as_asgi()) for c in (Routing, Errors, Logged)]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
