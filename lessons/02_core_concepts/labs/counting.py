"""A view, a consumer for WebSockets, a consumer for HTTP. All three count on `self`."""

from django.conf import settings

settings.ROOT_URLCONF = __name__  # this file is its own urls.py

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.http import AsyncHttpConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.http import HttpResponse
from django.urls import path, re_path
from django.views import View


class Page(View):
    count = 0

    def get(self, request):
        self.count += 1
        return HttpResponse(f"view {self.count}")


class Socket(AsyncWebsocketConsumer):
    count = 0

    async def receive(self, text_data=None, bytes_data=None):
        self.count += 1
        await self.send(text_data=f"consumer {self.count}")


class Answer(AsyncHttpConsumer):
    count = 0

    async def handle(self, body):
        self.count += 1
        await self.send_response(200, f"HTTP consumer {self.count}".encode())


urlpatterns = [path("view/", Page.as_view())]
http = [path("consumer/", Answer.as_asgi()), re_path("", django_app)]
sockets = [path("ws/", Socket.as_asgi()), path("forgot/", Socket)]
application = ProtocolTypeRouter({"http": URLRouter(http), "websocket": URLRouter(sockets)})
