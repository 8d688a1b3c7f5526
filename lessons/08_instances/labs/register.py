"""Keeps a register of its instances: how many were made, and how many are still there."""

import gc
import weakref

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.http import AsyncHttpConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path, re_path

made = []  # one entry per instance, ever
alive = weakref.WeakSet()  # forgets an instance that nothing refers to any more


class Registered:
    """Signs itself in when it is made."""

    heard = 0

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        made.append(type(self).__name__)
        alive.add(self)


class PageConsumer(Registered, AsyncWebsocketConsumer):
    async def connect(self):
        if self.scope["url_route"]["kwargs"]["name"] == "eve":
            await self.close()
        else:
            await self.accept()

    async def receive(self, text_data=None, bytes_data=None):
        self.heard += 1
        gc.collect()
        count = f"{len(made)} made, {len(alive)} alive"
        await self.send(text_data=count if text_data == "count" else f"frame {self.heard}")


class Desk(Registered, AsyncHttpConsumer):
    async def handle(self, body):
        self.heard += 1
        await self.send_response(200, b"request %d" % self.heard)


pages = URLRouter([path("desk/", Desk.as_asgi()), re_path("", django_app)])
sockets = URLRouter([path("ws/<name>/", PageConsumer.as_asgi())])
application = ProtocolTypeRouter({"http": pages, "websocket": sockets})
