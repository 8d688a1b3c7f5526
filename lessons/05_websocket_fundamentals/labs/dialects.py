"""A chat that has changed its language once. Old pages still speak the old one."""

import json

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Chat(AsyncWebsocketConsumer):
    """Takes the newest dialect that both know; without an offer, the old one."""

    async def connect(self):
        offered = self.scope["subprotocols"]
        known = [name for name in ("chat.v2", "chat.v1") if name in offered]
        self.dialect = known[0] if known else None
        await self.accept(subprotocol=self.dialect)

    async def receive(self, text_data=None, bytes_data=None):
        if self.dialect == "chat.v2":
            await self.send(text_data=json.dumps({"type": "message", "text": text_data}))
        else:
            await self.send(text_data=text_data)


class Stubborn(AsyncWebsocketConsumer):
    """Speaks its own dialect, whatever was offered."""

    async def connect(self):
        await self.accept(subprotocol="chat.v9")


routes = [path("ws/chat/", Chat.as_asgi()), path("ws/stubborn/", Stubborn.as_asgi())]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
