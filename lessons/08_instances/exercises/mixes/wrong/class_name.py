"""A notebook: a tab notes words, and reads them back."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Tab(AsyncWebsocketConsumer):
    """One open tab. Its frames: "note tea", "read"."""

    notes = []

    async def connect(self):
        Tab.notes = []
        await self.accept()

    async def receive(self, text_data=None, bytes_data=None):
        verb, _, word = text_data.partition(" ")
        if verb == "note":
            self.notes.append(word)
        else:
            await self.send(text_data="notes:" + ",".join(self.notes))


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/", Tab.as_asgi())]),
    }
)
