"""A museum: Django answers requests for pages, a consumer the screens at the doors."""

import django

django.setup()

from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path
from visitors import Visitors

application = ProtocolTypeRouter(
    {
        "websocket": URLRouter([path("ws/door/", Visitors.as_asgi())]),
    }
)
