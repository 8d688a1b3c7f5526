"""One project, two doors: `wsgi` for a WSGI server, `application` for an ASGI server."""

import asyncio
import logging
import time

from django.conf import settings

settings.ROOT_URLCONF = __name__  # this file is its own urls.py

from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application

django_wsgi, django_app = get_wsgi_application(), get_asgi_application()

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.contrib.auth.models import User
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path

log = logging.getLogger("stack")
loops = []  # every event loop that `modern` has ever run in


def wsgi(environ, start_response):
    """What a WSGI server calls, once for each request: Django, with a log line on either side."""
    log.warning("wsgi: called for %s", environ["PATH_INFO"])
    answer = django_wsgi(environ, start_response)
    log.warning("wsgi: returned")
    return answer


def who(request):
    log.warning("view: given %s", type(request).__name__)
    made_of = "environ" if hasattr(request, "environ") else "scope"
    return HttpResponse(f"{type(request).__name__}, made of the {made_of}")


async def modern(request):
    loop = asyncio.get_running_loop()
    if loop not in loops:
        loops.append(loop)
    return HttpResponse(f"event loop {len(loops)}, {await User.objects.acount()} users")


async def gathered(request):
    began = time.monotonic()
    await asyncio.gather(*(asyncio.sleep(0.3) for _ in range(5)))
    took = "at once" if time.monotonic() - began < 1 else "one after the other"
    return HttpResponse(f"five waits of 0.3 s, {took}")


def unsized(request):
    return StreamingHttpResponse(["how long is this?"])  # a body of unknown length


def plain_ticks(request):
    def ticks():
        for number in range(3):
            yield f"data: {number}\n\n"
            time.sleep(0.3)

    return StreamingHttpResponse(ticks(), content_type="text/event-stream")


async def async_ticks(request):
    async def ticks():
        for number in range(3):
            yield f"data: {number}\n\n"
            await asyncio.sleep(0.3)

    return StreamingHttpResponse(ticks(), content_type="text/event-stream")


class Push(AsyncWebsocketConsumer):
    async def connect(self):
        await self.accept()
        for number in range(10):
            await self.send(text_data=f"push {number}")

    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data=f"heard {text_data}")


urlpatterns = [
    path("who/", who),
    path("modern/", modern),
    path("gathered/", gathered),
    path("unsized/", unsized),
    path("plain-ticks/", plain_ticks),
    path("async-ticks/", async_ticks),
]
routes = URLRouter([path("ws/", Push.as_asgi())])
application = ProtocolTypeRouter({"http": django_app, "websocket": routes})
