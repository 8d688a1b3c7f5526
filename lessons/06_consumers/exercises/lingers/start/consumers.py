"""A parcel service: a tab shows how far away a parcel is, and keeps it up to date."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

import asyncio

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from courier import distance
from django.urls import path


class Parcel(AsyncWebsocketConsumer):
    """A tab that shows a parcel."""

    async def connect(self):
        await self.accept()
        self.parcel = self.scope["url_route"]["kwargs"]["parcel"]
        asyncio.create_task(self.follow())

    async def follow(self):
        while True:
            km = await distance(self.parcel)
            await self.send(text_data=f"{km} km")


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/<parcel>/", Parcel.as_asgi())]),
    }
)
