"""John's inbox, as private as his cookie: with and without a look at the Origin."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.auth import AuthMiddlewareStack
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import (
    AllowedHostsOriginValidator,
    OriginValidator,
)
from django.urls import path


class Inbox(AsyncWebsocketConsumer):
    """Tells a visitor with a good cookie what is in the inbox."""

    async def connect(self):
        await self.accept()
        user = self.scope["user"]
        if user.is_authenticated:
            await self.send(text_data=f"you are {user} {user.email}; 1 letter: the code is 4711")
        else:
            await self.send(text_data="you are nobody")


inbox = AuthMiddlewareStack(Inbox.as_asgi())
routes = [
    path("ws/guide/", inbox),
    path("ws/hosts/", AllowedHostsOriginValidator(inbox)),
    path("ws/exact/", OriginValidator(inbox, ["https://chat.example:8443"])),
]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
