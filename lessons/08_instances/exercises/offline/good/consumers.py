"""A clinic: doctors open tabs, and the front desk sees who is online."""

from collections import Counter

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Desk(AsyncJsonWebsocketConsumer):
    """The front desk's tab."""

    groups = ["desk"]

    async def presence_changed(self, event):
        await self.send_json({"doctor": event["doctor"], "is": event["is"]})


class Doctor(AsyncJsonWebsocketConsumer):
    """One tab of a doctor."""

    online = Counter()  # name → open tabs; one for all tabs of this server

    async def connect(self):
        self.name = self.scope["url_route"]["kwargs"]["name"]
        await self.accept()
        self.online[self.name] += 1
        if self.online[self.name] == 1:
            await self.tell_desk("online")

    async def disconnect(self, code):
        self.online[self.name] -= 1
        if self.online[self.name] == 0:
            await self.tell_desk("offline")

    async def tell_desk(self, state):
        event = {"type": "presence.changed", "doctor": self.name, "is": state}
        await self.channel_layer.group_send("desk", event)


routes = [path("ws/desk/", Desk.as_asgi()), path("ws/doctor/<name>/", Doctor.as_asgi())]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
