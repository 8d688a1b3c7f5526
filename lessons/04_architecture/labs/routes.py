"""Routes: some tight, one loose. The consumer says what the router made of the path."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path, re_path


class Found(AsyncJsonWebsocketConsumer):
    """Reports."""

    async def connect(self):
        await self.accept()
        route = self.scope["url_route"]
        left = self.scope["path_remaining"]
        await self.send_json(
            {"args": route["args"], "kwargs": route["kwargs"], "path_remaining": left}
        )


class Nowhere(AsyncJsonWebsocketConsumer):
    """For every path that no other route takes."""

    async def connect(self):
        await self.close()


found = Found.as_asgi()
routes = [
    path("ws/room/<int:number>/", found),
    re_path(r"ws/loose/(?P<room>\w+)/", found),  # neither ^ nor $
    re_path(r"^ws/tight/(?P<room>\w+)/$", found),
    re_path(r"^ws/pair/(\w+)/(\w+)/$", found),
    re_path(r"^ws/mixed/(\w+)/(?P<name>\w+)/$", found),
]
application = ProtocolTypeRouter({"http": django_app, "websocket": URLRouter(routes)})

# With a last route for the lost; and as in the guide, without a word about HTTP.
all_routes = [*routes, re_path(r"", Nowhere.as_asgi())]
websocket_only = ProtocolTypeRouter({"websocket": URLRouter(all_routes)})
