"""Everything the player's screen is a function of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tutor.course.model import Page
from tutor.story.follow import view_for
from tutor.story.walk import Place, Track, Walk
from tutor.view.table import FIRST, SHARING

if TYPE_CHECKING:
    from tutor.course.onward import Ending
    from tutor.story.recorded_scene import Story

CARDS: Final = "cards"  # what a learner goes on with, when it is no other lesson
SPEEDS: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)  # events a second
NOTHING: Final = Track(last=0)


class State(msgspec.Struct):
    """Changed by keys and by recordings that arrive; read by the painter."""

    page: Page
    walk: Walk = msgspec.field(default_factory=Walk)
    story: Story | None = None
    live: bool = False  # the story was recorded just now, on this machine
    said: str = ""  # one sentence that stands until the next key
    progress: str = ""  # what the live run is doing
    failed: str = ""  # why there is no recording
    answers: dict[str, int] = msgspec.field(default_factory=dict)  # question → choice, -1 = skipped
    active: str = FIRST  # the panel in hand
    inspector: str = SHARING[0]  # the view that stands where several share a place
    held: bool = False  # the learner has chosen a view: it stays until Esc or the next page
    zoomed: bool = False
    playing: bool = False
    speed: int = 2  # index into SPEEDS
    soon: bool = False  # recordings come from files: no time to read anything meanwhile
    read: int = 0  # pages that have been seen to their end, from the first on
    turned: bool = False  # the learner has turned to this page, not begun with it
    ending: Ending | None = None  # what this page leads to, if it is the last one
    wanted: int = 0  # the step to go to once there is a recording; 0 = the first beat

    @property
    def track(self) -> Track:
        """What there is to walk; nothing while the scene is being recorded."""
        return self.story.track if self.story else NOTHING

    @property
    def place(self) -> Place:
        """What is on the screen: while a scene is being recorded there is only prose to look at."""
        is_there = self.story is not None or self.page.scene is None
        return self.walk.place if is_there or (self.soon and not self.failed) else "read"

    @property
    def condition(self) -> str:
        """How it stands with the recording, in one sentence."""
        if self.failed:
            return self.failed
        if self.story is None:
            return f"recording it live: {self.progress}…" if self.progress else "…"
        facts = f"{self.track.last} facts"
        return f"{facts}, recorded live just now" if self.live else f"{facts}, from a recording"

    @property
    def is_at_end(self) -> bool:
        """Nothing of this page is left to walk: what is on the screen is the last of it."""
        return self.page.scene is None or self.place == "after" or bool(self.failed)

    def follow(self) -> None:
        """Turns to the view that shows what a beat of this step tells."""
        step = self.walk.step
        if self.held or self.zoomed or self.story is None or step not in self.track.beats:
            return
        view = view_for(self.story.timeline.event(step))
        self.active = view
        if view in SHARING:
            self.inspector = view

    def turn(self, page: Page) -> None:
        """Opens a page: nothing of the last one stays but answers and what is looked at."""
        self.page, self.walk, self.story, self.playing = page, Walk(), None, False
        self.held = False
        self.said = self.progress = self.failed = ""
        self.wanted, self.ending = 0, None
