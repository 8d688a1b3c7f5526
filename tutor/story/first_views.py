"""In the first scene of the course the views come one at a time, each with its beat. Pure.

A view is there from the beat that speaks of it; two beats later it may stand as a strip. So a
newcomer has never more than one thing to learn at once. In every other scene all views are there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tutor.course.model import Beat, Lesson
from tutor.story.follow import view_for
from tutor.story.visit import Visit

FIRST: Final = 1  # the number of the lesson
LATER: Final = 2  # beats after which a view may stand as a strip


def comes_gently(lesson: Lesson, visit: Visit) -> bool:
    """Whether this is the scene that a newcomer sees first."""
    return lesson.number == FIRST and visit.page.scene == next(iter(lesson.scenes), None)


def brought(visit: Visit) -> tuple[str, ...]:
    """The views that the last beat speaks of for the first time; () elsewhere than at its step."""
    beats = _told(visit)
    if not beats or visit.told != visit.walk.step:
        return ()
    before = {view for step, beat in beats[:-1] for view in _views(visit, step, beat)}
    step, beat = beats[-1]
    return tuple(view for view in _views(visit, step, beat) if view not in before)


def strips(visit: Visit) -> frozenset[str]:
    """The views that have been there for long enough to stand as a strip."""
    beats = _told(visit)
    old = beats[: max(len(beats) - LATER, 0)]
    return frozenset(view for step, beat in old for view in _views(visit, step, beat))


def met(visit: Visit) -> frozenset[str]:
    """The views that some beat has spoken of."""
    return frozenset(view for step, beat in _told(visit) for view in _views(visit, step, beat))


def _told(visit: Visit) -> Sequence[tuple[int, Beat]]:
    told = visit.story.script.told if visit.story is not None else ()
    return [(step, beat) for step, beat in told if step <= visit.walk.step]


def _views(visit: Visit, step: int, beat: Beat) -> tuple[str, ...]:
    if beat.look or visit.story is None:
        return beat.look
    return (view_for(visit.story.timeline.event(step)),)
