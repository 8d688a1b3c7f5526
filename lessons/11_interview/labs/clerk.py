"""Counts users in three ways, and is slow in two."""

import time
from functools import partial

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.contrib.auth.models import User
from django.urls import path


def count():
    return User.objects.count()


def slow_count():
    time.sleep(0.3)
    return User.objects.count()


beside = partial(database_sync_to_async, thread_sensitive=False)


class Clerk(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        match text_data:
            case "direct":
                users = count()
            case "decorated":
                users = await database_sync_to_async(count)()
            case "async ORM":
                users = await User.objects.acount()
            case "slow":
                users = await database_sync_to_async(slow_count)()
            case "slow, own thread":
                users = await beside(slow_count)()
        await self.send(text_data=f"{text_data}: {users} users")


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/", Clerk.as_asgi())]),
    }
)
