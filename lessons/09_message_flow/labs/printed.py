"""The guide's two chapters in one class, as printed; then mended in three steps."""

import json

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.contrib.auth.models import User
from django.urls import path

from demo_project.chat.models import Conversation, Message

ADMIN = "admin@example.com"


class Printed(AsyncWebsocketConsumer):
    """`receive` is from the chapter on the flow, `save_message` from the one on consumers."""

    async def connect(self):
        self.role = self.scope["url_route"]["kwargs"]["role"]
        self.email = self.scope["url_route"]["kwargs"]["email"]  # of the conversation
        self.user_room = "user_" + self.email.replace("@", "-at-")
        await self.channel_layer.group_add(self.user_room, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.user_room, self.channel_name)

    async def receive(self, text_data):
        data = json.loads(text_data)
        if data.get("type") == "message" and self.role == "user":
            saved = await self.save_message(self.email, data.get("message"), "user")
            await self.tell(saved)

    async def tell(self, saved):
        event = {"type": "chat_message", "message": saved}
        await self.channel_layer.group_send(self.user_room, event)

    @database_sync_to_async
    def save_message(self, text):
        return self.store(self.email, text)

    def store(self, email, text):
        sender = User.objects.get(email=email)
        room = Conversation.objects.get(participant__email=self.email)
        m = Message.objects.create(conversation=room, sender=sender, text=text)
        return {"id": m.pk, "content": m.text, "sender": email, "at": m.created_at.isoformat()}

    async def chat_message(self, event):
        frame = {"type": "message", "message": event["message"]}
        await self.send(text_data=json.dumps(frame))


class Fitting(Printed):
    """Call and method fit each other."""

    @database_sync_to_async
    def save_message(self, email, text, role):
        return self.store(email, text)


class Hasty(Fitting):
    """The admin must be able to write, so the condition goes. Done?"""

    async def receive(self, text_data):
        data = json.loads(text_data)
        if data.get("type") == "message":
            await self.tell(await self.save_message(self.email, data.get("message"), "user"))


class Mended(Fitting):
    """Who speaks depends on the role, and what nobody understands is answered."""

    async def receive(self, text_data):
        data = json.loads(text_data)
        if data.get("type") == "message":
            speaker = ADMIN if self.role == "admin" else self.email
            await self.tell(await self.save_message(speaker, data.get("message"), self.role))
        else:
            await self.send(text_data=json.dumps({"error": f"unknown type {data.get('type')}"}))


stages = (Printed, Fitting, Hasty, Mended)
routes = [path(f"ws/{cls.__name__.lower()}/<role>/<email>/", cls.as_asgi()) for cls in stages]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
