"""One consumer, one thing at a time, unless it makes itself a task."""

import asyncio

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Turns(AsyncWebsocketConsumer):
    """Slow at one thing, quick at all others."""

    async def connect(self):
        self.room = self.scope["url_route"]["kwargs"]["room"]
        self.task = None
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.room, self.channel_name)
        if self.task:
            self.task.cancel()  # it would go on without its consumer

    async def receive(self, text_data=None, bytes_data=None):
        match text_data:
            case "slow":
                await self.work("slow")
            case "slow, as a task":
                self.task = asyncio.create_task(self.work("the task"))
            case "to the group":
                await self.channel_layer.group_send(self.room, {"type": "echoed"})
                await self.send(text_data="sent")
            case _:
                await self.send(text_data=f"{text_data}: done")

    async def work(self, what):
        await asyncio.sleep(1)
        await self.send(text_data=f"{what}: done")

    async def echoed(self, event):
        await self.send(text_data="my own echo")


routes = [path("ws/turns/<room>/", Turns.as_asgi())]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
