"""A relay: what a browser writes becomes the event, type and all. Convenient, and wrong."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Relay(AsyncJsonWebsocketConsumer):
    """One member of the room that the URL names."""

    async def connect(self):
        self.room = self.scope["url_route"]["kwargs"]["room"]
        self.role = "guest"
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.room, self.channel_name)

    async def receive_json(self, content):
        # The mistake: a browser picks the method that runs in all.
        await self.channel_layer.group_send(self.room, content)

    async def user_online(self, event):
        await self.send_json({"online": event["name"]})

    async def make_admin(self, event):
        """For our own code alone, or so we thought."""
        self.role = "admin"
        await self.send_json({"your role": self.role})


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/<room>/", Relay.as_asgi())]),
    }
)
