"""A shop: when a till asks for a reload, every till gets the rows of the stock."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

import asyncio

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path
from stock import all_rows


class Till(AsyncJsonWebsocketConsumer):
    """A till. Its frame: "reload"."""

    groups = ["tills"]

    async def receive(self, text_data=None, bytes_data=None):
        rows = all_rows()
        for first in range(0, len(rows), 50):
            for row in rows[first : first + 50]:
                event = {"type": "stock.row", "row": row}
                await self.channel_layer.group_send("tills", event)
            await asyncio.sleep(0.1)

    async def stock_row(self, event):
        await self.send_json({"row": event["row"]})


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/", Till.as_asgi())]),
    }
)
