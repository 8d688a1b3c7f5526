"""A clerk who looks things up in the running process: who does what in this stack?"""

import importlib.metadata
import logging

from django.core.asgi import get_asgi_application

get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, get_default_application
from django.core.exceptions import ImproperlyConfigured
from django.core.management import get_commands

lines = []  # what Daphne says while it starts
daphne_log = logging.getLogger("daphne.server")
daphne_log.setLevel(logging.INFO)
daphne_log.addFilter(lambda record: lines.append(record.getMessage()) or True)


def look_up(question):
    match question:
        case "what did Daphne say?":
            return next(line for line in lines if "HTTP/2" in line)
        case "is Daphne a part of Channels?":
            needed = importlib.metadata.requires("channels")
            return next(line for line in needed if line.startswith("daphne"))
        case "is there channels.http?":
            try:
                return str(importlib.import_module("channels.http"))
            except ModuleNotFoundError as error:
                return str(error)
        case "who brings runserver?":
            return get_commands()["runserver"]
        case "what would runserver serve?":
            try:
                return type(get_default_application()).__name__
            except ImproperlyConfigured as error:
                return f"ImproperlyConfigured: {error}"


class Clerk(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data=look_up(text_data))


async def version(scope, receive, send):
    """Any page: which HTTP was it asked with?"""
    text = f"HTTP/{scope['http_version']}".encode()
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body", "body": text})


application = ProtocolTypeRouter({"http": version, "websocket": Clerk.as_asgi()})
