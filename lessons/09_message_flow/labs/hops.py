"""A chat that says on connect what is in the database. Each class fails at another hop."""

import asyncio
import json

from django.core.asgi import get_asgi_application

get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.db import IntegrityError
from django.urls import path

from demo_project.chat.models import Conversation

ROOM = "user_1"
gate = asyncio.Event()


class Plain(AsyncWebsocketConsumer):
    """Parse, save, tell, show. It handles no error."""

    async def connect(self):
        self.conversation = await Conversation.objects.afirst()
        await self.channel_layer.group_add(ROOM, self.channel_name)
        await self.accept()
        saved = [m.text async for m in self.conversation.messages.order_by("pk")]
        await self.show({"type": "saved", "texts": saved})

    async def __call__(self, scope, receive, send):
        try:
            await super().__call__(scope, receive, send)
        finally:  # disconnect() does not run after an exception; this does
            await self.channel_layer.group_discard(ROOM, self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        data = json.loads(text_data)  # hop 2
        message = await self.save(data)  # hop 3
        await self.tell(message)  # hops 4 and 5

    async def save(self, data):
        author = self.conversation.participant_id
        row = {"sender_id": author, "text": data["text"]}
        m = await self.conversation.messages.acreate(**row)
        return {"id": m.pk, "text": m.text}

    async def tell(self, message):
        event = {"type": "chat.message", "message": message}
        await self.channel_layer.group_send(ROOM, event)

    async def chat_message(self, event):  # hop 6
        await self.show({"type": "message", **event["message"]})

    async def show(self, frame):  # hop 7
        await self.send(text_data=json.dumps(frame))


class Forgetful(Plain):
    """The event should name the sender. `save` does not return one, as in the guide."""

    async def tell(self, message):
        await super().tell({**message, "from": message["sender"]})


class Careless(Plain):
    """Counts what is unread, and never sets the counter to 0."""

    async def chat_message(self, event):
        self.unread += 1
        await super().chat_message(event)


class Busy(Plain):
    """Waits for something slow before it shows a message."""

    async def chat_message(self, event):
        await gate.wait()
        await super().chat_message(event)


class Halting(Plain):
    """Waits between saving and telling, long enough for a crash."""

    async def tell(self, message):
        await gate.wait()
        await super().tell(message)


class Mended(Halting):
    """The browser gives each message a name; the same name again is the same message."""

    async def save(self, data):
        mine = {"sender_id": self.conversation.participant_id, "client_id": data["client_id"]}
        messages = self.conversation.messages
        try:
            m = await messages.acreate(text=data["text"], **mine)
        except IntegrityError:
            m = await messages.aget(**mine)
        return {"id": m.pk, "text": m.text, "client_id": m.client_id}


async def open_gate(scope, receive, send):
    """Any request opens the gate for the handlers that wait."""
    gate.set()
    await send({"type": "http.response.start", "status": 204})
    await send({"type": "http.response.body"})


ways = (Plain, Forgetful, Careless, Busy, Halting, Mended)
routes = [path(f"ws/{cls.__name__.lower()}/", cls.as_asgi()) for cls in ways]
application = ProtocolTypeRouter({"http": open_gate, "websocket": URLRouter(routes)})
