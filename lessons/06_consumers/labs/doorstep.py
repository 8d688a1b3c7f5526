"""Four ways to write connect(). Only the last one works."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.contrib.auth.models import User
from django.urls import path


@database_sync_to_async
def get_users():
    return list(User.objects.all())


class Eager(AsyncWebsocketConsumer):
    """Sends before it accepts."""

    async def connect(self):
        await self.send(text_data="welcome")
        await self.accept()


class Forgetful(AsyncWebsocketConsumer):
    """Loads its rows, and neither accepts nor closes."""

    async def connect(self):
        self.users = await get_users()


class Twice(AsyncWebsocketConsumer):
    """Accepts a connection that is accepted."""

    async def connect(self):
        await self.accept()
        await self.accept()


class Proper(AsyncWebsocketConsumer):
    """Accepts first, because the rows decide nothing; then sends."""

    async def connect(self):
        await self.accept()
        users = await get_users()
        await self.send(text_data=f"welcome, one of {len(users)}")


kinds = {"eager": Eager, "forgetful": Forgetful, "twice": Twice, "proper": Proper}
routes = [path(f"ws/{name}/", kind.as_asgi()) for name, kind in kinds.items()]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
