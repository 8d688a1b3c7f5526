"""What a scene's text says of the time of its recording: when it begins, its beats, its rounds.

Front ends that have the text note it here. Pictures of a recording without one do without.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from tutor.core.timeline import Timeline
    from tutor.course.model import Beat


class Acts(msgspec.Struct, frozen=True):
    """Steps of one recording, ascending."""

    zero: int = 0  # of the fact that times count from; 0: a client's first act
    beats: tuple[int, ...] = ()
    rounds: tuple[tuple[int, str], ...] = ()  # (its first step, its title)

    @property
    def marks(self) -> list[int]:
        """Where a round begins, and where what follows a beat does."""
        return sorted({*(step for step, _ in self.rounds), *(beat + 1 for beat in self.beats)})

    def beat(self, step: int) -> int:
        """The last beat up to this step; 0: none."""
        return max((beat for beat in self.beats if beat <= step), default=0)


_NONE: Final = Acts()
_BEGUN: Final = frozenset({"client.asked", "client.connecting", "client.sent"})


def of(timeline: Timeline) -> Acts:
    """What was noted of this recording."""
    found: Acts = timeline.notes.get(__name__, _NONE)
    return found


def note(timeline: Timeline, told: Sequence[tuple[int, Beat]], zero: int = 0) -> None:
    """`told`: the beats with their steps, in their order."""
    beats = tuple(sorted({step for step, _ in told}))
    rounds = tuple(
        (_begins(timeline, step, beats), beat.round) for step, beat in told if beat.round
    )
    timeline.notes[__name__] = Acts(zero, beats, rounds)


def _begins(timeline: Timeline, step: int, beats: Sequence[int]) -> int:
    """A round begins with what brought its beat about, as far as that is later than the last beat:
    the handshake of its client, not the fact in the midst of it that its text is tied to. Of a line
    of a log nobody knows what brought it about: it begins with what clients have done since then.
    """
    before = max((beat for beat in beats if beat < step), default=0)
    while (fact := timeline.event(step)) is not None and (fact.cause or 0) > before:
        step = fact.cause or 0
    if fact is None or fact.kind != "log.written":
        return step
    since = timeline.between(before, step - 1)
    return next((one.seq for one in since if one.kind in _BEGUN), step)
