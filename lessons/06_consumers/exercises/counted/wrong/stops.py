"""An auction: all tabs show the bids, and who is watching."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

watching = []


class Bidder(AsyncJsonWebsocketConsumer):
    """A tab with the auction. Its frames: {"bid": "20"}."""

    async def connect(self):
        await self.accept()
        self.name = self.scope["url_route"]["kwargs"]["name"]
        watching.append(self.name)
        await self.channel_layer.group_add("auction", self.channel_name)
        await self.channel_layer.group_send("auction", {"type": "watchers.changed"})

    async def disconnect(self, code):
        watching.remove(self.name)
        await self.channel_layer.group_discard("auction", self.channel_name)
        await self.channel_layer.group_send("auction", {"type": "watchers.changed"})

    async def receive_json(self, content):
        try:
            amount = int(content["bid"])
        except ValueError:
            raise StopConsumer()
        event = {"type": "bid.placed", "name": self.name, "amount": amount}
        await self.channel_layer.group_send("auction", event)

    async def bid_placed(self, event):
        await self.send_json({"name": event["name"], "amount": event["amount"]})

    async def watchers_changed(self, event):
        await self.send_json({"watching": watching})


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/<name>/", Bidder.as_asgi())]),
    }
)
