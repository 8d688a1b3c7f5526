import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
http = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402

from shop.consumers import Prices  # noqa: E402

urlpatterns = []
application = ProtocolTypeRouter(
    {"http": http, "websocket": URLRouter([path("ws/prices/", Prices.as_asgi())])}
)
