"""The support's inbox: who writes to whom, newest first."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.contrib.auth import get_user_model
from django.urls import path

from demo_project.chat.models import Conversation, Message

User = get_user_model()


@database_sync_to_async
def newest(count):
    lines = []
    for message in Message.objects.order_by("-created_at")[:count]:
        sender = User.objects.get(pk=message.sender_id)
        customer = User.objects.get(conversation=message.conversation_id)
        lines.append(f"{sender.username} to {customer.username}: {message.text}")
    return lines


class Inbox(AsyncJsonWebsocketConsumer):
    """The support's tab."""

    async def receive_json(self, content):
        await self.send_json({"inbox": await newest(content["lines"])})


class Writer(AsyncJsonWebsocketConsumer):
    """The tab of somebody who writes."""

    async def receive_json(self, content):
        names = self.scope["url_route"]["kwargs"]
        sender = await User.objects.aget(username=names["name"])
        room = await Conversation.objects.aget(participant__username=names["to"])
        await Message.objects.acreate(conversation=room, sender=sender, text=content["text"])


routes = [path("ws/inbox/", Inbox.as_asgi()), path("ws/<name>/to/<to>/", Writer.as_asgi())]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
