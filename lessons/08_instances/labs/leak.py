"""Notebooks. Three ways to keep a list of notes, and only one keeps them apart."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Leaky(AsyncJsonWebsocketConsumer):
    """Everything is set up in the class body: tidy, and wrong."""

    notes = []
    pages = 0
    role = "guest"

    async def receive_json(self, content):
        if "role" in content:
            self.role = content["role"]
        self.pages += 1
        self.notes.append(content["note"])
        mine = {"role": self.role, "pages": self.pages}
        await self.send_json({"notes": self.notes, **mine})


class Handed(Leaky):
    """The list comes from the route: `Handed.as_asgi(notes=[])`."""

    def __init__(self, notes, **kwargs):
        super().__init__(**kwargs)
        self.notes = notes


class Mended(Leaky):
    """A list of its own, made when the connection is made."""

    async def connect(self):
        self.notes = []
        await self.accept()


routes = [
    path("ws/leaky/", Leaky.as_asgi()),
    path("ws/handed/", Handed.as_asgi(notes=[])),
    path("ws/mended/", Mended.as_asgi()),
]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})
