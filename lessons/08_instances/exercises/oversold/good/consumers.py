"""A workshop with three seats: whoever opens the page takes one for as long as it is open."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.cache import cache  # Redis, as the channel layer
from django.urls import path

SEATS = 3


class Guest(AsyncJsonWebsocketConsumer):
    """One open page."""

    async def connect(self):
        await self.accept()
        await cache.aadd("workshop:seated", 0, timeout=None)
        seat = await sync_to_async(cache.incr)("workshop:seated")
        if seat > SEATS:
            await self.close(code=4409)
        else:
            await self.send_json({"seat": seat})

    async def disconnect(self, code):
        await sync_to_async(cache.decr)("workshop:seated")


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/", Guest.as_asgi())]),
    }
)
