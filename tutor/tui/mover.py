"""Plays the way of a message on the hero's place, a frame every 50 ms, and stops when asked.

It begins with the frame that is painted together with everything else of the step, so that a key
is answered at once, and it ends with the still picture. Where the machine or the terminal is too
slow for it, it is off from then on: what stutters explains nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from tutor.tui.player_state import SPEEDS, USUAL
from tutor.view.table import VIEWS

if TYPE_CHECKING:
    from textual.timer import Timer

    from tutor.tui.app import TerminalApp
    from tutor.tui.painter import Painter
    from tutor.tui.player_state import State
    from tutor.view.motion import Frame

VARIABLE: Final = "TUTOR_MOTION"  # 0: none
EVERY: Final = 0.05  # seconds from one frame to the next
SLOW: Final = 0.08  # seconds from when a frame is due to when it stands, after which there is none
FAST: Final = 4  # times the usual speed, from which on there is no time for it


def is_wanted() -> bool:
    """Whether things may move on this screen."""
    return os.environ.get(VARIABLE, "") != "0"


class Mover:
    """The motion that is under way, if one is."""

    def __init__(
        self, app: TerminalApp[int], painter: Painter, state: State, clock: Callable[[], float]
    ) -> None:
        """`clock`: seconds, from whenever."""
        self._app, self._painter, self._state, self._clock = app, painter, state, clock
        self._left: list[Frame] = []
        self._timer: Timer | None = None
        self._due = 0.0  # when the frame that is shown was to be there

    @property
    def is_moving(self) -> bool:
        """Whether a frame is on the screen."""
        return self._painter.frame is not None

    def begin(self, since: int | None) -> None:
        """The way from step `since` to the one in hand; what is painted next is its first frame.

        None: there is no way, but for the still picture.
        """
        self._drop()
        state, moment = self._state, self._painter.moment
        fast = SPEEDS[state.speed] / SPEEDS[USUAL] >= FAST
        if since is None or moment is None or fast:
            return
        if not state.motion or not (hops := VIEWS[state.hero].moves):
            return
        from tutor.view.motion import frames  # once a first frame stands

        self._left = frames(moment.timeline, since, moment.step, hops)
        if self._left:
            self._painter.frame = self._left.pop(0)
            self._due = self._clock()
            self._later()

    def switch(self, *, on: bool) -> None:
        """Lets things move or not, in the lessons after this one, too."""
        self._state.motion = on
        os.environ[VARIABLE] = "1" if on else "0"

    def end(self) -> None:
        """The still picture, at once."""
        if self._drop():
            self._painter.paint_hero()

    def _drop(self) -> bool:
        """Forgets what is left; whether a frame is on the screen."""
        was = self.is_moving
        self._painter.frame, self._left = None, []
        if self._timer is not None:
            self._timer.stop()
        return was

    def _later(self) -> None:
        self._app.call_after_refresh(self._look, self._due)
        wait = self._due + EVERY - self._clock()
        self._timer = self._app.set_timer(max(wait, 0.001), self._next)

    def _next(self) -> None:
        self._due += EVERY
        if not self._left:
            self.end()
            return
        self._painter.frame = self._left.pop(0)
        self._painter.paint_hero()
        self._later()

    def _look(self, due: float) -> None:
        """Whether the frame that stands now came in time."""
        if self._clock() - due > SLOW:
            self.switch(on=False)
            self.end()
