"""asgi.py in the right order: Django first, whatever needs its models afterwards."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # loads the apps

from channels.routing import ProtocolTypeRouter, URLRouter
from counter import Counter  # imports a model
from django.urls import path

application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/", Counter.as_asgi())]),
    }
)
