"""A consumer that keeps a little diary on itself: what it heard, and how often."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Diary(AsyncWebsocketConsumer):
    """One connection, one object. What is on `self` lives as long as both."""

    async def connect(self):
        self.name = self.scope["url_route"]["kwargs"]["name"]
        self.heard = 0
        await self.channel_layer.group_add("readers", self.channel_name)
        # The handshake still waits, and we are a member already: does this one reach us?
        await self.channel_layer.group_send("readers", {"type": "reader.came", "name": self.name})
        await self.accept()
        await self.send(text_data=f"welcome, {self.name}")

    async def receive(self, text_data=None, bytes_data=None):
        self.heard += 1
        self.last = text_data
        await self.send(text_data=f"number {self.heard}: {text_data}")

    async def disconnect(self, code):
        self.code = code
        await self.channel_layer.group_discard("readers", self.channel_name)

    async def reader_came(self, event):
        await self.send(text_data=f"{event['name']} has come")


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/<name>/", Diary.as_asgi())]),
    }
)
