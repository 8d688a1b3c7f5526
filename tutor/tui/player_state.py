"""Everything the player's screen is a function of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tutor.story.visit import Visit
from tutor.view.table import FIRST, VIEWS

if TYPE_CHECKING:
    from tutor.course.onward import Ahead, Ending

CARDS: Final = "cards"  # what a learner goes on with, when it is no other lesson
ROUTE: Final = "path"  # the next stop of the way that the learner has chosen
BY_HAND: Final = "by hand"  # the scene in hand, on a stage
COMMAND: Final = "tutor "  # the beginning of a command that is run before the player comes back
SPEEDS: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)  # events a second
USUAL: Final = 2  # index of the speed that playing begins with


class State(msgspec.Struct):
    """Changed by keys and by recordings that arrive; read by the painter."""

    visit: Visit  # where the learner is; what `tutor.story` decides
    live: bool = False  # the recording was made just now, on this machine
    said: str = ""  # one sentence that stands until the next key
    progress: str = ""  # what the live run is doing
    hero: str = FIRST  # the view that has the stage
    second: str = ""  # the view that a beat names beside it
    pinned: bool = False  # the learner has chosen the hero: it stays until Esc or the next page
    zoomed: bool = False
    fact: int = 0  # the fact in hand in the message, by its `seq`; 0: that of the step
    playing: bool = False
    waits: bool = False  # playing has stopped at a question, and goes on after the answer
    speed: int = USUAL  # index into SPEEDS
    motion: bool = False  # on the next beat, a message is seen on its way
    ending: Ending | None = None  # what this page leads to, if it is the last one
    ahead: Ahead | None = None  # what it leads to, if it is another one

    @property
    def condition(self) -> str:
        """How it stands with the recording, in one sentence."""
        visit = self.visit
        if visit.failed:
            return visit.failed
        if visit.story is None:
            return f"recording it live: {self.progress}…" if self.progress else "…"
        facts = f"{visit.track.last} facts"
        return f"{facts}, recorded live just now" if self.live else f"{facts}, from a recording"

    @property
    def offers_cards(self) -> bool:
        """The end of a lesson that has some."""
        return self.ending is not None and bool(self.ending.cards) and self.visit.is_at_end

    def follow(self) -> None:
        """Gives the stage to what the last beat speaks of, unless the learner has pinned a view."""
        self.fact = 0
        if self.pinned or self.zoomed or not (look := self.visit.look):
            return
        self.hero, self.second = look[0], look[1] if len(look) > 1 else ""

    @property
    def shown_fact(self) -> int:
        """The fact whose message is shown: 0 for that of the step. The message of a beat stays on
        the stage where a question is asked, and at a later step that belongs to no message.
        """
        visit = self.visit
        step, story = visit.walk.step, visit.story
        shown = (VIEWS[view] for view in (self.hero, self.second) if view)
        if self.fact or self.pinned or story is None or not any(view.follows for view in shown):
            return self.fact
        from tutor.core import journeys  # once a first frame stands

        messages = journeys.of(story.timeline)
        if visit.is_at_question and messages.trail(visit.told):
            return visit.told
        return 0 if messages.journey(step) else visit.told

    def turned(self, visit: Visit) -> None:
        """Another page is open: nothing of the last one stays but what is looked at."""
        self.visit, self.playing, self.pinned = visit, False, False
        self.ending = self.ahead = None
        self.waits = False
        self.said = self.progress = ""


def is_followed(state: State) -> bool:
    """Whether the stage shows a message whose hops can be gone through."""
    visit = state.visit
    return VIEWS[state.hero].follows and visit.place == "stage" and not visit.walk.asking
