import django
from django.conf import settings

settings.configure(
    SECRET_KEY="stream",
    ROOT_URLCONF="stream",
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
)
django.setup()

from channels.generic.http import AsyncHttpConsumer
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Next(AsyncHttpConsumer):
    """Answers with the next piece of news."""

    async def handle(self, body):
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add("news", channel)
        await self.send_headers(headers=[(b"Content-Type", b"text/event-stream")])
        await self.send_body(b": wait\n\n", more_body=True)
        message = await layer.receive(channel)
        await layer.group_discard("news", channel)
        await self.send_body(f"data: {message['text']}\n\n".encode())


class Publish(AsyncHttpConsumer):
    async def handle(self, body):
        text = body.decode("ascii")
        await get_channel_layer().group_send("news", {"type": "news.item", "text": text})
        await self.send_response(202, b"sent")


urlpatterns = []
application = ProtocolTypeRouter(
    {"http": URLRouter([path("next", Next.as_asgi()), path("publish", Publish.as_asgi())])}
)
