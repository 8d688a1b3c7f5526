"""A quiz: one question at a time, and the next one after each answer."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.auth import AuthMiddlewareStack
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Quiz(AsyncJsonWebsocketConsumer):
    """One player's connection; the progress is in the player's session."""

    async def connect(self):
        self.session = self.scope["session"]
        await self.accept()
        await self.ask()

    async def receive_json(self, content):
        self.session["answered"] = self.session.get("answered", 0) + 1
        self.session.modified = True
        await self.ask()

    async def ask(self):
        await self.send_json({"question": self.session.get("answered", 0) + 1})


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": AuthMiddlewareStack(URLRouter([path("ws/quiz/", Quiz.as_asgi())])),
    }
)
