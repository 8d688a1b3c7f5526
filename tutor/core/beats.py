"""Where the beats of a scene fall: narration is tied to facts, and the run decides their steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from .events import Event
from .match import Context, Pattern


class Beat(NamedTuple):
    """A beat that found its fact."""

    seq: int  # the step at which it is shown
    beat: int  # which of the patterns it was, from 0


class Beats(msgspec.Struct, frozen=True):
    """The beats of a scene on one recording."""

    placed: tuple[Beat, ...]  # in the order of their steps, then of the text
    unmatched: tuple[int, ...]  # patterns that this run has no fact for


def place(patterns: Sequence[Pattern | str], events: Sequence[Event] | Context) -> Beats:
    """Look every pattern up in the events. Raises `PatternError` for one that cannot be read."""
    context = Context.of(events)
    compiled = [Pattern.parse(p) if isinstance(p, str) else p for p in patterns]
    found = [pattern.find(context) for pattern in compiled]
    return Beats(
        tuple(sorted(Beat(seq, index) for index, seq in enumerate(found) if seq is not None)),
        tuple(index for index, seq in enumerate(found) if seq is None),
    )
