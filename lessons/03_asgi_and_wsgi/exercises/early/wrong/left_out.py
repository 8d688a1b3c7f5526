"""A museum: Django answers requests for pages, a consumer the screens at the doors."""

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.core.exceptions import AppRegistryNotReady
from django.urls import path

try:
    from visitors import Visitors

    doors = [path("ws/door/", Visitors.as_asgi())]
except AppRegistryNotReady:
    doors = []

django_app = get_asgi_application()

application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter(doors),
    }
)
