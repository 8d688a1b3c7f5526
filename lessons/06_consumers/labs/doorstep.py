"""Four ways to write connect(). One of them lets anybody in for good."""

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
    """Speaks before the door is open."""

    async def connect(self):
        await self.send(text_data="welcome")
        await self.accept()


class Forgetful(AsyncWebsocketConsumer):
    """The guide's snippet: loads its rows, and that is all."""

    async def connect(self):
        self.users = await get_users()


class Twice(AsyncWebsocketConsumer):
    """Opens a door that is open."""

    async def connect(self):
        await self.accept()
        await self.accept()


class Proper(AsyncWebsocketConsumer):
    """The door first, for the rows decide nothing; then the first word."""

    async def connect(self):
        await self.accept()
        users = await get_users()
        await self.send(text_data=f"welcome, one of {len(users)}")


kinds = {"eager": Eager, "forgetful": Forgetful, "twice": Twice, "proper": Proper}
routes = [path(f"ws/{name}/", kind.as_asgi()) for name, kind in kinds.items()]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
