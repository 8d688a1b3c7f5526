"""Two rooms: in one the browser picks the event's type, in the other the server does."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Careless(AsyncJsonWebsocketConsumer):
    room = "careless"

    async def connect(self):
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()

    async def receive_json(self, content):
        await self.channel_layer.group_send(self.room, content)  # the mistake

    async def user_online(self, event):
        await self.send_json({"online": event["name"]})


class Careful(Careless):
    room = "careful"

    async def receive_json(self, content):
        match content:
            case {"type": "user.online", "name": str(name)}:
                event = {"type": "user.online", "name": name}
                await self.channel_layer.group_send(self.room, event)
            case _:
                await self.send_json({"error": "I do not know this."})


routes = [
    path("ws/careless/", Careless.as_asgi()),
    path("ws/careful/", Careful.as_asgi()),
]
application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter(routes),
    }
)
