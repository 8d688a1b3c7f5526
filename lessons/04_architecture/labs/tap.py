"""A doorman, a wire tap, and an echo behind them: how often is each called?"""

import logging

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

log = logging.getLogger("tap")
log.warning("tap.py is being imported")


class Doorman:
    """Sees who comes in. It passes receive and send on untouched, so it hears no message."""

    def __init__(self, inner):
        self.inner = inner

    async def __call__(self, scope, receive, send):
        book = []
        await self.inner(dict(scope, book=book), receive, send)
        log.warning("doorman: mood in my scope %s, in my book %s", scope.get("mood"), book)


class Tap:
    """Puts functions of its own in the place of receive and send, and hears everything."""

    def __init__(self, inner):
        self.inner = inner

    async def __call__(self, scope, receive, send):
        heard = []

        async def tapped_receive():
            message = await receive()
            heard.append(message["type"].removeprefix("websocket."))
            return message

        async def tapped_send(message):
            heard.append(message["type"].removeprefix("websocket."))
            await send(message)

        await self.inner(scope, tapped_receive, tapped_send)
        log.warning("tap: %d events, %s", len(heard), " ".join(heard))


class Echo(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        self.scope["mood"] = text_data  # a new key: only in this dict
        self.scope["book"].append(text_data)  # the same list in every copy
        await self.send(text_data=f"echo {text_data}")


routes = URLRouter([path("ws/", Echo.as_asgi())])
application = ProtocolTypeRouter({"http": django_app, "websocket": Doorman(Tap(routes))})
