"""A museum: Django answers requests for pages, a consumer the screens at the doors."""

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path
from visitors import Visitors

django.setup()
django_app = get_asgi_application()

application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/door/", Visitors.as_asgi())]),
    }
)
