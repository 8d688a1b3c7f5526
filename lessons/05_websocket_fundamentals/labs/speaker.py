"""Uses what ASGI allows: headers with the accept, empty frames, a reason with the close."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Speaker(AsyncWebsocketConsumer):
    async def connect(self):
        await self.accept(headers=[(b"x-lab", b"1")])

    async def receive(self, text_data=None, bytes_data=None):
        match text_data:
            case "empty":
                await self.send(text_data="")
                await self.send(bytes_data=b"")
                await self.send(text_data="these were two")
            case "bye":
                await self.close(code=4401, reason="because")
            case "crash":
                raise RuntimeError("crash")


application = ProtocolTypeRouter(
    {"http": django_app, "websocket": URLRouter([path("ws/speaker/", Speaker.as_asgi())])}
)
