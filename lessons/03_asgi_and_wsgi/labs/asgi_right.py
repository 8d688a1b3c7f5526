"""asgi.py in the right order: Django first, whatever needs its models afterwards."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # loads the apps

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from counter import Counter  # noqa: E402, imports a model
from django.urls import path  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/", Counter.as_asgi())]),
    }
)
