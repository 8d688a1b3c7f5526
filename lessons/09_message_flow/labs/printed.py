"""The guide's ChatConsumer with the `receive` of its chapter on the flow; then mended.

Ours are only the models, and how `user_room` gets the name that the flow prints.
"""

import json

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.contrib.auth.models import User
from django.urls import path

from demo_project.chat.models import Conversation

ADMIN = "admin@example.com"


class Printed(AsyncWebsocketConsumer):
    """`receive` is from "Step 2" and "Step 3", all else from "Consumer Class Structure"."""

    async def connect(self):
        self.role = self.scope["url_route"]["kwargs"]["role"]
        self.email = self.scope["url_route"]["kwargs"]["email"]  # of the conversation
        self.user_room = "user_" + self.email.replace("@", "-at-")
        await self.channel_layer.group_add(self.user_room, self.channel_name)
        await self.accept()
        await self.send_json({"type": "connected", "message": "Welcome!"})

    async def disconnect(self, close_code):
        await self.channel_layer.group_discard(self.user_room, self.channel_name)

    async def receive(self, text_data):
        data = json.loads(text_data)
        if data.get("type") == "message" and self.role == "user":
            text = data.get("message")
            saved = await self.save_message(self.email, text, "user")
            await self.tell(saved)

    async def tell(self, saved):
        event = {"type": "chat_message", "message": saved}
        await self.channel_layer.group_send(self.user_room, event)

    async def chat_message(self, event):
        await self.send_json({"type": "message", "message": event["message"]})

    @database_sync_to_async
    def save_message(self, text):
        return self.store(self.email, text)

    def store(self, sender, text):
        author = User.objects.get(email=sender)
        talk = Conversation.objects.get(participant__email=self.email)
        row = talk.messages.create(sender=author, text=text)
        return {"id": row.id, "content": row.text, "timestamp": row.created_at.isoformat()}

    async def send_json(self, data):
        await self.send(text_data=json.dumps(data))


class Fitting(Printed):
    """Call and method fit each other, and the result has the `sender` that "Step 2" shows."""

    @database_sync_to_async
    def save_message(self, sender, text, role):
        return {**self.store(sender, text), "sender": sender}


class Hasty(Fitting):
    """The admin must be able to write, so the condition goes. Done?"""

    async def receive(self, text_data):
        data = json.loads(text_data)
        if data.get("type") == "message":
            text = data.get("message")
            saved = await self.save_message(self.email, text, "user")
            await self.tell(saved)


class Mended(Fitting):
    """The sender depends on the role, and an unknown type gets an answer."""

    async def receive(self, text_data):
        data = json.loads(text_data)
        if data.get("type") == "message":
            sender = ADMIN if self.role == "admin" else self.email
            text = data.get("message")
            saved = await self.save_message(sender, text, self.role)
            await self.tell(saved)
        else:
            error = f"unknown type {data.get('type')}"
            await self.send_json({"type": "error", "message": error})


stages = (Printed, Fitting, Hasty, Mended)
routes = [path(f"ws/{cls.__name__.lower()}/<role>/<email>/", cls.as_asgi()) for cls in stages]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
