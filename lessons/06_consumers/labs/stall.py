"""Four ways to be busy for a second. Who else has to wait?"""

import asyncio
import time

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from asgiref.sync import ThreadSensitiveContext
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.db import connection
from django.urls import path


def get_data():
    time.sleep(1)  # blocks the whole thread
    return "data"


async def get_data_async():
    await asyncio.sleep(1)  # pauses; other code can run
    return "data"


def slow_query():
    """A real query of one second: SQLite is lent a `sleep` for it."""
    with connection.cursor() as cursor:
        connection.connection.create_function("sleep", 1, time.sleep)
        cursor.execute("SELECT sleep(1)")


class Worker(AsyncWebsocketConsumer):
    """Is busy in the way that the frame names; answers anything else at once."""

    async def receive(self, text_data=None, bytes_data=None):
        match text_data:
            case "asyncio.sleep":
                await get_data_async()
            case "time.sleep":
                get_data()  # the fault being shown
            case "database_sync_to_async":
                await database_sync_to_async(slow_query)()
            case "thread_sensitive=False":
                await database_sync_to_async(slow_query, thread_sensitive=False)()
        await self.send(text_data=f"done: {text_data}")


router = URLRouter([path("ws/", Worker.as_asgi())])


async def own_thread(scope, receive, send):
    """Gives every connection a database thread of its own."""
    async with ThreadSensitiveContext():
        await router(scope, receive, send)


application = ProtocolTypeRouter({"http": django_app, "websocket": router})
remedied = ProtocolTypeRouter({"http": django_app, "websocket": own_thread})
