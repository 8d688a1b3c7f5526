"""Server processes that have imported the demo project and wait for an order.

Makes them ahead of time and hands them out; what they serve is `server.py`'s business.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from tutor.runtime.paths import project_root
from tutor.runtime.processes.keeper import Keeper
from tutor.runtime.processes.process import Child

DEMO: Final = "demo_project.asgi:application"


LOADING: Final = b"loading\n"


class Worker:
    """One `python -m tutor.probe.server_main` (or its like), before and after its order."""

    def __init__(self, keeper: Keeper, warm: str, main: str = "tutor.probe.server_main") -> None:
        self.warm = warm
        self._main = main
        self.tail: deque[str] = deque(maxlen=40)  # last lines of stderr
        self.on_line: Callable[[str, str], None] = lambda stream, text: None
        self._keeper = keeper
        self._control: socket.socket | None = None
        self._child: Child | None = None
        self._reading: asyncio.Task[None] | None = None
        self.is_loading = asyncio.Event()  # it has taken its order
        self.answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

    @property
    def child(self) -> Child:
        """Its process."""
        assert self._child is not None
        return self._child

    async def start(self) -> Worker:
        """Start the process; it imports while we go on."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        self._control = ours
        argv = [sys.executable, "-m", self._main, str(theirs.fileno())]
        try:
            self._child = await Child.start(
                argv + ([self.warm] if self.warm else []),
                folder=project_root(),
                control=theirs,
                on_line=self._take_line,
            )
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        self._keeper.watch(self._child.pid)
        self._reading = asyncio.create_task(self._read())
        return self

    def order(self, order: dict[str, Any], listening: socket.socket) -> None:
        """Say what to serve, on which socket."""
        assert self._control is not None
        line = json.dumps(order).encode() + b"\n"
        self._control.setblocking(True)
        with suppress(OSError):  # it has died meanwhile: its end is the answer
            sent = socket.send_fds(self._control, [line], [listening.fileno()])
            self._control.sendall(line[sent:])
        self._control.setblocking(False)

    def ask_to_stop(self) -> None:
        """Start the stop; the end of the process is the answer."""
        if self._control is not None:
            with suppress(OSError):
                self._control.send(b"stop\n")

    def ask_to_die(self) -> None:
        """SIGKILL by its own hand, as soon as it has told what it has seen."""
        if self._control is not None:
            with suppress(OSError):
                self._control.send(b"kill\n")

    def _take_line(self, stream: str, text: str) -> None:
        if stream == "stderr":
            self.tail.append(text)
        self.on_line(stream, text)

    async def _read(self) -> None:
        """The one line that a worker may answer, then its end."""
        assert self._control is not None
        loop, data = asyncio.get_running_loop(), b""
        with suppress(OSError):
            while part := await loop.sock_recv(self._control, 65536):
                data += part
                if data.startswith(LOADING):
                    data = data.removeprefix(LOADING)
                    self.is_loading.set()
        self.is_loading.set()
        if data and not self.answer.done():
            self.answer.set_result(json.loads(data))
        await self.child.over.wait()
        self._keeper.forget(self.child.pid)
        self._control.close()
        if not self.answer.done():
            self.answer.set_result({})

    async def finish(self, within: float) -> None:
        """Wait for the end, then make sure of it."""
        if not await self.child.ended(within):
            self.child.kill()
            await self.child.ended(2)
        if self._reading is not None:
            await asyncio.shield(self._reading)  # others wait for it, too
        await self.child.drained()


class Spares:
    """A few warm workers."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._ready: deque[Worker] = deque()
        self._later: asyncio.TimerHandle | None = None
        self._starting: set[asyncio.Task[None]] = set()

    async def prepare(self, count: int = 1) -> None:
        """Have `count` of them at least on the way."""
        while len(self._ready) < count:
            worker = Worker(self._keeper, DEMO)
            self._ready.append(worker)
            try:
                await worker.start()
            except BaseException:
                self._ready.remove(worker)
                raise

    def prepare_later(self, delay: float, count: int = 1) -> None:
        """Have `count`, when the machine has less to do."""
        if self._later is not None:
            self._later.cancel()
        self._later = asyncio.get_running_loop().call_later(delay, self._prepare_now, count)

    def _prepare_now(self, count: int) -> None:
        self._later = None
        task = asyncio.create_task(self.prepare(count))
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def take(self) -> Worker:
        """A warm worker; one that is still importing if there is no other."""
        await asyncio.gather(*self._starting, return_exceptions=True)
        while True:
            await self.prepare()
            worker = self._ready.popleft()
            if worker._child is not None and worker.child.code is None:
                return worker

    async def close(self) -> None:
        """Let them all go."""
        if self._later is not None:
            self._later.cancel()
        for task in list(self._starting):
            await asyncio.gather(task, return_exceptions=True)
        for worker in self._ready:
            if worker._child is not None:
                worker.child.kill()
                await worker.finish(2)
        self._ready.clear()
