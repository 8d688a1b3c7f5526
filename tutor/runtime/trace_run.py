"""A traced command with its recording and what it prints, for a screen that watches both.

    async with TraceRun(["daphne", "mysite.asgi:application"]) as run:
        run.live.watch(repaint)        # run.live.timeline grows
        run.printed.lines(0, 10)       # what the command prints, both streams
        run.code                       # its exit status, once it is over

The recording is a ring: a server is watched for hours. Leaving ends all processes of the command.
What is kept in a file (`keep`) goes on until it is ended, or the run is.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tutor.core import excerpt
from tutor.core.assemble import LONE
from tutor.core.events import SCHEMA_MINOR, SCHEMA_VERSION
from tutor.core.printout import Printout
from tutor.runtime import chosen_files
from tutor.runtime.fact_intake import Facts
from tutor.runtime.kept_file import KeptFile
from tutor.runtime.live_recording import LiveRecording
from tutor.runtime.recording import Recording
from tutor.runtime.trace_link import FULL
from tutor.runtime.traced_command import TracedCommand

RING: Final = 50_000  # facts
CHUNK: Final = 65_536  # bytes of output that are read at once: a key is answered in between


class TraceRun:
    """A command that runs, and what is known of it."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        ring: int = RING,
        detail: str = FULL,
        masks: Sequence[str] = (),
    ) -> None:
        """`ring`: facts that are kept; `detail`: how much its servers tell, "full" or "low".

        `masks`: as a `TraceLink` has them.
        """
        self._masks = [*masks]
        self.facts = Facts()
        self.facts.emit("scene.started", schema=SCHEMA_VERSION, minor=SCHEMA_MINOR)
        self.live = LiveRecording(self.facts, keep=ring, lone=LONE)
        self.printed = Printout()
        self.code: int | None = None
        self.kept: KeptFile | None = None
        self.heard: Callable[[], None] = lambda: None  # called when the command has printed
        self.ended: Callable[[], None] = lambda: None  # called when it has ended
        self._reading = -1  # what the command prints comes out here
        self._command: TracedCommand | None = None
        self._words, self._detail = [*command], detail
        self._stack = AsyncExitStack()
        self._end: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._reading, writing = os.pipe()
        try:
            await self._stack.enter_async_context(self.live)
            self._stack.callback(self.facts.emit, "scene.finished")
            command = TracedCommand(
                self._words,
                self.facts,
                output=writing,
                detail=self._detail,
                masks=self._masks,
            )
            self._command = await self._stack.enter_async_context(command)
        except BaseException:
            os.close(self._reading)
            await self._stack.aclose()
            raise
        finally:
            os.close(writing)
        os.set_blocking(self._reading, False)
        asyncio.get_running_loop().add_reader(self._reading, self._hear)
        self._end = asyncio.create_task(self._see_end())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._end is not None:
            self._end.cancel()
        self.heard = self.ended = lambda: None
        await self._stack.aclose()  # the command ends, then the recording takes the rest
        self._deaf()
        self.end_keeping()

    def _hear(self) -> None:
        try:
            data = os.read(self._reading, CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self.printed.feed(data)
        else:
            self._deaf()
        self.heard()

    def _deaf(self) -> None:
        """No process holds the other end, or we leave: what still prints gets SIGPIPE."""
        if self._reading >= 0:
            asyncio.get_running_loop().remove_reader(self._reading)
            os.close(self._reading)
            self._reading = -1

    async def _see_end(self) -> None:
        assert self._command is not None
        code = await self._command.end()
        with suppress(TimeoutError):  # its last words and facts
            async with asyncio.timeout(1.0):
                await self.live.caught_up()
        self.code = code
        self.ended()

    # ── what is kept of it

    def clear(self) -> None:
        """Forget what has happened; the world stays as it is."""
        self.live.clear()

    def name(self, conn: int, name: str) -> None:
        """Call the far end of a connection so from here on; a fact, so that all that is kept says
        it, too.
        """
        self.facts.emit("connection.named", number=conn, name=name)

    def save(self, path: Path) -> int:
        """Write all that is still there; how many facts. Raises Unavailable."""
        events = excerpt.whole(self.live.timeline)
        chosen_files.whole(path, Recording(tuple(events)).dumps())
        return len(events)

    def keep(self, path: Path) -> None:
        """From now on, keep everything in this new file. Raises Unavailable."""
        self.kept = KeptFile(path, self.live)

    def end_keeping(self) -> KeptFile | None:
        """The file is whole; None: nothing was kept."""
        kept, self.kept = self.kept, None
        if kept is not None:
            kept.close()
        return kept
