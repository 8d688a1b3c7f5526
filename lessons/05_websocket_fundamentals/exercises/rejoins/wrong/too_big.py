"""An auction: a bid of 100 or more wins, and then all tabs are closed."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

SOLD = 5000


class Bidder(AsyncWebsocketConsumer):
    """One bidder's tab. Its page reconnects after any code outside 4000 to 4999."""

    async def connect(self):
        await self.channel_layer.group_add("auction", self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard("auction", self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        kind = "auction.sold" if int(text_data) >= 100 else "auction.bid"
        await self.channel_layer.group_send("auction", {"type": kind, "text": text_data})

    async def auction_bid(self, event):
        await self.send(text_data=f"bid {event['text']}")

    async def auction_sold(self, event):
        await self.send(text_data=f"sold {event['text']}")
        await self.close(code=SOLD)


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/auction/", Bidder.as_asgi())]),
    }
)
