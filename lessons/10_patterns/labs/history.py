"""Join the room and read its history: in which order? Between the two the door is shut."""

import asyncio

from django.core.asgi import get_asgi_application

get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

from demo_project.chat.models import Conversation, Message

orders = ("history-first", "join-first", "join-first-and-skip")
doors = {order: asyncio.Event() for order in orders}


class Reader(AsyncJsonWebsocketConsumer):
    """A tab that opens. Something takes its time in the middle: a slow query, a busy loop."""

    skip = frozenset()  # ids that the tab has got already

    async def connect(self):
        order = self.scope["url_route"]["kwargs"]["order"]
        await self.accept()
        if order == "history-first":
            messages = await self.get_messages()
            await doors[order].wait()
            await self.channel_layer.group_add("room", self.channel_name)
        else:
            await self.channel_layer.group_add("room", self.channel_name)
            await doors[order].wait()
            messages = await self.get_messages()
        if order == "join-first-and-skip":
            self.skip = frozenset(messages)
        await self.send_json({"history": list(messages.values())})

    async def get_messages(self):
        return {m.pk: m.text async for m in Message.objects.order_by("pk")}

    async def room_said(self, event):
        if event["id"] not in self.skip:
            await self.send_json({"pushed": event["text"]})


class Writer(AsyncJsonWebsocketConsumer):
    """Saves what is said, and then tells the room."""

    async def receive_json(self, content):
        room = await Conversation.objects.afirst()
        m = await room.messages.acreate(sender_id=room.participant_id, text=content["say"])
        event = {"type": "room.said", "id": m.pk, "text": m.text}
        await self.channel_layer.group_send("room", event)


async def door(scope, receive, send):
    """POST /join-first/ opens that door."""
    doors[scope["path"].strip("/")].set()
    await send({"type": "http.response.start", "status": 204})
    await send({"type": "http.response.body"})


routes = [path("ws/write/", Writer.as_asgi()), path("ws/<order>/", Reader.as_asgi())]
application = ProtocolTypeRouter({"http": door, "websocket": URLRouter(routes)})
