"""Checks the user at the handshake, and never again unless it is told to."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.auth import AuthMiddlewareStack, get_user
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.urls import path


class Badge(AsyncWebsocketConsumer):
    """Answers who is there: as the scope has it, and as the database has it."""

    async def connect(self):
        if self.scope["user"].is_authenticated:
            await self.accept()
        else:
            await self.close()

    async def receive(self, text_data=None, bytes_data=None):
        match text_data.split():
            case ["who"]:
                await self.tell("scope", self.scope["user"])
            case ["fresh"]:
                session = SessionStore(self.scope["session"].session_key)
                await self.tell("database", await get_user({"session": session}))
            case ["dismiss", name] if self.scope["user"].is_staff:
                await User.objects.filter(username=name).aupdate(is_active=False)
                await self.send(text_data=f"{name} is no longer active")

    async def tell(self, source, user):
        name = user.get_username() or "AnonymousUser"
        await self.send(text_data=f"{source}: {name}, active={user.is_active}")


routes = URLRouter([path("ws/", Badge.as_asgi())])
application = ProtocolTypeRouter({"http": django_app, "websocket": AuthMiddlewareStack(routes)})
