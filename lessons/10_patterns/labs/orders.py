"""Save and tell: inside the transaction, or after it?"""

import threading

from django.core.asgi import get_asgi_application

get_asgi_application()  # first: it loads the apps

from asgiref.sync import async_to_sync, sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.db import transaction
from django.urls import path

from demo_project.chat.models import Conversation, Message

bank = threading.Event()  # answers by a POST


def tell_kitchen(event):
    async_to_sync(get_channel_layer().group_send)("kitchen", event)


def order(text, *, early, paid):
    """What a Django view does, in a thread of its own."""
    with transaction.atomic():
        room = Conversation.objects.first()
        row = room.messages.create(sender_id=room.participant_id, text=text)
        event = {"type": "order.placed", "id": row.pk}
        if early:
            tell_kitchen(event)
        else:
            transaction.on_commit(lambda: tell_kitchen(event))
        bank.wait(timeout=10)
        bank.clear()
        if not paid:
            transaction.set_rollback(True)


class Counter(AsyncJsonWebsocketConsumer):
    """Where orders are placed."""

    async def receive_json(self, content):
        await sync_to_async(order, thread_sensitive=False)(**content)
        await self.send_json({"done": content["text"]})


class Kitchen(AsyncJsonWebsocketConsumer):
    """Hears of an order by its id, and looks it up."""

    groups = ("kitchen",)

    async def order_placed(self, event):
        row = await Message.objects.filter(pk=event["id"]).afirst()
        await self.send_json({"order": event["id"], "says": row.text if row else "no such row"})


async def answer(scope, receive, send):
    """Any HTTP request: the bank has an answer."""
    bank.set()
    await send({"type": "http.response.start", "status": 204})
    await send({"type": "http.response.body"})


routes = [path("ws/counter/", Counter.as_asgi()), path("ws/kitchen/", Kitchen.as_asgi())]
application = ProtocolTypeRouter({"http": answer, "websocket": URLRouter(routes)})
