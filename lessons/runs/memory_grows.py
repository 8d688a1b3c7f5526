"""Sixty sockets, opened and closed again and again: what an open one costs, and what stays."""

import asyncio
import gc
import tracemalloc
import weakref

from django.conf import settings

settings.configure(CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}})

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.testing import WebsocketCommunicator  # noqa: E402

SOCKETS, ROUNDS = 60, 4
ALIVE: weakref.WeakSet[AsyncWebsocketConsumer] = weakref.WeakSet()


class Chat(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        ALIVE.add(self)
        await self.channel_layer.group_add("room", self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard("room", self.channel_name)


async def once() -> tuple[int, int]:
    """Bytes in use with all of them open, and after all have been closed."""
    tabs = [WebsocketCommunicator(Chat.as_asgi(), "/") for _ in range(SOCKETS)]
    for tab in tabs:
        await tab.connect()
    opened = tracemalloc.get_traced_memory()[0]
    for tab in tabs:
        await tab.disconnect()
    del tabs, tab
    gc.collect()
    return opened, tracemalloc.get_traced_memory()[0]


async def main() -> None:
    tracemalloc.start()
    seen = [await once() for _ in range(ROUNDS)]
    for number, (opened, closed) in enumerate(seen, 1):
        print(f"{number}: {opened // 1024} KiB open, {closed // 1024} KiB closed")
    cost = seen[-1][0] - seen[-1][1]
    growth = (seen[-1][1] - seen[1][1]) / (ROUNDS - 2)
    print(f"{cost / SOCKETS / 1024:.1f} KiB an open socket, {len(ALIVE)} consumers alive")
    if cost < SOCKETS * 1024 or growth > cost / 20 or ALIVE:
        raise SystemExit(f"{growth / 1024:.1f} KiB more after each round")


asyncio.run(main())
