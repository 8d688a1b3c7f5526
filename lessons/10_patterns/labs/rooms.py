"""Switching rooms: the guide's pattern 2 in the guide's class."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Switching(AsyncJsonWebsocketConsumer):
    """`connect` and `disconnect` as in the guide's class; `active_room` gets its first value."""

    async def connect(self):
        self.email = self.scope["url_route"]["kwargs"]["email"]
        self.user_room = f"user_{self.email}"
        self.active_room = None
        await self.channel_layer.group_add(self.user_room, self.channel_name)
        await self.accept()

    async def disconnect(self, close_code):
        await self.channel_layer.group_discard(self.user_room, self.channel_name)

    async def switch_room(self, new_room):
        # Leave old room
        if self.active_room:
            await self.channel_layer.group_discard(
                self.active_room,
                self.channel_name,
            )

        # Join new room
        await self.channel_layer.group_add(
            new_room,
            self.channel_name,
        )

        # Update state
        self.active_room = new_room

    async def receive_json(self, content):
        try:
            if "switch" in content:
                await self.switch_room(content["switch"])
                await self.send_json({"now in": self.active_room})
            else:
                event = {"type": "room.said", "text": content["say"]}
                await self.channel_layer.group_send(self.active_room, event)
        except TypeError as error:
            await self.send_json({"error": str(error)[:40]})

    async def room_said(self, event):
        await self.send_json({"heard": event["text"]})


routes = URLRouter([path("ws/<email>/", Switching.as_asgi())])
application = ProtocolTypeRouter({"http": django_app, "websocket": routes})
