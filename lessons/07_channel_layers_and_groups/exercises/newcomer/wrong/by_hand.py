"""A card table: whoever sits down is announced to all players at the table."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Player(AsyncJsonWebsocketConsumer):
    """One player at a table."""

    async def connect(self):
        place = self.scope["url_route"]["kwargs"]
        self.table, self.name = place["table"], place["name"]
        await self.accept()
        event = {"type": "player.sat", "name": self.name}
        await self.channel_layer.group_add(self.table, self.channel_name)
        await self.channel_layer.group_send(self.table, event)
        await self.player_sat(event)

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.table, self.channel_name)

    async def player_sat(self, event):
        await self.send_json({"sat": event["name"]})


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/<table>/<name>/", Player.as_asgi())]),
    }
)
