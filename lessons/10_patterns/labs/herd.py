"""Every tab that opens costs a tenth of a second of the one database thread."""

import time

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


@database_sync_to_async
def load_profile():
    time.sleep(0.1)  # session, user, permissions, history


class ProfileConsumer(AsyncWebsocketConsumer):
    async def connect(self):
        await load_profile()
        await self.accept()


routes = URLRouter([path("ws/", ProfileConsumer.as_asgi())])
application = ProtocolTypeRouter({"http": django_app, "websocket": routes})
