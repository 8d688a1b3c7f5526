"""A price that changes forty times, for a tab that may not keep up."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

chart = "x" * 100_000  # each price comes with a picture


class Hose(AsyncJsonWebsocketConsumer):
    """Sends everything at once and calls it done."""

    groups = ("hose",)

    async def price_changed(self, event):
        await self.send_json({"price": event["price"], "chart": chart})


class Tap(AsyncJsonWebsocketConsumer):
    """At most three prices on their way; of what comes meanwhile only the newest is kept."""

    groups = ("tap",)
    unread = 0
    waiting = None
    skipped = 0

    async def price_changed(self, event):
        if self.waiting is not None:
            self.skipped += 1
        self.waiting = event["price"]
        await self.pour()

    async def receive_json(self, content):
        self.unread -= content["read"]  # the tab says how many it has shown
        await self.pour()

    async def pour(self):
        if self.waiting is not None and self.unread < 3:
            price, self.waiting = self.waiting, None
            self.unread += 1
            await self.send_json({"price": price, "chart": chart})


class Exchange(AsyncJsonWebsocketConsumer):
    """Tells a group of as many changes as it is asked for."""

    async def receive_json(self, content):
        for price in range(1, content["changes"] + 1):
            event = {"type": "price.changed", "price": price}
            await self.channel_layer.group_send(content["group"], event)
        await self.send_json({"sent": content["changes"]})


tabs = [path(f"ws/{c.__name__.lower()}/", c.as_asgi()) for c in (Hose, Tap, Exchange)]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(tabs)})
