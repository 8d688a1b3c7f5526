"""Sends parcels of a megabyte, and weighs its own process before and after."""

import resource
from pathlib import Path

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

MEGABYTE = b"x" * 2**20
STATM = Path("/proc/self/statm")


def megabytes():
    """The memory that this process uses now; without Linux' /proc, the most it has used."""
    if STATM.exists():
        return int(STATM.read_text().split()[1]) * resource.getpagesize() // 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 2**20  # macOS: bytes


class Parcels(AsyncWebsocketConsumer):
    """Awaits every single send."""

    async def receive(self, text_data=None, bytes_data=None):
        before = megabytes()
        for number in range(int(text_data)):
            await self.send(bytes_data=MEGABYTE)
            self.sent = number + 1
        self.grown_by = megabytes() - before


routes = [path("ws/", Parcels.as_asgi())]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
