"""A restaurant: tablets send orders, and learn on which plate a dish comes."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

import asyncio

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path
from kitchen import cook

cooking = {}  # id of an order → the task that cooks it


class Tablet(AsyncJsonWebsocketConsumer):
    """A waiter's tablet. Its frames: {"id": "a1", "dish": "soup"}."""

    async def receive_json(self, content):
        order = content["id"]
        if order not in cooking:
            cooking[order] = asyncio.create_task(cook(content["dish"]))
        plate = await asyncio.shield(cooking[order])
        await self.send_json({"id": content["id"], "plate": plate})


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/", Tablet.as_asgi())]),
    }
)
