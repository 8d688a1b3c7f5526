"""The keys of the message on the stage: from hop to hop, to a hop's fact, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.tui.finding import Finds
from tutor.tui.player_state import is_followed
from tutor.tui.surface import Panel
from tutor.view.table import VIEWS

if TYPE_CHECKING:
    from tutor.core.journeys import Journey


class Follows(Finds):
    """The part of the player that follows a message."""

    def _moved(self, *given: Any) -> None:
        """The row of a fact that has just answered a question stands out for a moment."""
        super()._moved(*given)
        visit, step = self.state.visit, self.state.visit.walk.step
        answers = visit.decided and any(step == answer for answer, _ in visit.track.verdicts)
        if answers and visit.place == "stage" and self.state.motion:
            self.painter.blink()

    def action_look(self, view: str) -> None:
        """Puts a view on the stage and pins it there; the same key again hands the stage back."""
        state = self.state
        state.fact = 0
        if state.pinned and state.hero == view:
            self.action_unzoom()
            return
        state.hero, state.second, state.pinned = view, "", True
        self.painter.paint()

    def action_unzoom(self) -> None:
        """Back: to the message of the step, else to the stage as the story wants it."""
        state = self.state
        if state.fact and is_followed(state):
            state.fact = 0
        else:
            state.zoomed = state.pinned = False
            state.follow()
        self.painter.paint()

    def action_follow(self) -> None:
        """The message of the step; with another fact in hand, to that fact; else back."""
        state, fact = self.state, self.state.fact
        if is_followed(state) and fact and fact != state.visit.walk.step:
            state.pinned = True  # what the next beat speaks of is not what is being looked at
            self.action_jump(fact)
        else:
            self.action_look(self._message)

    @property
    def _message(self) -> str:
        return next(row.name for row in VIEWS.values() if row.follows)

    def on_panel_told(self, message: Panel.Told) -> None:
        """A click on a row: the message of its fact; what is still to come is gone to."""
        visit = self.state.visit
        if visit.story is None or visit.walk.asking:
            return
        if message.seq > visit.walk.step:
            self.action_jump(message.seq)
        self.state.hero, self.state.second, self.state.pinned = self._message, "", True
        self.state.fact = message.seq
        self.painter.paint()

    def action_scroll(self, by: int) -> None:
        """From hop to hop where a message has the stage; else scrolls the narration."""
        if abs(by) > 1 or not is_followed(self.state) or (journey := self._journey()) is None:
            self.query_one("#narration", Panel).scroll_lines(by)
            return
        seqs = [seq for seq in journey.hops if seq]
        place = seqs.index(journey.hops[journey.hand - 1])
        self.state.fact = seqs[min(max(place + by, 0), len(seqs) - 1)]
        self.painter.paint()

    def _journey(self) -> Journey | None:
        from tutor.core import journeys  # once a first frame stands

        moment = self.painter.moment
        if moment is None:
            return None
        return journeys.of(moment.timeline).journey(moment.step, self.state.fact)
