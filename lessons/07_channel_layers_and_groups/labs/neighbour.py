"""Another project altogether. It shares nothing with the chat but the Redis server."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Neighbour(AsyncJsonWebsocketConsumer):
    """Has a group that happens to be called like one of the chat's."""

    async def connect(self):
        group = "user_john-at-example.com"
        await self.channel_layer.group_add(group, self.channel_name)
        await self.accept()

    async def chat_message(self, event):
        await self.send_json({"overheard": event["message"]["text"]})


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/", Neighbour.as_asgi())]),
    }
)
