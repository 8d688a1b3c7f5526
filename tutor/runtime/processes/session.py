"""What lives across the scenes of one tutor run: link, janitor, broker, spare servers, folder.

`async with Session() as session:` and every way out of the block leaves nothing behind; a tutor
that is killed leaves the clearing up to the janitor. It plays no scene itself.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tutor.runtime.link import Link
from tutor.runtime.open_files import raise_limit
from tutor.runtime.paths import make_temp, sweep_temp
from tutor.runtime.processes import database
from tutor.runtime.processes.broker import Broker
from tutor.runtime.processes.keeper import Keeper
from tutor.runtime.processes.ports import Ports
from tutor.runtime.processes.server import Server
from tutor.runtime.processes.spares import Spares, Worker
from tutor.runtime.system import need_posix

SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
INSIST = 1.0  # seconds that a scene may take to give way once it has been cancelled


class Session:
    """`async with`: opening raises `Unavailable` where no live run can be had on this machine.

    `redis_url`: the learner's own broker, "" for one of ours. `spares`: make the next server ahead
    of time.
    """

    def __init__(self, *, redis_url: str = "", spares: bool = True) -> None:
        self.redis_url = redis_url
        self.keeps_spares = spares
        self.link = Link()
        self.ports = Ports()
        self.numbers = itertools.count(1)
        self.scenes = itertools.count(1)
        self.servers: set[Server] = set()
        self.caught: int | None = None  # the signal that ends the tutor
        self._broker: Broker | None = None
        self._template: asyncio.Task[database.Template] | None = None
        self._task: asyncio.Task[Any] | None = None
        self._signals: list[int] = []
        self._cancelled_before = 0  # how often the task had been cancelled before the opening
        self._is_asked = False  # to end: it has been cancelled since
        self._pulse: asyncio.TimerHandle | None = None

    # ── opening and closing

    async def __aenter__(self) -> Self:
        need_posix("A live run")
        raise_limit()  # before there are children
        self.belong_to(asyncio.current_task())
        self._catch_signals()
        self._insist()
        self.temp = make_temp()
        self.keeper = Keeper(self.temp)
        self.spares = Spares(self.keeper)
        try:
            await self.link.start()
            await self.keeper.start()
            self._template = asyncio.create_task(database.template(self.temp, self.keeper))
            await self.spares.prepare()
        except BaseException as error:
            await self.__aexit__(type(error), error, None)
            raise
        return self

    def belong_to(self, task: asyncio.Task[Any] | None) -> None:
        """The task that a signal cancels: first the one that opened the session, then a scene's."""
        self._task, self._is_asked = task, False
        self._cancelled_before = task.cancelling() if task is not None else 0

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        closing = asyncio.create_task(self.close())
        while not closing.done():  # a second Ctrl-C does not stop the clearing up
            with suppress(asyncio.CancelledError):
                await asyncio.shield(closing)
        closing.result()
        if self.caught is not None:
            raise SystemExit(128 + self.caught)

    async def close(self) -> None:
        """End all processes and remove the temp folder; safe at any point of the opening."""
        if self._pulse is not None:
            self._pulse.cancel()
        for name, step in self._steps():
            try:
                async with asyncio.timeout(10):
                    await step
            # The next step must run whatever happened to this one, or to a task that it waits for.
            except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001
                failed = f"tutor: closing the {name}: {error!r}"
                asyncio.get_running_loop().call_exception_handler({"message": failed})
        self.ports.close()
        sweep_temp()
        shutil.rmtree(self.temp, ignore_errors=True)
        for number in self._signals:
            asyncio.get_running_loop().remove_signal_handler(number)
        self._signals.clear()

    def _steps(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        steps = [("servers", self._kill_servers()), ("template", self._end_template())]
        steps.append(("spares", self.spares.close()))
        if self._broker is not None:
            steps.append(("broker", self._broker.close()))
        steps.append(("link", self.link.close()))
        steps.append(("janitor", self.keeper.close()))
        return steps

    async def _kill_servers(self) -> None:
        await asyncio.gather(*(server.kill() for server in list(self.servers)))

    async def _end_template(self) -> None:
        if self._template is not None:
            self._template.cancel()
            await asyncio.gather(self._template, return_exceptions=True)

    def _catch_signals(self) -> None:
        """SIGTERM and SIGHUP end the session as Ctrl-C does.

        Not possible outside the main thread; there the janitor does the rest.
        """
        for number in SIGNALS:
            if signal.getsignal(number) is signal.SIG_DFL:
                with suppress(RuntimeError, ValueError):
                    asyncio.get_running_loop().add_signal_handler(number, self._caught, number)
                    self._signals.append(number)

    def _caught(self, number: int) -> None:
        self.caught = number
        if self._task is not None:
            self._task.cancel()

    def _insist(self) -> None:
        """A cancellation that some library has swallowed, or that ended in a wait, is repeated.

        Not at once: a scene that clears up behind itself gets the time.
        """
        if self._task is not None and not self._task.done():
            was_asked = self._is_asked
            self._is_asked = self._task.cancelling() > self._cancelled_before
            if was_asked and self._is_asked:
                self._task.cancel()
        self._pulse = asyncio.get_running_loop().call_later(INSIST, self._insist)

    # ── for scenes

    async def broker(self) -> Broker:
        """The one broker of the session, not necessarily running."""
        if self._broker is None:
            self._broker = Broker(self.keeper, self.ports, self.redis_url)
        return self._broker

    async def finish_broker(self) -> None:
        """A scene is over: what it has left in the broker goes."""
        if self._broker is not None:
            await self._broker.finish()

    async def template(self) -> database.Template:
        """The database every scene starts from. Raises `Unavailable` where it cannot be made."""
        if self._template is None or (self._template.done() and self._template.exception()):
            self._template = asyncio.create_task(database.template(self.temp, self.keeper))
        return await asyncio.shield(self._template)

    async def new_worker(self, *, warm: bool, main: str) -> Worker:
        """A process for a server: a spare, or one that has imported nothing and runs `main`."""
        if not warm:
            return await Worker(self.keeper, "", main).start()
        worker = await self.spares.take()
        if self.keeps_spares:
            self.spares.prepare_later(0.2)  # not while the server that was asked for begins
        return worker

    async def warm_up(self, servers: int) -> None:
        """Start the spare servers that a scene will want, at most three and one per processor."""
        await self.spares.prepare(min(servers, os.cpu_count() or 1, 3))

    def rest(self) -> None:
        """A scene is over and the learner reads: time to get ready for the next one."""
        if self.keeps_spares:
            self.spares.prepare_later(0.05, min(2, os.cpu_count() or 1))

    def scene_folder(self) -> Path:
        """A new folder for the files of one scene."""
        folder = self.temp / f"scene-{next(self.scenes)}"
        folder.mkdir()
        return folder


@asynccontextmanager
async def opening(session: Session) -> AsyncIterator[asyncio.Task[Session]]:
    """A session that is opened while something else goes on, and closed at the end of the block.

    The task's result is the session; it raises what opening it raises.
    """
    outside = asyncio.current_task()
    opens = asyncio.create_task(session.__aenter__())
    opens.add_done_callback(lambda _: session.belong_to(outside))
    try:
        await asyncio.sleep(0)  # signals are caught from here on
        yield opens
    finally:
        opens.cancel()
        [opened] = await asyncio.gather(opens, return_exceptions=True)
        if opened is session:
            await session.__aexit__(None, None, None)
