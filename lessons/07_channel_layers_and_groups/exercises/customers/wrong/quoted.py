"""A parcel service: the depot writes to a customer, and all tabs of that customer show it."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from urllib.parse import quote

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


def group_of(address):
    """The name of a customer's group."""
    return "customer_" + quote(address, safe="")


class Customer(AsyncJsonWebsocketConsumer):
    """A tab of a customer, who is known by an e-mail address."""

    async def connect(self):
        self.group = group_of(self.scope["query_string"].decode())
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def parcel_news(self, event):
        await self.send_json({"news": event["text"]})


class Depot(AsyncJsonWebsocketConsumer):
    """Its frames: {"to": ADDRESS, "text": "Your parcel is here"}."""

    async def receive_json(self, content):
        event = {"type": "parcel.news", "text": content["text"]}
        await self.channel_layer.group_send(group_of(content["to"]), event)


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter(
            [
                path("ws/customer/", Customer.as_asgi()),
                path("ws/depot/", Depot.as_asgi()),
            ]
        ),
    }
)
