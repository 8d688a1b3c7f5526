"""A live ticker: the lines so far, and each new one."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from archive import add_line, history
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Ticker(AsyncJsonWebsocketConsumer):
    """A reader's tab. A line: {"number": 2, "text": "corner"}, numbers grow by one."""

    async def connect(self):
        await self.accept()
        for line in await history():
            await self.send_json(line)
        await self.channel_layer.group_add("match", self.channel_name)
        for line in await history():  # what has come meanwhile
            await self.send_json(line)

    async def disconnect(self, code):
        await self.channel_layer.group_discard("match", self.channel_name)

    async def line_added(self, event):
        await self.send_json(event["line"])


class Reporter(AsyncJsonWebsocketConsumer):
    """The reporter's tab."""

    async def receive_json(self, content):
        line = await add_line(content["line"])
        event = {"type": "line.added", "line": line}
        await self.channel_layer.group_send("match", event)


routes = [path("ws/ticker/", Ticker.as_asgi()), path("ws/report/", Reporter.as_asgi())]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
