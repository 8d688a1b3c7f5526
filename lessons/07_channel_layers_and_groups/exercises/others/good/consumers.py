"""A whiteboard: what one tab draws, all tabs show."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Board(AsyncJsonWebsocketConsumer):
    """One tab with the board. Its frames: {"shape": "line"}."""

    groups = ["board"]

    async def connect(self):
        self.user = self.scope["url_route"]["kwargs"]["user"]
        await self.accept()

    async def receive_json(self, content):
        event = {"type": "shape.drawn", "shape": content["shape"], "user": self.user}
        event["sender"] = self.channel_name
        await self.channel_layer.group_send("board", event)

    async def shape_drawn(self, event):
        if event["sender"] != self.channel_name:
            await self.send_json({"user": event["user"], "shape": event["shape"]})


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/<user>/", Board.as_asgi())]),
    }
)
