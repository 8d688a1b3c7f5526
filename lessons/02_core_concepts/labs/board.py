"""A notice board: a page to ask again and again, and a WebSocket that tells by itself."""

from django.conf import settings

settings.ROOT_URLCONF = __name__  # this file is its own urls.py

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from asgiref.sync import async_to_sync
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

notices = ["nothing new"]


def latest(request):
    return HttpResponse(notices[-1])


@csrf_exempt
def publish(request):
    notices.append(request.body.decode())
    tell = async_to_sync(get_channel_layer().group_send)
    tell("board", {"type": "board.notice", "text": notices[-1]})
    return HttpResponse(status=204)


class Reader(AsyncWebsocketConsumer):
    groups = ("board",)  # joined by Channels, before connect()

    async def board_notice(self, event):
        await self.send(text_data=event["text"])


urlpatterns = [path("latest/", latest), path("publish/", publish)]
routes = URLRouter([path("ws/", Reader.as_asgi())])
application = ProtocolTypeRouter({"http": django_app, "websocket": routes})
