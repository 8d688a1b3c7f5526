"""A help desk: customers talk on their ticket, and agents share notes about it."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import re_path


class Talk(AsyncWebsocketConsumer):
    """A tab in the talk of one ticket; `name` is the group's."""

    name = "talk"

    async def connect(self):
        number = self.scope["url_route"]["kwargs"]["number"]
        self.group = f"{self.name}_{number}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        event = {"type": "line.written", "text": text_data}
        await self.channel_layer.group_send(self.group, event)

    async def line_written(self, event):
        await self.send(text_data=event["text"])


class Notes(Talk):
    """A tab that shows the agents' notes."""

    name = "notes"


websocket_urlpatterns = [
    re_path(r"^ws/tickets/(?P<number>[0-9]+)/", Talk.as_asgi()),
    re_path(r"^ws/tickets/(?P<number>[0-9]+)/notes/", Notes.as_asgi()),
]

application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter(websocket_urlpatterns),
    }
)
