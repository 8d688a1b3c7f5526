"""An import with a progress bar: whoever opens its page sees how far it is."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path
from warehouse import load_quarter


class Import(AsyncJsonWebsocketConsumer):
    """The page of one import."""

    async def connect(self):
        self.group = f"import.{self.scope['url_route']['kwargs']['number']}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive_json(self, content):
        await self.load(content["import"])

    async def load(self, file):
        for percent in (25, 50, 75, 100):
            await load_quarter(file)
            await self.send_json({"percent": percent})

    async def import_progress(self, event):
        await self.send_json({"percent": event["percent"]})


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/import/<int:number>/", Import.as_asgi())]),
    }
)
