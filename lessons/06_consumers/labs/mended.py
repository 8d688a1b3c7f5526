"""The same consumer, mended: no frame and no address can end it."""

import json

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

from demo_project.chat.groups import room_for_email
from demo_project.chat.models import Conversation


class Mended(AsyncJsonWebsocketConsumer):
    """Compare it with `printed.py`, method by method."""

    async def connect(self):
        self.room = room_for_email(self.scope["url_route"]["kwargs"]["who"])
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()
        await self.send_json({"type": "connected"})

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.room, self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        try:
            frame = json.loads(text_data or "")
        except (ValueError, RecursionError):  # RecursionError: "[[[[…", very deep
            frame = None
        match frame:
            case {"type": "message", "text": str(text)}:
                await self.handle_message(text)
            case {"type": "typing"}:
                await self.channel_layer.group_send(self.room, {"type": "chat.typing"})
            case _:
                await self.send_json({"type": "error", "message": "I do not understand this."})

    async def handle_message(self, text):
        talk = await Conversation.objects.select_related("participant").afirst()
        row = await talk.messages.acreate(sender=talk.participant, text=text)
        message = {"id": row.id, "text": row.text, "timestamp": row.created_at.isoformat()}
        await self.channel_layer.group_send(self.room, {"type": "chat.message", "message": message})

    async def chat_message(self, event):
        await self.send_json({"type": "message", "message": event["message"]})

    async def chat_typing(self, event):
        await self.send_json({"type": "typing"})


class Plain(AsyncJsonWebsocketConsumer):
    """What Channels has to offer for JSON, used as it comes."""

    async def receive_json(self, content):
        await self.send_json({"you sent": content})


routes = [path("ws/mended/<who>/", Mended.as_asgi()), path("ws/plain/", Plain.as_asgi())]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
