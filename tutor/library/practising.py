"""Drives somebody's work on an exercise: watches the file, runs every save, keeps what came of it.

    async with Session() as session:
        practising = Practising(bench, session, keeper, show)
        await practising.watch()         # until it is cancelled

`show` is called with the state whenever it changes, and draws; what a key asks for are the methods.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from tutor import files
from tutor.library.workbench import Workbench
from tutor.practice.exercise import Exercise
from tutor.practice.tries import (
    Asked,
    Began,
    Cancelled,
    Ended,
    Gone,
    Happened,
    Hinted,
    Saved,
    Shown,
    StartedOver,
    Tries,
    after,
)

if TYPE_CHECKING:
    from tutor.library.practice_log import Log
    from tutor.runtime.processes.session import Session
    from tutor.runtime.stage.exercise_runs import Ran

EVERY: Final = (
    0.1  # seconds between two looks at the file: an editor's events are not to be trusted
)


def begun(exercise: Exercise) -> Tries:
    """The state before anything has happened."""
    return Tries(
        exercise=exercise,
        starter=files.text(exercise.start()[exercise.edit]),
        solution=files.text(exercise.good()[exercise.edit]),
    )


class Practising:
    """One exercise at work. `ran` is the latest run with its recording."""

    def __init__(
        self,
        bench: Workbench,
        session: Session | asyncio.Task[Session],
        log: Log,
        show: Callable[[Tries], None] = lambda _: None,
    ) -> None:
        """`session`: open, or one that is being opened: a run waits for it."""
        self.bench = bench
        earlier, is_shown = bench.help
        self.tries = replace(begun(bench.exercise), earlier=earlier, is_solution_shown=is_shown)
        self.ran: Ran | None = None
        self.show = show
        self._session, self._log = session, log
        self._running: asyncio.Task[Ran] | None = None
        self._was_empty = False  # the file, at the latest look

    # ── watching

    async def watch(self) -> None:
        """Look at the file ten times a second and run what is new; ends by being cancelled."""
        try:
            while True:
                self.look()
                await self._step()
                await asyncio.sleep(EVERY)
        finally:
            await self._give_up()

    async def once(self) -> Tries:
        """One run of what stands there."""
        self.look()
        if self.tries.is_gone:
            self._happened(Asked())
        await self._step()
        while self._running is not None:
            await asyncio.wait({self._running})
            await self._step()
        return self.tries

    def look(self) -> None:
        """What stands in the file now; contents count, and not its time. Raises `Unavailable`."""
        text = self.bench.text()
        is_halfway = text == "" and self.tries.text != "" and not self._was_empty
        self._was_empty = text == ""
        if is_halfway:  # an editor empties a file and then writes it: the next look says
            return
        if text is None:
            if not self.tries.is_gone:
                self._happened(Gone())
        elif text != self.tries.text or self.tries.is_gone or not self._has_begun:
            with suppress(OSError):  # a full disk keeps nobody from practising
                self.bench.keep(text)
            self._happened(Saved(text))

    @property
    def _has_begun(self) -> bool:
        tries = self.tries
        return bool(tries.runs) or tries.running is not None or tries.is_wanted

    async def _step(self) -> None:
        """Give up a run that is stale, take what another came to, begin one that is wanted.

        A stale run that is over has perhaps read the newer file, or half of it: it says nothing.
        """
        if self.tries.is_stale:
            await self._give_up()
            self._happened(Cancelled())
        if self._running is not None and self._running.done():
            self._take(self._running.result())
        if self.tries.is_wanted and self._running is None:
            self._happened(Began())
            self._running = asyncio.create_task(self._run())

    async def _run(self) -> Ran:
        from tutor.runtime.stage.exercise_runs import run_exercise

        session = self._session
        if isinstance(session, asyncio.Task):
            session = await asyncio.shield(session)
        return await run_exercise(self.bench.exercise, self.bench.folder, session)

    def _take(self, ran: Ran) -> None:
        self._running, self.ran = None, ran
        was_mended = self.tries.was_mended
        self._happened(
            Ended(judged=ran.judged, stopped=ran.stopped, seconds=ran.seconds, at=time.time())
        )
        if ran.is_mended and not was_mended:
            self._log.mended(self.tries)
            self._remember(0, is_solution_shown=False)  # that mend has counted it

    def _remember(self, hints: int, *, is_solution_shown: bool) -> None:
        with suppress(OSError):  # a full disk keeps nobody from practising
            self.bench.note_help(hints, is_solution_shown=is_solution_shown)

    async def _give_up(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            self._running = None

    def _happened(self, event: Happened) -> None:
        self.tries = after(self.tries, event)
        self.show(self.tries)

    # ── what a key asks for

    def run(self) -> None:
        """Run what stands there once more."""
        self._happened(Asked())

    def hint(self) -> None:
        """One rung more."""
        self._happened(Hinted())
        if not self.tries.was_mended:
            self._remember(self.tries.helped, is_solution_shown=self.tries.is_solution_shown)

    def solution(self) -> None:
        """Ours, whole; that it was looked at is noted."""
        if not self.tries.was_mended and not self.tries.is_solution_shown:
            self._log.shown(self.tries)
            self._remember(self.tries.helped, is_solution_shown=True)
        self._happened(Shown())

    def undo(self) -> bool:
        """The save before this one stands in the file again; False: there is none."""
        return self.bench.undo() is not None

    def start_over(self) -> None:
        """The starter stands in the file again."""
        self.bench.start_over()
        self._happened(StartedOver())
