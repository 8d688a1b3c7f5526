"""Ten messages a minute: the guide's pattern 7, with the `send_error` of its pattern 6."""

from time import time

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Limited(AsyncJsonWebsocketConsumer):
    """The list of times lives in the instance."""

    async def connect(self):
        self.message_times = []
        await self.accept()

    async def receive(self, text_data):
        # Check rate limit
        now = time()
        self.message_times = [t for t in self.message_times if now - t < 60]

        if len(self.message_times) >= 10:  # 10 messages per minute
            await self.send_error("Rate limit exceeded")
            return

        self.message_times.append(now)

        # Process message...
        await self.send_json({"type": "taken", "text": text_data})

    async def send_error(self, message):
        await self.send_json({"type": "error", "message": message})


routes = URLRouter([path("ws/", Limited.as_asgi())])
application = ProtocolTypeRouter({"http": django_app, "websocket": routes})
