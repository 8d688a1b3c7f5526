"""Presence, as the guide prints it, and three attempts to mend it."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Printed(AsyncJsonWebsocketConsumer):
    """Announces itself. Nobody has said who `self.email` is."""

    group = "printed"

    async def connect(self):
        await self.accept()
        await self.announce("user_online")

    async def disconnect(self, close_code):
        await self.announce("user_offline")

    async def announce(self, event_type):
        event = {"type": event_type, "user": self.email}
        await self.channel_layer.group_send(self.group, event)


class ActOne(Printed):
    """Knows its name."""

    group = "act-1"

    async def connect(self):
        self.email = self.scope["url_route"]["kwargs"]["email"]
        await super().connect()


class ActTwo(ActOne):
    """Joins the group it announces to."""

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


acts = {"printed": Printed, "1": ActOne, "2": ActTwo, "3": ActThree}
routes = [path(f"ws/{act}/<email>/", cls.as_asgi()) for act, cls in acts.items()]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
