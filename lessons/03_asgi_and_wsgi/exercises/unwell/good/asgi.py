"""A shop behind a load balancer, which asks /alive/ every second whether this process is well."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Basket(AsyncWebsocketConsumer):
    """One open basket."""

    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data=f"added: {text_data}")


async def alive(scope, receive, send):
    """The balancer's question: 200 and the word "well"."""
    headers = [(b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"well"})


async def http(scope, receive, send):
    """The balancer's question is answered without Django's middleware; the rest is Django's."""
    app = alive if scope["path"] == "/alive/" else django_app
    await app(scope, receive, send)


application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": URLRouter([path("ws/basket/", Basket.as_asgi())]),
    }
)
