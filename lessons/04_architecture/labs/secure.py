"""The guide's secure consumer, and what happens to it."""

from django.core.asgi import get_asgi_application

get_asgi_application()  # first: it loads the apps

from channels.auth import AuthMiddlewareStack, login
from channels.generic.http import AsyncHttpConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.contrib.auth.models import User
from django.urls import path


class Guide(AsyncWebsocketConsumer):
    """The guide's `connect` and `disconnect` with its check; only the group's name is mended."""

    async def connect(self):
        user = self.scope["user"]
        if not user.is_authenticated:
            await self.close()
            return
        self.email = user.email
        self.user_room = "user_" + self.email.replace("@", "-at-")
        await self.channel_layer.group_add(self.user_room, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.user_room, self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        event = {"type": "note", "text": text_data}
        await self.channel_layer.group_send(self.user_room, event)

    async def note(self, event):
        await self.send(text_data=event["text"])


class NoReturn(Guide):
    """One line forgotten."""

    async def connect(self):
        if not self.scope["user"].is_authenticated:
            await self.close()  # and no return
        self.user_room = "members"
        await self.channel_layer.group_add(self.user_room, self.channel_name)
        await self.accept()


class SignUp(AsyncHttpConsumer):
    """Signs up a user with any address: Django does not check it."""

    async def handle(self, body):
        user = await User.objects.acreate(username="mallory", email=body.decode())
        await login(self.scope, user)
        await self.send_response(200, b"welcome")


routes = [
    path("ws/bare/", Guide.as_asgi()),
    path("ws/guide/", AuthMiddlewareStack(Guide.as_asgi())),
    path("ws/no-return/", AuthMiddlewareStack(NoReturn.as_asgi())),
]
application = ProtocolTypeRouter(
    {"http": AuthMiddlewareStack(SignUp.as_asgi()), "websocket": URLRouter(routes)}
)
