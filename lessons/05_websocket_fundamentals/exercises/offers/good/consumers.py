"""A board of departures at a station. Pages and scripts of several years listen to it."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

SPOKEN = ["board.v2", "board.v1"]  # formats of this server, the best one first


class Board(AsyncWebsocketConsumer):
    """One page that shows the departures."""

    async def connect(self):
        theirs = self.scope["subprotocols"]
        common = [each for each in SPOKEN if each in theirs]
        await self.accept(subprotocol=common[0] if common else None)

    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data=f"{text_data}: 14:02 from platform 3")


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/board/", Board.as_asgi())]),
    }
)
