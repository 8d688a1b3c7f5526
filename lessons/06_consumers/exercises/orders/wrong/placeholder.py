"""A restaurant: tablets send orders, and learn on which plate a dish comes."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path
from kitchen import cook

plates = {}  # id of an order → its plate


class Tablet(AsyncJsonWebsocketConsumer):
    """A waiter's tablet. Its frames: {"id": "a1", "dish": "soup"}."""

    async def receive_json(self, content):
        order = content["id"]
        if order not in plates:
            plates[order] = None  # it is being cooked
            plates[order] = await cook(content["dish"])
        plate = plates[order]
        await self.send_json({"id": content["id"], "plate": plate})


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/", Tablet.as_asgi())]),
    }
)
