"""A chat room. A message has a number: 1, 2, 3 …"""

from urllib.parse import parse_qs

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from archive import keep, read_after
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Tab(AsyncJsonWebsocketConsumer):
    """One open tab."""

    async def connect(self):
        query = parse_qs(self.scope["query_string"].decode())
        self.last = int(query.get("after", ["0"])[0])  # the number of the last message it has
        await self.accept()
        await self.channel_layer.group_add("room", self.channel_name)
        for message in await read_after(self.last):
            await self.send_json(message)
            self.last = message["number"]

    async def disconnect(self, code):
        await self.channel_layer.group_discard("room", self.channel_name)

    async def receive_json(self, content):
        message = await keep(content["text"])
        event = {"type": "message.said", "message": message}
        await self.channel_layer.group_send("room", event)

    async def message_said(self, event):
        if event["message"]["number"] > self.last:
            await self.send_json(event["message"])


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/", Tab.as_asgi())]),
    }
)
