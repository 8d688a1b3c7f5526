"""A loud tab and a busy one: many events for a consumer that is stuck in the first."""

import asyncio

from django.core.asgi import get_asgi_application

get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

answer = asyncio.Event()  # of a slow service that the busy tab waits for


class Loud(AsyncWebsocketConsumer):
    """Sends as many numbered events as it is asked for, one after the other."""

    async def receive(self, text_data=None, bytes_data=None):
        group = self.scope["url_route"]["kwargs"]["group"]
        for number in range(int(text_data)):
            event = {"type": "tick", "number": number}
            await self.channel_layer.group_send(group, event)
        await self.send(text_data=f"sent {text_data}, no exception")


class Busy(AsyncWebsocketConsumer):
    """Stuck in number 0 until the service answers; quick with all others."""

    async def connect(self):
        group = self.scope["url_route"]["kwargs"]["group"]
        await self.channel_layer.group_add(group, self.channel_name)
        await self.accept()

    async def tick(self, event):
        if event["number"] == 0:
            await answer.wait()
        await self.send(text_data=f"tick {event['number']}")


async def service(scope, receive, send):
    """Any HTTP request: the slow service has an answer at last."""
    answer.set()
    await send({"type": "http.response.start", "status": 204})
    await send({"type": "http.response.body"})


routes = [path("ws/loud/<group>/", Loud.as_asgi()), path("ws/busy/<group>/", Busy.as_asgi())]
application = ProtocolTypeRouter({"http": service, "websocket": URLRouter(routes)})
