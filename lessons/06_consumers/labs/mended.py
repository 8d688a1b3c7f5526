"""The guide's consumer, mended: none of its visitors ends it by a frame or an address."""

import json

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.contrib.auth.models import User
from django.urls import path

from demo_project.chat.models import Conversation


SORRY = {"type": "error", "message": "I do not understand this."}


def read(text_data):
    """The frame, or None for one that cannot be read."""
    try:
        frame = json.loads(text_data or "")
        # Half an emoji is valid JSON, but it has no UTF-8 form.
        json.dumps(frame, ensure_ascii=False).encode()
    except (ValueError, RecursionError):  # RecursionError: "[[[[…"
        return None
    return frame


class Mended(AsyncJsonWebsocketConsumer):
    room = None

    async def __call__(self, scope, receive, send):
        try:
            await super().__call__(scope, receive, send)
        finally:  # also when disconnect() does not run
            if self.room:
                await self.leave()

    async def leave(self):
        layer = self.channel_layer
        await layer.group_discard(self.room, self.channel_name)

    async def connect(self):
        email = self.scope["url_route"]["kwargs"]["email"]
        self.user = await User.objects.filter(email=email).afirst()
        if self.user is None:
            await self.close()  # before accept: HTTP 403
            return
        self.room = f"user_{self.user.pk}"
        layer = self.channel_layer
        await layer.group_add(self.room, self.channel_name)
        await self.accept()
        await self.send_json({"type": "connected"})

    async def receive(self, text_data=None, bytes_data=None):
        match read(text_data):
            case {"type": "message", "text": str(text)}:
                message = await self.save_message(text)
                await self.tell("chat.message", message=message)
            case {"type": "typing"}:
                await self.tell("chat.typing")
            case _:
                await self.send_json(SORRY)

    @database_sync_to_async
    def save_message(self, text):
        talks = Conversation.objects
        talk, _ = talks.get_or_create(participant=self.user)
        row = talk.messages.create(sender=self.user, text=text)
        when = row.created_at.isoformat()
        return {"id": row.id, "text": row.text, "timestamp": when}

    async def tell(self, type, **content):
        event = {"type": type, **content}
        await self.channel_layer.group_send(self.room, event)

    async def chat_message(self, event):
        frame = {"type": "message", "message": event["message"]}
        await self.send_json(frame)

    async def chat_typing(self, event):
        await self.send_json({"type": "typing"})


class Plain(AsyncJsonWebsocketConsumer):
    """What Channels has to offer for JSON, used as it comes."""

    async def receive_json(self, content):
        await self.send_json({"you sent": content})


routes = [path("ws/mended/<email>/", Mended.as_asgi()), path("ws/plain/", Plain.as_asgi())]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
