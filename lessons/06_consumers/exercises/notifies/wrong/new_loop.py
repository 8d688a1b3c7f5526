"""Alarms: a button raises one, and every screen shows it."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from alarms import raise_alarm
import asyncio

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Screen(AsyncWebsocketConsumer):
    """A screen on the wall."""

    groups = ["screens"]

    async def alarm_raised(self, event):
        await self.send(text_data=event["what"])


class Button(AsyncWebsocketConsumer):
    """A button. Its frame says what has happened."""

    async def receive(self, text_data=None, bytes_data=None):
        asyncio.create_task(raise_alarm(text_data))
        await self.send(text_data="raised")


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter(
            [
                path("ws/screen/", Screen.as_asgi()),
                path("ws/button/", Button.as_asgi()),
            ]
        ),
    }
)
