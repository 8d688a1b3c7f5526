"""Read receipts: the guide's pattern 5, and two repairs."""

from channels.db import database_sync_to_async
from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path
from django.utils import timezone

from demo_project.chat.models import Message


class First(AsyncJsonWebsocketConsumer):
    """As printed, with the sender from the database and a legal name for its own group."""

    async def connect(self):
        self.email = self.scope["url_route"]["kwargs"]["email"]
        self.room = legal(f"user_{self.email}")
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()

    async def receive_json(self, content):
        await self.mark_as_read(content["read"])

    async def mark_as_read(self, message_ids):
        # Update database
        sender_email = await self.update_read_status(message_ids)

        # Notify sender
        await self.notify(f"user_{sender_email}", message_ids)

    @database_sync_to_async
    def update_read_status(self, message_ids):
        messages = Message.objects.filter(pk__in=message_ids)
        messages.update(read_at=timezone.now())
        return messages.select_related("sender").first().sender.email

    async def notify(self, group, ids):
        event = {"type": "messages_read", "message_ids": ids, "reader": self.email}
        await self.channel_layer.group_send(group, event | {"from": self.channel_name})


def legal(name):
    """The name without what a group's name must not hold."""
    return name.replace("@", "-at-")


class Second(First):
    """Makes a legal name of the sender's group."""

    async def notify(self, group, ids):
        await super().notify(legal(group), ids)


class Third(Second):
    """Has the method, tells the reader's other tabs, and spares the one that did the reading."""

    async def notify(self, group, ids):
        await super().notify(group, ids)
        await super().notify(self.room, ids)

    async def messages_read(self, event):
        if event["from"] != self.channel_name:
            await self.send_json({"read": event["message_ids"], "by": event["reader"]})


stages = (First, Second, Third)
routes = [path(f"ws/{cls.__name__.lower()}/<email>/", cls.as_asgi()) for cls in stages]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
