"""Ten messages a minute, counted in the consumer as the guide does."""

from time import time

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Printed(AsyncWebsocketConsumer):
    """As printed: the list of times lives in the instance."""

    async def connect(self):
        self.message_times = []
        await self.accept()

    async def receive(self, text_data):
        now = time()
        self.message_times = [t for t in self.message_times if now - t < 60]

        if len(self.message_times) >= 10:  # 10 messages per minute
            await self.send_error("Rate limit exceeded")
            return

        self.message_times.append(now)
        await self.send(text_data=f"taken: {text_data}")


class Mended(Printed):
    """With the method that the printed one calls and does not have."""

    async def send_error(self, message):
        await self.send(text_data=message)


routes = [path("ws/printed/", Printed.as_asgi()), path("ws/mended/", Mended.as_asgi())]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
