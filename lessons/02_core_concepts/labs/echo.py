"""An echo at the guide's address. The bytes are what counts here."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Echo(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data=text_data)

    async def disconnect(self, code):
        self.code = code


routes = URLRouter([path("ws/chat/user/<email>/", Echo.as_asgi())])
application = ProtocolTypeRouter({"http": django_app, "websocket": routes})
