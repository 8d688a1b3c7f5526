"""Ids as PostgreSQL gives them: at INSERT. Rows as it shows them: from COMMIT on.

SQLite lets only one transaction write, so with it two of them can never overtake each other.
Here the id comes from a sequence that belongs to no transaction, as there, and the row is
written when its transaction would commit.
"""

import itertools
import threading

from django.core.asgi import get_asgi_application

get_asgi_application()  # first: it loads the apps

from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.db import transaction
from django.urls import path

from demo_project.chat.models import Conversation, Message

sequence = itertools.count(1)
work = threading.Event()  # set by a POST


def the_rest():
    """What a slow transaction has to do after its INSERT."""
    work.wait(timeout=10)
    work.clear()


class ById(AsyncJsonWebsocketConsumer):
    """A chat whose tabs ask for what follows the last id that they have."""

    room_of = "john"
    groups = ("john",)

    async def receive_json(self, content):
        if "say" in content:
            number = await self.write(content["say"], content.get("slow"))
            event = {"type": "room.said", "id": number, "text": content["say"]}
            await self.channel_layer.group_send(self.room_of, event)
        else:
            since = content["after"] - content.get("overlap", 0)
            rows = Message.objects.filter(conversation__participant__username=self.room_of)
            rows = rows.filter(number__gt=since).order_by("number")
            found = [[m.number, m.text] async for m in rows]
            await self.send_json({"asked for": since, "found": found})

    async def write(self, text, slow):
        number = next(sequence)  # INSERT
        await self.send_json({"inserted as": number})
        if slow:
            await sync_to_async(the_rest, thread_sensitive=False)()
        await sync_to_async(self.store)(text, number)  # COMMIT
        return number

    def store(self, text, number=None):
        room = Conversation.objects.get(participant__username=self.room_of)
        number = number or room.take_number()
        room.messages.create(number=number, sender_id=room.participant_id, text=text)
        return number

    async def room_said(self, event):
        await self.send_json({"pushed": event["id"], "text": event["text"]})


class ByNumber(ById):
    """The same, but the number is the room's, taken under its lock and kept until COMMIT."""

    room_of = "jane"
    groups = ("jane",)

    async def write(self, text, slow):
        return await sync_to_async(self.transact, thread_sensitive=False)(text, slow)

    def transact(self, text, slow):
        with transaction.atomic():
            number = self.store(text)
            if slow:
                the_rest()
        return number


async def done(scope, receive, send):
    """Any HTTP request: the slow transaction may go on."""
    work.set()
    await send({"type": "http.response.start", "status": 204})
    await send({"type": "http.response.body"})


routes = [path("ws/id/", ById.as_asgi()), path("ws/number/", ByNumber.as_asgi())]
application = ProtocolTypeRouter({"http": done, "websocket": URLRouter(routes)})
