"""The bucket, and the task that empties the server's queue."""

import asyncio
from typing import Any
from unittest.mock import AsyncMock

from django.test import SimpleTestCase

from demo_project.chat.flood import BURST, PER_SECOND, Bucket, Inbox

FRAME = {"type": "websocket.receive", "text": ""}
END = {"type": "websocket.disconnect", "code": 1000}


class BucketTests(SimpleTestCase):
    def test_it_holds_one_burst(self) -> None:
        bucket = Bucket(now=0)
        self.assertEqual([bucket.take(0) for _ in range(BURST + 1)], [True] * BURST + [False])

    def test_it_fills_with_time_and_not_beyond_its_size(self) -> None:
        bucket = Bucket(now=0)
        while bucket.take(0):
            pass
        self.assertEqual([bucket.take(1) for _ in range(PER_SECOND + 1)].count(True), PER_SECOND)
        self.assertEqual([bucket.take(1e6) for _ in range(BURST + 1)].count(True), BURST)


class InboxTests(SimpleTestCase):
    def inbox(self, *messages: Any) -> tuple[Inbox, AsyncMock]:
        stop = AsyncMock()
        return Inbox(AsyncMock(side_effect=messages), stop), stop

    async def take(self, inbox: Inbox) -> list[str]:
        """The types of all that the consumer gets to see."""
        kinds: list[str] = []
        async with inbox, asyncio.timeout(5):
            while not kinds or kinds[-1] != "websocket.disconnect":
                kinds.append((await inbox.get())["type"])
        return kinds

    async def test_what_is_not_too_much_is_passed_on(self) -> None:
        inbox, stop = self.inbox({"type": "websocket.connect"}, FRAME, FRAME, END)
        kinds = await self.take(inbox)
        self.assertEqual([kind.partition(".")[2] for kind in kinds], [
            "connect", "receive", "receive", "disconnect",
        ])  # fmt: skip
        stop.assert_not_awaited()

    async def test_a_flood_is_stopped_once_and_the_consumer_sees_none_of_it(self) -> None:
        inbox, stop = self.inbox(*[FRAME] * (BURST * 3), END)
        self.assertEqual(await self.take(inbox), ["websocket.disconnect"])
        stop.assert_awaited_once()

    async def test_a_server_that_fails_is_an_end_as_well(self) -> None:
        inbox, _ = self.inbox(FRAME, OSError())
        self.assertEqual(await self.take(inbox), ["websocket.receive", "websocket.disconnect"])
        with self.assertRaises(OSError):
            inbox.task.result()
