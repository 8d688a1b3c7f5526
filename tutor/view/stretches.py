"""Stretches of a finished recording, as long as can be, within which nothing has to move: what each
of them speaks of has room in one picture.

A stretch ends where one more would be too many, at the last mark before that if there is one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

T = TypeVar("T")


class Cut(NamedTuple, Generic[T]):
    """A stretch: its steps, and what they speak of."""

    since: int
    end: int  # the first step behind it
    spoken: frozenset[T]


class Begun(Protocol):
    """Whatever begins at a step."""

    @property
    def since(self) -> int:
        """The step."""


B = TypeVar("B", bound=Begun)


def cuts(
    spoken: Callable[[int], Collection[T]],
    fits: Callable[[set[T]], bool],
    last: int,
    *,
    marks: Sequence[int],
    breaks: Collection[int] = (),
) -> list[Cut[T]]:
    """The stretches of `last` steps. `spoken`: what a step speaks of; `marks`: where one had better
    begin, ascending; `breaks`: where one begins in any case.
    """
    found: list[Cut[T]] = []
    since, now, reach = 1, set[T](), list[tuple[int, Collection[T]]]()
    for step in range(1, last + 1):
        here = spoken(step)
        reach.append((step, here))
        too_many = not now.issuperset(here) and not fits(now.union(here))
        if not (too_many or step in breaks):
            now.update(here)
            continue
        cut = step if step in breaks else _cut(marks, since, step, reach, fits)
        before = (one for one in reach if one[0] < cut)
        found.append(Cut(since, cut, frozenset(_since(since, before))))
        reach = [one for one in reach if one[0] >= cut]
        since, now = cut, _since(cut, reach)
    return [*found, Cut(since, last + 1, frozenset(_since(since, reach)))]


def at(found: Sequence[B], step: int) -> B:
    """The one of a step."""
    return found[max(bisect_right(found, step, key=lambda one: one.since) - 1, 0)]


def _cut(
    marks: Sequence[int],
    since: int,
    step: int,
    reach: Sequence[tuple[int, Collection[T]]],
    fits: Callable[[set[T]], bool],
) -> int:
    """Where a new stretch begins when this step has no room in the one that began at `since`: at
    the last mark, if what has been spoken of since then has room.
    """
    place = bisect_right(marks, step)
    mark = marks[place - 1] if place else 0
    return mark if mark > since and fits(_since(mark, reach)) else step


def _since(mark: int, reach: Iterable[tuple[int, Collection[T]]]) -> set[T]:
    return {one for step, some in reach if step >= mark for one in some}
