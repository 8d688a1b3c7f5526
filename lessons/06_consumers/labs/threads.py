"""Says which thread runs what, and works in any of them."""

import threading
import time

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer, WebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.contrib.auth.models import User
from django.urls import path


def count_users():
    User.objects.count()
    return threading.current_thread().name


def work():
    time.sleep(0.3)
    return threading.current_thread().name


class Threads(AsyncWebsocketConsumer):
    """Answers with the name of the thread that did the work."""

    async def receive(self, text_data=None, bytes_data=None):
        match text_data:
            case "the handler itself":
                name = threading.current_thread().name
            case "sync_to_async":
                name = await sync_to_async(count_users)()
            case "database_sync_to_async":
                name = await database_sync_to_async(count_users)()
            case "async ORM":
                name = f"{await User.objects.acount()} users"
            case "thread_sensitive=False":
                name = await database_sync_to_async(count_users, thread_sensitive=False)()
            case "in line":
                name = await database_sync_to_async(work)()
            case "side by side":
                name = await database_sync_to_async(work, thread_sensitive=False)()
        await self.send(text_data=f"{text_data}: {name}")


class Sync(WebsocketConsumer):
    """A consumer without async: Channels runs all its methods in a thread."""

    def receive(self, text_data=None, bytes_data=None):
        self.send(text_data=f"a sync consumer: {count_users()}")


routes = [path("ws/async/", Threads.as_asgi()), path("ws/sync/", Sync.as_asgi())]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
