"""Read receipts: the guide's three faults, one mended after the other."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path
from django.utils import timezone

from demo_project.chat.models import Message


class Printed(AsyncJsonWebsocketConsumer):
    """Where does `sender_email` come from?"""

    async def connect(self):
        self.email = self.scope["url_route"]["kwargs"]["email"]
        self.room = f"user_{self.email.replace('@', '-at-')}"
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()

    async def receive_json(self, content):
        await self.mark_as_read(content["read"])

    async def mark_as_read(self, message_ids):
        await Message.objects.filter(pk__in=message_ids).aupdate(read_at=timezone.now())
        await self.notify(f"user_{sender_email}", message_ids)  # noqa: F821

    async def notify(self, group, ids):
        event = {"type": "messages_read", "message_ids": ids, "reader": self.email}
        await self.channel_layer.group_send(group, event | {"from": self.channel_name})


class First(Printed):
    """Asks the database who the sender is."""

    async def mark_as_read(self, message_ids):
        messages = Message.objects.filter(pk__in=message_ids).select_related("sender")
        await messages.aupdate(read_at=timezone.now())
        async for message in messages:
            await self.notify(self.group_of(message.sender.email), [message.pk])

    def group_of(self, email):
        return f"user_{email}"


class Second(First):
    """Makes a legal group name of it."""

    def group_of(self, email):
        return f"user_{email.replace('@', '-at-')}"


class Third(Second):
    """Has the method, tells the reader's other tabs, and spares the one that did the reading."""

    async def notify(self, group, ids):
        await super().notify(group, ids)
        await super().notify(self.room, ids)

    async def messages_read(self, event):
        if event["from"] != self.channel_name:
            await self.send_json({"read": event["message_ids"], "by": event["reader"]})


stages = (Printed, First, Second, Third)
routes = [path(f"ws/{cls.__name__.lower()}/<email>/", cls.as_asgi()) for cls in stages]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
