"""Two routers: as the guide has it, without a word about HTTP, and with the line it lacks."""

import inspect

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Reader(AsyncWebsocketConsumer):
    """Reads out the source of the router that is installed here."""

    async def receive(self, text_data=None, bytes_data=None):
        method = getattr(ProtocolTypeRouter, text_data)
        await self.send(text_data=inspect.getsource(method))


routes = URLRouter([path("ws/", Reader.as_asgi())])

guide = ProtocolTypeRouter(
    {
        "websocket": routes,
        # nothing for "http"
    }
)
mended = ProtocolTypeRouter(
    {
        "http": django_app,  # the line
        "websocket": routes,
    }
)
