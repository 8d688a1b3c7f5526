"""A lab for tests: an HTTP side that streams and a slow WebSocket handshake, as ASGI and WSGI."""

import asyncio
import os
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "demo_project.settings")

from django.conf import settings

settings.ROOT_URLCONF = __name__

from django.core.asgi import get_asgi_application  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

wsgi = get_wsgi_application()
django_app = get_asgi_application()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.http import HttpResponse, StreamingHttpResponse  # noqa: E402
from django.urls import path  # noqa: E402


def who(request):
    return HttpResponse(f"{type(request).__name__} {request.body.decode()}")


async def _ticks():
    for number in range(3):
        yield f"data: {number}\n\n"
        await asyncio.sleep(0.15)


def _sync_ticks():
    for number in range(3):
        yield f"data: {number}\n\n"
        time.sleep(0.15)


async def ticks(request):
    return StreamingHttpResponse(_ticks(), content_type="text/event-stream")


def sync_ticks(request):
    return StreamingHttpResponse(_sync_ticks(), content_type="text/event-stream")


urlpatterns = [
    path("who/", who),
    path("ticks/", ticks),
    path("sync-ticks/", sync_ticks),
]


class Slow(AsyncWebsocketConsumer):
    """Takes its time before it accepts."""

    async def connect(self):
        await asyncio.sleep(1)  # long after the tenth of a second that the test waits in vain
        await self.accept()


application = ProtocolTypeRouter(
    {"http": django_app, "websocket": URLRouter([path("slow/", Slow.as_asgi())])}
)
