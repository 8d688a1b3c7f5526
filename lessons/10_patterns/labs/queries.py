"""Fifty messages and their senders: how many statements does that take?"""

from channels.db import database_sync_to_async
from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.db import models, transaction
from django.urls import path

from demo_project.chat.models import Conversation, Message

newest = Message.objects.order_by("-created_at", "-pk")


class GuideMessage(models.Model):
    """The guide's message, as its `save_message` and its query use it: the sender is a text."""

    participant_email = models.EmailField()
    sender = models.CharField(max_length=100)
    timestamp = models.DateTimeField()

    class Meta:
        app_label = "guide"
        managed = False


@database_sync_to_async
def as_printed(email="john@example.com"):
    return list(
        GuideMessage.objects.filter(participant_email=email)
        .select_related("sender")  # Avoid N+1 queries
        .order_by("-timestamp")[:50]  # Limit results
    )


@database_sync_to_async
def one_by_one():
    return [f"{m.sender.username}: {m.text}" for m in newest[:50]]


@database_sync_to_async
def joined():
    return [f"{m.sender.username}: {m.text}" for m in newest.select_related("sender")[:50]]


@database_sync_to_async
def prefetched():
    return [f"{m.sender.username}: {m.text}" for m in newest.prefetch_related("sender")[:50]]


@database_sync_to_async
def as_objects():
    return list(newest[:50])


async def asynchronously():
    return [f"{m.sender.username}: {m.text}" async for m in newest[:50]]


async def the_right_way_up():
    return (await joined())[::-1]


@database_sync_to_async
def save(rows):
    with transaction.atomic():  # Django 6.1 needs none for a single INSERT, and begins none
        Message.objects.bulk_create(rows)


async def fill():
    room = await Conversation.objects.afirst()
    rows = [
        Message(conversation=room, number=n + 1, sender_id=2 - n % 2, text=f"m{n}")
        for n in range(60)
    ]
    await save(rows)


class Pages(AsyncJsonWebsocketConsumer):
    """Runs the function that is asked for by name, out of this list."""

    ways = (
        fill,
        as_printed,
        as_objects,
        one_by_one,
        joined,
        prefetched,
        asynchronously,
        the_right_way_up,
    )

    async def receive_json(self, content):
        way = {f.__name__: f for f in self.ways}[content["way"]]
        await self.send_json({"messages": await way()})


routes = URLRouter([path("ws/", Pages.as_asgi())])
application = ProtocolTypeRouter({"http": django_app, "websocket": routes})
