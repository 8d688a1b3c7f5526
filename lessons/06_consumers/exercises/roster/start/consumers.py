"""A staff list: a tab asks who is on it, and gets the names."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.contrib.auth.models import User
from django.urls import path


@database_sync_to_async
def staff():
    return User.objects.filter(is_active=True).order_by("username")


class StaffList(AsyncJsonWebsocketConsumer):
    """A tab. Its frame: "who"."""

    async def receive(self, text_data=None, bytes_data=None):
        users = await staff()
        await self.send_json([user.username for user in users])


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/", StaffList.as_asgi())]),
    }
)
