"""asgi.py with its imports sorted: the consumer comes before Django has loaded the apps."""

from channels.routing import ProtocolTypeRouter, URLRouter
from counter import Counter  # imports a model
from django.core.asgi import get_asgi_application
from django.urls import path

application = ProtocolTypeRouter(
    {
        "http": get_asgi_application(),
        "websocket": URLRouter([path("ws/", Counter.as_asgi())]),
    }
)
