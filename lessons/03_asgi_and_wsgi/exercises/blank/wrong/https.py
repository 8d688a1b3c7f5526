"""A shop: its pages are Django's views, and the prices on them are kept fresh by a WebSocket."""

import django

django.setup()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.http import HttpResponse
from django.urls import path


class Prices(AsyncWebsocketConsumer):
    """One page that asks for prices."""

    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data=f"{text_data}: 4.20")


def home(request):
    return HttpResponse("<h1>Tea and coffee</h1>")


urlpatterns = [path("", home)]
websocket_urlpatterns = [path("ws/prices/", Prices.as_asgi())]

application = ProtocolTypeRouter(
    {
        "https": get_asgi_application(),
        "websocket": URLRouter(websocket_urlpatterns),
    }
)
