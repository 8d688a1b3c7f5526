"""Talking to an ASGI application without a server, as literally as possible.

Unlike Channels' communicator it keeps every message, the exception object and their order, and does
not judge them.
"""

from __future__ import annotations

import asyncio
from typing import Any


class Socket:
    """One WebSocket, seen from the server's side of the application."""

    def __init__(self, app: Any, path: str = "/", **scope: Any) -> None:
        self.scope: dict[str, Any] = {
            "type": "websocket",
            "path": path,
            "headers": [(b"origin", b"http://localhost"), (b"host", b"localhost")],
            "query_string": b"",
            "client": ["127.0.0.1", 4321],
            "subprotocols": [],
            **scope,
        }
        self.inbox: asyncio.Queue[Any] = asyncio.Queue()
        self.sent: list[Any] = []
        self.refuses: BaseException | None = None
        self._news = asyncio.Event()
        self.task = asyncio.ensure_future(
            app(scope=self.scope, receive=self.inbox.get, send=self._send)
        )

    async def _send(self, message: Any) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.sent.append(message)
        self._news.set()

    def give(self, kind: str, **fields: Any) -> None:
        """Put an event where `receive()` finds it."""
        self.inbox.put_nowait({"type": kind, **fields})

    async def until(self, count: int) -> list[Any]:
        """Wait until that many messages have been sent."""
        async with asyncio.timeout(5):
            while len(self.sent) < count and not self.task.done():
                self._news.clear()
                await asyncio.wait(
                    [asyncio.ensure_future(self._news.wait()), self.task],
                    return_when=asyncio.FIRST_COMPLETED,
                )
        return self.sent

    async def open(self) -> Any:
        """Connect; the application's first message."""
        self.give("websocket.connect")
        return (await self.until(1) or [None])[0]

    async def say(self, text: str, answers: int = 1) -> list[str]:
        """Send a text and wait for so many more messages."""
        before = len(self.sent)
        self.give("websocket.receive", text=text)
        return [message.get("text") for message in (await self.until(before + answers))[before:]]

    async def close(self, code: int = 1000) -> BaseException | None:
        """Disconnect and wait for the end; the exception if there was one."""
        self.give("websocket.disconnect", code=code)
        return await self.end()

    async def end(self) -> BaseException | None:
        """Wait for the end."""
        await asyncio.wait([self.task], timeout=5)
        return self.task.exception() if not self.task.cancelled() else asyncio.CancelledError()


async def settle(holds: Any, within: float = 5.0) -> None:
    """Wait until `holds()`."""
    async with asyncio.timeout(within):
        while not holds():
            await asyncio.sleep(0.002)


async def subscribed(layer: Any) -> None:
    """Wait until Redis has taken all subscriptions of a pub/sub layer with one host.

    The layer writes SUBSCRIBE and waits for no answer; a PUBLISH, on another connection, may
    overtake it, and then its message is nobody's.
    """
    (shard,) = layer._get_layer()._shards
    counts = [0]
    async with asyncio.timeout(5):
        while 0 in counts:
            counts = [n for _, n in await shard._redis.pubsub_numsub(*shard._subscribed_to)]
