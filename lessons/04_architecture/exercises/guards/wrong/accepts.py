"""A savings account at https://bank.example: its page moves money over a WebSocket."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

ALLOWED = "https://bank.example"


class OriginCheck:
    """Lets a WebSocket in only if our own page has opened it."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        origin = dict(scope["headers"]).get(b"origin", b"").decode("latin1")
        if origin != ALLOWED:
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": 4403})
            return
        await self.app(scope, receive, send)


class Account(AsyncWebsocketConsumer):
    """One tab of the account."""

    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data=f"moved: {text_data}")


routes = URLRouter([path("ws/account/", Account.as_asgi())])

application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": OriginCheck(routes),
    }
)
