"""The guide's ChatConsumer, assembled from the pieces that it prints. Only the models are ours."""

import json
import logging

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

from demo_project.chat.models import Conversation, Message

logger = logging.getLogger(__name__)


@database_sync_to_async
def get_messages(email):
    """From "@database_sync_to_async Decorator". Our seeded users are found by their names."""
    return list(Message.objects.filter(conversation__participant__username=email))


class Printed(AsyncWebsocketConsumer):
    """From "Consumer Class Structure": seven faults. Find them before the visitors do."""

    async def connect(self):
        self.role = self.scope["url_route"]["kwargs"]["role"]
        self.email = self.scope["url_route"]["kwargs"]["email"]
        self.user_room = f"user_{self.email}"
        await self.channel_layer.group_add(self.user_room, self.channel_name)
        await self.accept()
        messages = await get_messages(self.email)
        await self.send_json({"type": "connected", "message": "Welcome!", "known": len(messages)})

    async def disconnect(self, close_code):
        await self.channel_layer.group_discard(self.user_room, self.channel_name)

    async def receive(self, text_data):
        data = json.loads(text_data)
        if data["type"] == "message":
            await self.handle_message(data)
        elif data["type"] == "typing":
            await self.handle_typing(data)

    async def handle_message(self, data):
        message = await self.save_message(data["text"])
        event = {"type": "chat_message", "message": message}
        await self.channel_layer.group_send(self.user_room, event)

    async def chat_message(self, event):
        await self.send_json({"type": "message", "message": event["message"]})

    @database_sync_to_async
    def save_message(self, text):
        talk = Conversation.objects.get(participant__username=self.email)
        row = talk.messages.create(sender_id=talk.participant_id, text=text)
        return {"id": row.id, "content": row.text, "timestamp": self.stamp(row.created_at)}

    def stamp(self, moment):
        return moment.isoformat()

    async def send_json(self, data):
        await self.send(text_data=json.dumps(data))


class RawDate(Printed):
    """The same, with the time stamp as it came from the database."""

    def stamp(self, moment):
        return moment


class Reporting(Printed):
    """With the receive() from "async/await Pattern"; where `text` comes from is filled in."""

    async def receive(self, text_data):
        text = json.loads(text_data)["text"]
        message = await self.save_message(text)
        event = {"type": "chat_message", "message": message}
        await self.channel_layer.group_send(self.user_room, event)
        await self.send_json({"status": "sent"})


class Patterned(Printed):
    """With its patterns 1, "Type-Based Message Routing", and 6, "Error Handling"."""

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
        except Exception as e:  # noqa: BLE001 - the guide's
            logger.error(f"Unexpected error: {e}")  # noqa: TRY400 - the guide's
            await self.send_error("Internal server error")

    async def process_message(self, data):
        message_type = data.get("type")
        if message_type == "message":
            await self.handle_message(data)
        elif message_type == "typing":
            await self.handle_typing(data)
        else:
            await self.send_error("Unknown message type")

    async def send_error(self, message):
        await self.send_json({"type": "error", "message": message})


kinds = {"chat": Printed, "raw": RawDate, "reports": Reporting, "patterns": Patterned}
routes = [path(f"ws/{name}/<role>/<email>/", kind.as_asgi()) for name, kind in kinds.items()]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
