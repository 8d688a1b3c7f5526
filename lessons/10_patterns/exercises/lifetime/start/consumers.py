"""Who is online. Each open tab has a row in the database, which all servers share."""

import asyncio
import os
from datetime import timedelta

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.auth import AuthMiddlewareStack
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path
from django.utils import timezone

from demo_project.chat.models import OpenTab

LIFETIME = float(os.environ.get("LIFETIME", "60"))  # seconds


class Tab(AsyncJsonWebsocketConsumer):
    """One open tab of a user who is logged in."""

    async def connect(self):
        await self.accept()
        await OpenTab.objects.acreate(
            user=self.scope["user"], channel_name=self.channel_name, seen_at=timezone.now()
        )

    async def disconnect(self, code):
        await OpenTab.objects.filter(channel_name=self.channel_name).adelete()


class Desk(AsyncJsonWebsocketConsumer):
    """The front desk: any frame is answered with who is online."""

    async def receive_json(self, content):
        tabs = OpenTab.objects.all()
        names = {name async for name in tabs.values_list("user__username", flat=True)}
        await self.send_json({"online": sorted(names)})


routes = [path("ws/", Tab.as_asgi()), path("ws/desk/", Desk.as_asgi())]
application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": AuthMiddlewareStack(URLRouter(routes)),
    }
)
