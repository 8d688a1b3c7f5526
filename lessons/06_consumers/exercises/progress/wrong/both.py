"""Uploads: a tab has an upload checked, and all tabs are told how far it is."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from checks import run_step
from django.urls import path


class Upload(AsyncWebsocketConsumer):
    """A tab that shows an upload. Its frame: "check"."""

    groups = ["upload"]

    async def receive(self, text_data=None, bytes_data=None):
        await self.check()

    async def check(self):
        for number in range(1, 6):
            await run_step(number)
            event = {"type": "step.done", "number": number}
            await self.channel_layer.group_send("upload", event)
            await self.step_done(event)

    async def step_done(self, event):
        await self.send(text_data=f"step {event['number']}")


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/", Upload.as_asgi())]),
    }
)
