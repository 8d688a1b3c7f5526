"""A loud tab and a busy one: 250 events for a consumer that is stuck in the first."""

import asyncio

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402


class Loud(AsyncWebsocketConsumer):
    """Sends as many numbered events as it is asked for, and no call complains."""

    async def receive(self, text_data=None, bytes_data=None):
        for number in range(int(text_data)):
            await self.channel_layer.group_send("tape", {"type": "tick", "number": number})
        await self.send(text_data=f"sent {text_data}, no exception")


class Busy(AsyncWebsocketConsumer):
    """Takes its time over the first event, and only over that one."""

    async def connect(self):
        await self.channel_layer.group_add("tape", self.channel_name)
        await self.accept()

    async def tick(self, event):
        if event["number"] == 0:
            await asyncio.sleep(1.5)
        await self.send(text_data=f"tick {event['number']}")


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter(
            [path("ws/loud/", Loud.as_asgi()), path("ws/busy/", Busy.as_asgi())]
        ),
    }
)
