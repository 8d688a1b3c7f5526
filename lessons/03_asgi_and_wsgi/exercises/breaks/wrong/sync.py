"""A restaurant's kitchen: each station has a screen with the orders that it has taken."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import WebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Screen(WebsocketConsumer):
    """The screen of one station."""

    def connect(self):
        self.orders = []
        self.accept()

    def receive(self, text_data=None, bytes_data=None):
        self.orders.append(text_data)
        self.send(text_data=", ".join(self.orders))


websocket_urlpatterns = [
    path("ws/kitchen/", Screen),
]

application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter(websocket_urlpatterns),
    }
)
