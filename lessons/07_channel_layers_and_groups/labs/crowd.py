"""Times the in-memory layer. There are no sockets: it is used as so many consumers would use it."""

from time import perf_counter

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()  # first: it loads the apps

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import InMemoryChannelLayer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

EVENT = {"type": "hello"}


async def among(strangers):
    """Seconds for one message to a group of one, while so many others have groups of their own."""
    layer = InMemoryChannelLayer()
    for number in range(strangers):
        await layer.group_add(f"pair_{number // 2}", await layer.new_channel())
    mine = await layer.new_channel()
    await layer.group_add("mine", mine)

    async def once():
        started = perf_counter()
        await layer.group_send("mine", EVENT)
        await layer.receive(mine)
        return perf_counter() - started

    return min([await once() for _ in range(10)])


async def room_of(members):
    """Seconds for one message to a group of so many, until the last copy is received."""
    layer = InMemoryChannelLayer()
    channels = [await layer.new_channel() for _ in range(members)]
    for channel in channels:
        await layer.group_add("room", channel)
    started = perf_counter()
    await layer.group_send("room", EVENT)
    for channel in channels:
        await layer.receive(channel)
    return perf_counter() - started


class Watch(AsyncWebsocketConsumer):
    """Measures what it is asked to, and compares the last two times."""

    last = now = 0.0

    async def receive(self, text_data=None, bytes_data=None):
        match text_data.split():
            case [number, "strangers"]:
                await self.tell(await among(int(number)))
            case ["room", "of", number]:
                await self.tell(await room_of(int(number)))
            case _:
                await self.send(text_data=f"{self.now / self.last:.1f}")

    async def tell(self, seconds):
        self.last, self.now = self.now, seconds
        await self.send(text_data=f"{seconds * 1000:.3f} ms")


application = ProtocolTypeRouter(
    {"http": django_app, "websocket": URLRouter([path("ws/watch/", Watch.as_asgi())])}
)
