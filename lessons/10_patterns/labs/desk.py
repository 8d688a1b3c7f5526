"""A help desk: the guide's routing by type alone, and inside its error handling."""

import json
import logging

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path
from django.utils import timezone

from demo_project.chat.models import Message

logger = logging.getLogger("desk")


class Routing(AsyncWebsocketConsumer):
    """Pattern 1, with the helpers that the guide prints on other pages."""

    async def receive(self, text_data):
        await self.process_message(json.loads(text_data))

    async def process_message(self, data):
        message_type = data.get("type")
        if message_type == "message":
            await self.handle_message(data)
        elif message_type == "read_receipt":
            await self.handle_read_receipt(data)
        else:
            await self.send_error("Unknown message type")

    async def handle_message(self, data):
        await self.send_json({"type": "message", "text": data["text"]})

    async def handle_read_receipt(self, data):
        unread = Message.objects.filter(pk__in=data["ids"])
        await unread.aupdate(read_at=timezone.now())

    async def send_error(self, message):
        await self.send_json({"type": "error", "message": message})

    async def send_json(self, data):
        await self.send(text_data=json.dumps(data))


class Guarded(Routing):
    """Pattern 6 around pattern 1. The guide's `logger` is made at the top of this file."""

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
        except Exception as e:
            logger.error(f"Unexpected error: {e}")
            await self.send_error("Internal server error")


routes = [path(f"ws/{c.__name__.lower()}/", c.as_asgi()) for c in (Routing, Guarded)]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
