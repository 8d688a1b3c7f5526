"""The agents' side of a help desk: only staff may open it."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.auth import AuthMiddlewareStack
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class StaffOnly:
    """Refuses every user who is not staff."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        user = scope["user"]
        if user.is_staff:
            self.app(scope, receive, send)
        else:
            await send({"type": "websocket.close"})


class Desk(AsyncWebsocketConsumer):
    """One agent's tab."""

    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data=f"{self.scope['user'].username} takes {text_data}")


routes = URLRouter([path("ws/desk/", Desk.as_asgi())])

application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": AuthMiddlewareStack(StaffOnly(routes)),
    }
)
