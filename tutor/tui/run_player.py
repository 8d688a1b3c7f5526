"""The player on one finished run of an exercise, at the step that says what happened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.binding import BindingType

from tutor.core.timeline import Timeline
from tutor.course.model import Scene
from tutor.runtime.scene_recordings import Played, Progress
from tutor.story.follow import view_for
from tutor.tui import bars
from tutor.tui.bindings import KEYS, LOOK, PAGES, REST, WALK, Key, bindings
from tutor.tui.growing import Grows, beat
from tutor.tui.key_line import walking
from tutor.tui.painter import Painter
from tutor.tui.pictures import zero
from tutor.tui.resume import SUSPEND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.core.events import Event

_WORDS: Final = {
    "forward": "to the step that matters, then to the end",
    "backward": "back to it, then to the beginning",
    "unzoom": "back: to this message, to the exercise",
    "leave": "back to the exercise",
}
RUN_KEYS: Final = tuple(
    key._replace(meaning=_WORDS.get(key.action, key.meaning)) for key in KEYS if key.topic != PAGES
)
RUN_TOPICS: Final = {WALK: "Walk through the run", LOOK: "Look closer", REST: "Leave"}


class OneRun:
    """What `navigation.Recordings` asks for, of a run that is over."""

    replay = True

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events

    def at_once(self, scene: Scene) -> Played | None:
        """The run."""
        return Played(events=self.events, live=True)

    def warm(self, scene: Scene) -> None:
        """There is one only."""

    async def get(self, scene: Scene, progress: Progress, *, afresh: bool = False) -> Played:
        """The run."""
        return Played(events=self.events, live=True)


class RunPainter(Painter):
    """A painter whose heading names the exercise and the run."""

    def _heading(self, width: int) -> object:
        visit = self.state.visit
        parts = bars.Heading(
            lesson=self.lesson.title,
            page="",
            step=visit.walk.step,
            last=visit.track.last,
            hero=self.state.hero,
            pinned=self.state.pinned,
            zero=zero(self.moment),
        )
        return bars.heading(parts, width=width, pen=self.pen)

    def _useful(self) -> list[tuple[str, str]]:
        rest = [pair for pair in walking(self.state) if pair[1] not in {"on", "back"}]
        return [(",", "back"), *rest, ("?", "signs"), ("q", "to the exercise")]


class RunPlayer(Grows, inherit_bindings=False):
    """Returns 0 when the learner goes back to the exercise."""

    BINDINGS: ClassVar[list[BindingType]] = [*SUSPEND, *bindings(RUN_KEYS)]
    KEYS: ClassVar[tuple[Key, ...]] = RUN_KEYS
    TOPICS: ClassVar[dict[str, str]] = RUN_TOPICS
    PAINTER = RunPainter

    def __init__(
        self, what: str, folder: Path, events: Sequence[Event], *, seq: int, told: str, **more: Any
    ) -> None:
        """`seq`: the step to begin at, 0: the end; `told`: what is said there."""
        super().__init__(what, folder, OneRun(events), **more)
        self._seq, self._sentence = seq or len(events), told

    def _take(self, scene: Scene, played: Played) -> bool:
        self.timeline = Timeline(played.events)
        event = self.timeline.event(self._seq)
        self._told = [(self._seq, beat(self._sentence, view_for(event)))]
        self.playing.follows = False
        self._grow()
        self.state.live = True
        self.action_jump(self._seq)
        return False  # it is painted here

    def tell(self, sentence: str) -> None:
        """Something has happened to the exercise meanwhile."""
        self.call_later(self._say, sentence)
