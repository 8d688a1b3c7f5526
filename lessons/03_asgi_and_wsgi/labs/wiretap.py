"""A wire tap before everything else: it writes down every event that passes."""

import logging

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

log = logging.getLogger("tap")


class Tap:
    def __init__(self, inner):
        self.inner = inner

    async def __call__(self, scope, receive, send):
        protocol = scope["type"]

        async def tapped_receive():
            event = await receive()
            log.warning("%s: in, %s", protocol, event["type"])
            return event

        async def tapped_send(event):
            log.warning("%s: out, %s", protocol, event["type"])
            await send(event)

        log.warning("%s: called for %s", protocol, scope["path"])
        await self.inner(scope, tapped_receive, tapped_send)
        log.warning("%s: returned", protocol)


class Echo(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data=f"echo {text_data}")


routes = URLRouter([path("ws/", Echo.as_asgi())])
application = Tap(ProtocolTypeRouter({"http": django_app, "websocket": routes}))
