"""Ways through the course: the pages that one leads to, and how they are spread over days. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from tutor.course.minutes import page_minutes
from tutor.course.model import Lesson, Page, Route
from tutor.course.onward import CARD

A_DAY: Final = 60  # minutes that a day's share takes at most


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """A page that a route leads to."""

    lesson: int
    slug: str  # folder name of the lesson
    page: int  # its number, from 1
    scene: str  # its name, "" for none
    title: str
    minutes: float

    @property
    def key(self) -> str:
        """What it is remembered by: pages may move."""
        return f"{self.lesson}/{self.scene or self.page}"


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """What one of the days before an interview asks."""

    stops: tuple[Stop, ...]
    cards: int
    interview: int  # minutes; 0 on all days but the last
    minutes: float


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A route spread over days, as far as it fits into them."""

    days: tuple[Day, ...]
    left_out: tuple[Stop, ...]  # for want of time

    @property
    def minutes(self) -> float:
        """A day, at most."""
        return max((day.minutes for day in self.days), default=0.0)


def stops(route: Route, lessons: Mapping[int, Lesson]) -> tuple[Stop, ...]:
    """All pages of a route, in its order; a lesson or a scene that is not there is passed over."""
    return tuple(stop for wanted in route.stops for stop in _stops(wanted, lessons))


def unknown(route: Route, lessons: Mapping[int, Lesson]) -> Iterator[str]:
    """The stops that lead nowhere."""
    return (wanted for wanted in route.stops if not [*_stops(wanted, lessons)])


def _stops(wanted: str, lessons: Mapping[int, Lesson]) -> Iterator[Stop]:
    number, _, scene = wanted.partition("/")
    lesson = lessons.get(int(number)) if number.isdecimal() else None
    if lesson is not None:
        for page in lesson.pages:
            if not scene or (page.scene is not None and page.scene.name == scene):
                yield _stop(lesson, page)


def _stop(lesson: Lesson, page: Page) -> Stop:
    return Stop(
        lesson=lesson.number,
        slug=lesson.slug,
        page=page.number,
        scene=page.scene.name if page.scene else "",
        title=page.title,
        minutes=page_minutes(page),
    )


def total(found: Iterable[Stop]) -> float:
    """Minutes of all of them."""
    return sum(stop.minutes for stop in found)


def ahead(found: Iterable[Stop], done: Container[str]) -> tuple[Stop, ...]:
    """Those that are still to be seen."""
    return tuple(stop for stop in found if stop.key not in done)


def plan(route: Route, found: Sequence[Stop], days: int) -> Plan:
    """The pages still ahead spread over so many days: no day takes more than an hour.

    What comes first in the route has the first claim on the time; the rest is left out.
    """
    cards, days = route.cards * CARD, max(days, 1)
    room = days * (A_DAY - cards) - route.interview
    kept: list[Stop] = []
    for stop in found:
        if stop.minutes <= room:
            kept.append(stop)
            room -= stop.minutes
    share = max((total(kept) + route.interview) / days, 1.0)
    spread: list[list[Stop]] = [[] for _ in range(days)]
    passed = 0.0
    for stop in kept:
        spread[min(int((passed + stop.minutes / 2) / share), days - 1)].append(stop)
        passed += stop.minutes
    last = [0] * (days - 1) + [route.interview]
    return Plan(
        days=tuple(
            Day(
                stops=tuple(of_day),
                cards=route.cards,
                interview=mock,
                minutes=total(of_day) + cards + mock,
            )
            for of_day, mock in zip(spread, last, strict=True)
        ),
        left_out=tuple(stop for stop in found if stop not in kept),
    )
