"""An exercise on the screen, and what takes its place for a while: its run, an editor, cards.

The file is watched all the time: what was saved in an editor has been run when it is left.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from tutor.practice import telling
from tutor.runtime.processes.editor import Editor
from tutor.tui.app import Result, TerminalApp, run, signals_stop
from tutor.tui.pace import settle_down
from tutor.tui.practice_screen import CARDS, EDIT, SEE, PracticeScreen
from tutor.view.palette import glyphs
from tutor.view.practice_page import refuting

if TYPE_CHECKING:
    from tutor.library.practising import Practising
    from tutor.practice.tries import Tries
    from tutor.tui.guard import Guard
    from tutor.tui.run_player import RunPlayer
    from tutor.view.practice_page import Desk

CARDS_AT_ONCE: Final = 5
HOLDS: Final = "Everything that has to be true is true in this run."


async def play(practising: Practising, desk: Desk, guard: Guard, *, ascii: bool) -> str:
    """Until the learner leaves: `practice_screen.NEXT`, "", or `one_panel.ENDED` with a status.

    Raises `TutorError`: no live run here.
    """
    return await _OnScreen(practising, desk, guard, ascii=ascii).play()


class _OnScreen:
    def __init__(self, practising: Practising, desk: Desk, guard: Guard, *, ascii: bool) -> None:
        self._practising, self._desk, self._guard = practising, desk, guard
        self._ascii = ascii
        self._app: TerminalApp[Any] | None = None

    async def play(self) -> str:
        watching = asyncio.create_task(self._practising.watch())
        watching.add_done_callback(lambda _: self._leave())
        try:
            while not watching.done():
                wish = await self._work()
                if wish not in self._others:
                    return wish
                await self._others[wish](self)
            return ""
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    def _leave(self) -> None:
        """The watch has ended by itself: it has an error that is said once the screen is gone."""
        if self._app is not None:
            self._app.exit(None)

    async def _work(self) -> str:
        screen = PracticeScreen(self._practising, self._desk, ascii=self._ascii)
        screen.changed(self._practising.tries)
        self._practising.show = screen.changed
        try:
            return await self._run(screen) or ""
        finally:
            self._desk = screen.desk
            self._practising.show = self._note

    def _note(self, tries: Tries) -> None:
        self._desk = self._desk.after(tries)

    async def _run(self, app: TerminalApp[Result]) -> Result | None:
        self._app = app
        app.on_first_frame = settle_down
        with signals_stop(app):
            try:
                return await run(app)
            finally:
                self._guard.is_needed = not app.is_put_right
                self._app = None

    # ── in its place ────────────────────────────────────────────────────────────────────────

    async def _see(self) -> None:
        """The latest run in the player, at the step that refutes what is not true."""
        from tutor.tui.run_player import RunPlayer

        practising = self._practising
        ran, last = practising.ran, practising.tries.last
        assert ran is not None
        assert last is not None
        judged = last.judged
        told = " ".join(telling.instead(judged)) or HOLDS if judged else last.verdict
        if last.stopped is not None:
            told = last.stopped.sentence
        player = RunPlayer(
            f"{practising.bench.exercise.name}, run {last.number}",
            practising.bench.folder,
            ran.events,
            seq=refuting(judged) if judged else 0,
            told=as_markdown(told),
            ascii=self._ascii,
        )
        practising.show = lambda tries: self._tell(player, tries)
        await self._run(player)
        practising.show = self._note

    def _tell(self, player: RunPlayer, tries: Tries) -> None:
        """A save while the run before it is looked at: the run of it is told there."""
        before = self._desk.tries.last
        self._note(tries)
        if tries.last is not None and tries.last is not before:
            signs = glyphs(ascii=self._ascii)
            player.tell(telling.saved(tries.last, (signs.tick, signs.cross)))

    async def _edit(self) -> None:
        """The editor has the terminal."""
        editor = Editor()
        try:
            await editor.edit(self._practising.bench.file)
        except OSError as error:
            self._desk = replace(self._desk, said=f"{editor.name}: {error.strerror}.")

    async def _cards(self) -> None:
        """A short quiz on the lesson, in a process of its own."""
        from tutor.runtime.processes.child_tutor import run_tutor

        words = ["quiz", str(self._practising.bench.exercise.lesson)]
        words += ["--count", str(CARDS_AT_ONCE), *["--ascii"] * self._ascii]
        await asyncio.to_thread(run_tutor, *words)

    _others: Final = {SEE: _see, EDIT: _edit, CARDS: _cards}


def as_markdown(text: str) -> str:
    """A sentence as Markdown that reads as it stands."""
    return re.sub(r"([\\`*_<>\[\]#&~|])", r"\\\1", text)
