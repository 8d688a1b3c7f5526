"""A restaurant: tablets order dishes, and the screens in the kitchen show them."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

import asyncio

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Screen(AsyncJsonWebsocketConsumer):
    """A screen in the kitchen."""

    groups = ["kitchen"]

    async def dish_ordered(self, event):
        await self.send_json({"cook": event["dish"]})


class Tablet(AsyncJsonWebsocketConsumer):
    """A waiter's tablet. Its frames: {"dish": "soup"}."""

    async def receive_json(self, content):
        dish = content["dish"]
        self.announce(dish)
        await asyncio.sleep(0.1)
        await self.send_json({"ordered": dish})

    def announce(self, dish):
        event = {"type": "dish.ordered", "dish": dish}
        self.channel_layer.group_send("kitchen", event)


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter(
            [
                path("ws/kitchen/", Screen.as_asgi()),
                path("ws/tablet/", Tablet.as_asgi()),
            ]
        ),
    }
)
