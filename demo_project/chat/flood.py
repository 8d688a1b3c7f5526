"""A flood is refused as it arrives, before anything is paid for it.

A consumer takes one frame at a time, and each costs a query or a hop to a thread. A client that
sends faster fills the queue in front of it, which has no limit, and the event loop that all
others share is busy with that queue. So a task of its own takes frames off as they come, counts
them without waiting for anything, and passes on what is not too much.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

# More than a page ever sends, also after it was away; far less than a flood.
BURST = 100  # frames at once …
PER_SECOND = 20  # … and then that many a second
RETRY_AFTER = 10  # seconds

Message = dict[str, Any]


class Bucket:
    """Holds a token per frame that may come; fills again with time."""

    def __init__(self, now: float) -> None:
        self.tokens, self.at = float(BURST), now

    def take(self, now: float) -> bool:
        """Whether there was a token left; ``now`` is in seconds of a clock that never jumps."""
        self.tokens = min(BURST, self.tokens + (now - self.at) * PER_SECOND)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


class Inbox:
    """What arrives at one connection: ``async with Inbox(receive, stop) as inbox: inbox.get``.

    ``stop`` is awaited once, when it is a flood. It should close the connection; all that
    comes until then is thrown away, and so is what the consumer has not taken yet.
    """

    def __init__(
        self, receive: Callable[[], Awaitable[Message]], stop: Callable[[], Awaitable[None]]
    ) -> None:
        self.receive, self.stop = receive, stop
        self.waiting: asyncio.Queue[Message] = asyncio.Queue()
        self.get = self.waiting.get

    async def __aenter__(self) -> "Inbox":
        self.task = asyncio.create_task(self.fill())
        return self

    async def __aexit__(self, *raised: Any) -> None:
        self.task.cancel()

    async def fill(self) -> None:
        end: Message = {"type": "websocket.disconnect", "code": 1006}
        try:
            end = await self.until_disconnected()
        finally:
            # Also if we fail: a consumer that hears of no end would wait for ever.
            self.waiting.put_nowait(end)

    async def until_disconnected(self) -> Message:
        loop = asyncio.get_running_loop()
        bucket, is_flooded = Bucket(loop.time()), False
        while (message := await self.receive())["type"] != "websocket.disconnect":
            if message["type"] != "websocket.receive":
                self.waiting.put_nowait(message)
            elif is_flooded:
                continue
            elif bucket.take(loop.time()):
                self.waiting.put_nowait(message)
            else:
                is_flooded = True
                self.forget()
                await self.stop()
        return message

    def forget(self) -> None:
        while not self.waiting.empty():
            self.waiting.get_nowait()
