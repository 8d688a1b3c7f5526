"""A chat with two gates: one in a handler, one in the database thread."""

import asyncio
import threading

from django.core.asgi import get_asgi_application

get_asgi_application()  # first: it loads the apps

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

from demo_project.chat.models import Conversation

gates = {"/handler/": asyncio.Event(), "/database/": threading.Event()}


class RoomConsumer(AsyncJsonWebsocketConsumer):
    """Saves, tells the room, shows. The admin's tab waits at a gate before it shows."""

    async def connect(self):
        self.room = self.scope["url_route"]["kwargs"]["room"]
        self.role = self.scope["url_route"]["kwargs"]["role"]
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.room, self.channel_name)

    async def receive_json(self, content):
        if content["type"] == "message":
            await self.save_message(content["text"])
        event = {"type": "chat.news", "frame": content}
        await self.channel_layer.group_send(self.room, event)

    @database_sync_to_async
    def save_message(self, text):
        if text == "A long report":
            gates["/database/"].wait(30)  # a slow query: the thread waits for the database
        room = Conversation.objects.get(participant__username=self.room)
        room.messages.create(sender_id=room.participant_id, text=text)

    async def chat_news(self, event):
        if self.role == "admin":
            await gates["/handler/"].wait()  # something slow: a web service, a full socket
        await self.send_json(event["frame"])


async def gate(scope, receive, send):
    """POST /handler/ opens that gate."""
    gates[scope["path"]].set()
    await send({"type": "http.response.start", "status": 204})
    await send({"type": "http.response.body"})


routes = [path("ws/<room>/<role>/", RoomConsumer.as_asgi())]
application = ProtocolTypeRouter({"http": gate, "websocket": URLRouter(routes)})
