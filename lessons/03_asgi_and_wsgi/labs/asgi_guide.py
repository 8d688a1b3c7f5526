"""asgi.py as the guide prints it: a router, and nothing that makes Django load its apps."""

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Echo(AsyncWebsocketConsumer):
    """Needs no model of Django."""

    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data=f"echo {text_data}")


class Late(AsyncWebsocketConsumer):
    """Needs a model, and imports it no sooner than it must."""

    async def connect(self):
        from django.contrib.auth.models import User

        await self.accept()
        await self.send(text_data=f"{await User.objects.acount()} users")


routes = [path("ws/echo/", Echo.as_asgi()), path("ws/late/", Late.as_asgi())]
application = ProtocolTypeRouter(
    {
        "websocket": URLRouter(routes),
    }
)
