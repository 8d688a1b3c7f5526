"""A room for members: who has no ticket is turned away."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Tab(AsyncWebsocketConsumer):
    """One open tab."""

    async def connect(self):
        if b"ticket=yes" not in self.scope["query_string"]:
            await self.accept()
            await self.close(code=4403)
        await self.channel_layer.group_add("members", self.channel_name)
        await self.accept()

    async def receive(self, text_data=None, bytes_data=None):
        event = {"type": "room.said", "text": text_data}
        await self.channel_layer.group_send("members", event)

    async def room_said(self, event):
        await self.send(text_data=event["text"])


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/", Tab.as_asgi())]),
    }
)
