"""Eight ways to answer a knock. The path says which."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.exceptions import AcceptConnection, DenyConnection, StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Door(AsyncWebsocketConsumer):
    """Lets somebody in, or does not."""

    async def connect(self):
        match self.scope["url_route"]["kwargs"]["how"]:
            case "close":
                await self.close()
            case "close-4001":
                await self.close(code=4001)
            case "deny":
                raise DenyConnection
            case "fail":
                raise RuntimeError("no database today")
            case "forget":
                pass  # and that is all
            case "stop":
                raise StopConsumer
            case "let-in":
                raise AcceptConnection
            case "accept-4401":
                await self.accept()
                await self.close(code=4401, reason="log in first")


application = ProtocolTypeRouter(
    {"http": django_app, "websocket": URLRouter([path("ws/<how>/", Door.as_asgi())])}
)
