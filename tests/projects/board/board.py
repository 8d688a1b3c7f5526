import django
from django.conf import settings

settings.configure(
    SECRET_KEY="board",
    ROOT_URLCONF="board",
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
)
django.setup()

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path


class Board(AsyncJsonWebsocketConsumer):
    groups = ["board"]

    async def receive_json(self, content, **kwargs):
        await self.channel_layer.group_send("board", {"type": "card.moved", **content})

    async def card_moved(self, event):
        await self.send_json({"card": event["card"], "to": event["to"]})


urlpatterns = []
application = ProtocolTypeRouter(
    {
        "http": get_asgi_application(),
        "websocket": URLRouter([path("board", Board.as_asgi())]),
    }
)
