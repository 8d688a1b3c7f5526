"""An auction: every bid is shown in all tabs, with the time at which the auction ends."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from decimal import Decimal

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path
from lot import ENDS


class Bidder(AsyncJsonWebsocketConsumer):
    """A tab with the auction. Its frames: {"bid": "12.50"}."""

    groups = ["auction"]

    async def receive_json(self, content):
        event = {
            "type": "bid.placed",
            "ends": ENDS,
            "amount": Decimal(content["bid"]),
        }
        await self.channel_layer.group_send("auction", event)

    async def bid_placed(self, event):
        await self.send_json(
            {
                "ends": event["ends"].isoformat(),
                "amount": str(event["amount"]),
            }
        )


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/", Bidder.as_asgi())]),
    }
)
