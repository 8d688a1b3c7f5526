"""A desk that answers pings, and makes reports on demand."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path
from report import make_report


class Tab(AsyncWebsocketConsumer):
    """One open tab. Its frames: "ping", "report"."""

    async def receive(self, text_data=None, bytes_data=None):
        if text_data == "ping":
            await self.send(text_data="pong")
        else:
            text = await self.work()
            await self.send(text_data=text)

    async def work(self):
        return make_report()


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/", Tab.as_asgi())]),
    }
)
