"""A board with the version in production, fed by a webhook. ROOT_URLCONF is this file."""

import asyncio
import json

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt


class Board(AsyncJsonWebsocketConsumer):
    """The screen in the office."""

    groups = ["board"]

    async def deploy_finished(self, event):
        await self.send_json({"version": event["version"]})


@csrf_exempt
def deploys(request):
    """The webhook."""
    event = {"type": "deploy.finished", "version": json.loads(request.body)["version"]}
    asyncio.create_task(get_channel_layer().group_send("board", event))
    return HttpResponse(status=201)


urlpatterns = [path("deploys/", deploys)]
application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/board/", Board.as_asgi())]),
    }
)
