"""A greenhouse: sensors send their readings as JSON, and each reading is confirmed."""

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Sensor(AsyncJsonWebsocketConsumer):
    """One sensor. It sends {"bed": "tomatoes", "celsius": 21.5}."""

    async def receive_json(self, content):
        bed, celsius = content["bed"], content["celsius"]
        await self.send_json({"ok": f"{bed} {celsius}"})

    async def receive(self, text_data=None, bytes_data=None, **kwargs):
        try:
            return super().receive(text_data, bytes_data, **kwargs)
        except ValueError:
            await self.send_json({"error": "not JSON"})


application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": URLRouter([path("ws/sensors/", Sensor.as_asgi())]),
    }
)
