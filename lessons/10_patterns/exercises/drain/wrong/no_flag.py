"""A shop: tabs place orders. It runs on two servers. ROOT_URLCONF is this file."""

from uuid import uuid4

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from warehouse import save_order

HERE = f"server.{uuid4().hex}"


class Tab(AsyncJsonWebsocketConsumer):
    """One open tab."""

    groups = [HERE]

    async def connect(self):
        await self.accept()

    async def server_drains(self, event):
        await self.close(code=4012)

    async def receive_json(self, content):
        await save_order(content["order"])
        await self.send_json({"saved": content["order"]})


async def ready(request):
    """GET: the load balancer asks whether to send tabs here."""
    return HttpResponse("yes")


@csrf_exempt
async def drain(request):
    """POST: this server is going to end."""
    await get_channel_layer().group_send(HERE, {"type": "server.drains"})
    return HttpResponse(status=204)


urlpatterns = [path("ready/", ready), path("drain/", drain)]
application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/", Tab.as_asgi())]),
    }
)
