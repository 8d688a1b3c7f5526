"""Presence: the guide's pattern 4 in a class that knows its email, and two repairs."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class ActOne(AsyncJsonWebsocketConsumer):
    """As printed: announces to a group."""

    group = "global"

    async def connect(self):
        self.email = self.scope["url_route"]["kwargs"]["email"]
        await self.accept()

        # Notify others that user came online
        event = {"type": "user_online", "user": self.email}
        await self.channel_layer.group_send(self.group, event)

    async def disconnect(self, close_code):
        # Notify others that user went offline
        event = {"type": "user_offline", "user": self.email}
        await self.channel_layer.group_send(self.group, event)


class ActTwo(ActOne):
    """Joins the group to which it announces."""

    group = "act-2"

    async def connect(self):
        await self.channel_layer.group_add(self.group, self.channel_name)
        await super().connect()


class ActThree(ActTwo):
    """Has the two methods that the announcements name."""

    group = "act-3"

    async def user_online(self, event):
        await self.send_json({"online": event["user"]})

    async def user_offline(self, event):
        await self.send_json({"offline": event["user"]})

    async def receive_json(self, content):
        await self.send_json({"length": len(content["text"])})


acts = {"1": ActOne, "2": ActTwo, "3": ActThree}
routes = [path(f"ws/{act}/<email>/", cls.as_asgi()) for act, cls in acts.items()]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
