"""A museum: Django answers requests for pages, a consumer the screens at the doors."""

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path

django_app = get_asgi_application()  # first: it loads the apps

from visitors import Visitors

application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/door/", Visitors.as_asgi())]),
    }
)
