"""The guide's secure consumer, mended."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.auth import AuthMiddlewareStack
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path


class Mended(AsyncWebsocketConsumer):
    """Ready to be refused, and sure of whom it means."""

    user_room = None  # until connect() says otherwise

    async def connect(self):
        user = self.scope["user"]
        if not user.is_authenticated:
            await self.close()
            return
        self.user_room = f"user_{user.pk}"
        await self.channel_layer.group_add(self.user_room, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        if self.user_room:
            await self.channel_layer.group_discard(self.user_room, self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        event = {"type": "note", "text": text_data}
        await self.channel_layer.group_send(self.user_room, event)

    async def note(self, event):
        await self.send(text_data=event["text"])


stack = AuthMiddlewareStack(URLRouter([path("ws/", Mended.as_asgi())]))
application = ProtocolTypeRouter(
    {"http": django_app, "websocket": AllowedHostsOriginValidator(stack)}
)
