"""A stage whose recording is a literal one: what is typed lets more of it happen."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from tests.view.tape import three_tabs
from tutor.core.events import Event
from tutor.course.model import Scene
from tutor.errors import SceneFailed, TutorError, Unavailable
from tutor.play.command import Command
from tutor.play.offers import Here
from tutor.runtime.fact_intake import Facts
from tutor.runtime.live_recording import LiveRecording
from tutor.runtime.scene_recordings import Played, Progress
from tutor.runtime.stage.open_play import Opening
from tutor.tui.opened_stage import OpenedStage

OPENING = Opening(folder=Path("/lessons/07_groups"), app="labs/lobby.py:application", path="/ws/")
BEGUN, EACH = 30, 12  # facts of the opening, and of each command


class TapedRecording(LiveRecording):
    """Grows by what a test gives it alone, not by what has come."""

    def turn(self, now: int) -> bool:
        return False


class TapedStage(OpenedStage):
    """`drop` fails, `wait` never ends by itself, `undo` begins again; all else makes facts."""

    def __init__(self, *, opening: Opening = OPENING, refuses: TutorError | None = None) -> None:
        super().__init__(opening)
        self.refuses = refuses
        self.commands: list[Command] = []
        self.is_closed = False
        self.was_cut = False
        self._events: Sequence[Event] = three_tabs().events
        self._live: LiveRecording | None = None

    @property
    def is_open(self) -> bool:
        return self._live is not None

    @property
    def tabs(self) -> list[str]:
        return ["john", "admin"]

    @property
    def address(self) -> str:
        return "http://127.0.0.1:8000/"

    @property
    def so_far(self) -> tuple[Sequence[Event], int]:
        return self.live.timeline.events, len(self.commands)

    @property
    def live(self) -> LiveRecording:
        assert self._live is not None
        return self._live

    async def get(self, scene: Scene, progress: Progress, *, afresh: bool = False) -> Played:
        progress("the server starts")
        if self.refuses is not None:
            raise self.refuses
        self._begin()
        return Played(events=(), live=True)

    def _begin(self) -> None:
        self._live = TapedRecording(Facts())
        self.begun(self._live)
        self.grow(BEGUN)

    def grow(self, by: int) -> None:
        """So many facts happen."""
        timeline = self.live.timeline
        timeline.extend(self._events[len(timeline) : len(timeline) + by])
        self.live._tell()

    async def run(self, command: Command) -> str:
        self.commands.append(command)
        if command.verb == "drop":
            raise SceneFailed(f"there is no tab {command.name}")
        if command.verb == "layer":
            await asyncio.Event().wait()
        if command.verb == "wait":
            self.live.facts.emit("client.received", name="ann", text="early")
            await asyncio.Event().wait()
        if command.verb == "undo":
            self._begin()
            return "Undone."
        self.grow(EACH)
        return ""

    @property
    def is_cut(self) -> bool:
        return self.was_cut

    async def here(self) -> Here:
        return Here(tabs=("ann", "ben"), about={"ann": "a tab on /ws/"}, paths=("/ws/",), servers=1)

    async def close(self) -> None:
        self.is_closed = True


UNAVAILABLE = Unavailable("This machine has no Daphne.")
