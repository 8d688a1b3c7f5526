"""A mobile app's WebSocket, and the view that lets it in. ROOT_URLCONF is this file."""

import os
import secrets
from urllib.parse import parse_qs

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.cache import cache
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

TICKET_LIFETIME = int(os.environ.get("TICKET_LIFETIME", "30"))  # seconds


@csrf_exempt
def ticket(request):
    """POST: a ticket for the user of the session."""
    if not request.user.is_authenticated:
        return JsonResponse({"error": "log in first"}, status=403)
    text = secrets.token_urlsafe()
    cache.set(f"ticket:{text}", request.user.username, timeout=TICKET_LIFETIME)
    return JsonResponse({"ticket": text})


class App(AsyncJsonWebsocketConsumer):
    """One mobile app."""

    async def connect(self):
        await self.accept()
        query = parse_qs(self.scope["query_string"].decode())
        name = await cache.aget("ticket:" + query.get("ticket", [""])[0])
        if name is None:
            await self.close(code=4401)
            return
        await self.send_json({"hello": name})


urlpatterns = [path("ticket/", ticket)]
application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/", App.as_asgi())]),
    }
)
