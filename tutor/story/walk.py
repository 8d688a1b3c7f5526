"""Where the learner stands on a page and where a key takes them. Pure: no Textual, no clock.

Rules
    A page is read, then its scene is walked up to its finish, then the scene is closed (`end`: the
    picture stays, and a card says what it has shown), then what comes after the scene is read.
    What a run does after the finish, closing and shutdown, is reached by `step` and `jump` only.
    `forward` goes from beat to beat, `step` from event to event; neither passes a question that
    is open: the walk stops there and asks. `go` from an open question leaves it behind.
    Going back never asks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Literal

import msgspec
from msgspec.structs import replace

Place = Literal["read", "stage", "end", "after"]


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """What of a recorded scene matters for walking it."""

    last: int  # number of events
    finish: int = 0  # the step that the stage stops at; 0 = the last beat
    beats: tuple[int, ...] = ()  # steps at which a beat is told, ascending
    asks: tuple[tuple[int, str], ...] = ()  # (the step to stop at, id of the question), ascending
    verdicts: tuple[tuple[int, str], ...] = ()  # (the step that says what is right, id), as `asks`

    @property
    def stop(self) -> int:
        """The last step of the story."""
        return self.finish or max(self.beats, default=self.last)


class Walk(msgspec.Struct, frozen=True, kw_only=True):
    """A place on a page. `asking` is the id of the question that is open, "" = none."""

    place: Place = "read"
    step: int = 0
    asking: str = ""
    settled: frozenset[str] = frozenset()  # questions that do not stop the walk again


def forward(walk: Walk, track: Track) -> Walk:
    """To the next beat, and to the finish; from there to the end, and then to what follows."""
    if walk.place == "end":
        return replace(walk, place="after")
    if is_told(walk, track) and walk.place == "stage":
        return end(walk, track)
    place: Walk = replace(walk, place="stage") if walk.place == "read" else walk
    index = bisect_right(track.beats, walk.step)
    return go(place, track, track.beats[index] if index < len(track.beats) else track.stop)


def end(walk: Walk, track: Track) -> Walk:
    """The end of the scene, with its finished picture."""
    return replace(walk, place="end", step=track.stop, asking="")


def is_told(walk: Walk, track: Track) -> bool:
    """Whether the scene has come to its finish, and no question is open."""
    return walk.step >= track.stop and not walk.asking


def backward(walk: Walk, track: Track) -> Walk:
    """To the beat before; before the first one to the prose."""
    if walk.place == "after":
        return end(walk, track)
    if walk.place == "end":
        return replace(walk, place="stage")
    index = bisect_left(track.beats, walk.step)
    if index == 0:
        return replace(walk, place="read", step=0, asking="")
    return replace(walk, step=track.beats[index - 1], asking="")


def go(walk: Walk, track: Track, target: int) -> Walk:
    """To a step, or to the first open question on the way there."""
    target = min(max(target, 0), track.last)
    settled = walk.settled | {walk.asking} if walk.asking else walk.settled
    for stop, question in track.asks:
        if walk.step <= stop < target and question not in settled:
            return Walk(place="stage", step=stop, asking=question, settled=settled)
    return Walk(place="stage", step=target, settled=settled)


def jump(walk: Walk, track: Track, target: int) -> Walk:
    """To a step by number: without the questions on the way."""
    return Walk(place="stage", step=min(max(target, 0), track.last), settled=walk.settled)


def reopened(walk: Walk, track: Track, skipped: frozenset[str]) -> Walk:
    """Questions that were `skipped` and lie ahead again stop the walk once more."""
    ahead = {question for step, question in track.asks if step >= walk.step}
    return replace(walk, settled=walk.settled - (skipped & ahead))


def ask(walk: Walk, track: Track, question: str) -> Walk:
    """To a question, which is open there."""
    step = next(step for step, id in track.asks if id == question)
    return Walk(place="stage", step=step, asking=question, settled=walk.settled - {question})


def answered(walk: Walk) -> Walk:
    """The open question has its answer; the walk stays where it is."""
    return replace(walk, asking="", settled=walk.settled | {walk.asking})
