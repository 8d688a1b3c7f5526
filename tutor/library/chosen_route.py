"""The way through the course that the learner has chosen, and how far along it the learner is.

It is one small file beside the learner's state: a choice that is lost is asked for again.
"""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import msgspec

from tutor import files
from tutor.course import routes
from tutor.course.model import Course, Lesson, Route
from tutor.course.onward import Ahead
from tutor.course.routes import Plan, Stop
from tutor.errors import TutorError, UsageError, unknown
from tutor.library.course_cache import load_lesson
from tutor.runtime.paths import user_data

FILE: Final = "path.json"
EVERYTHING: Final = "everything"  # all lessons, one after the other: what is done without a choice
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
REMAIN: Final = "Cards and a mock interview remain"
FAR: Final = 366  # days ahead that an interview may be


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """What is in the file."""

    name: str  # of the route
    by: int = 0  # the day that it leads up to, as `date.toordinal` has it; 0 = none
    done: tuple[str, ...] = ()  # stops whose end has been seen


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """A route through this course, and where the learner is on it."""

    route: Route
    stops: tuple[Stop, ...]
    chosen: Chosen | None = None  # None: another one has been chosen, or none
    today: int = 0  # as `date.toordinal` has it

    @property
    def ahead(self) -> tuple[Stop, ...]:
        """What is still to be seen."""
        return routes.ahead(self.stops, self.chosen.done if self.chosen else ())

    @property
    def days(self) -> int:
        """Until the day that it leads up to; 0 where there is none."""
        return max(self.chosen.by - self.today, 1) if self.chosen and self.chosen.by else 0

    @property
    def is_walked(self) -> bool:
        """It has been chosen, and asks for something still: a page, or cards until its day."""
        if self.chosen is None:
            return False
        return bool(self.ahead) or self.today <= self.chosen.by

    @property
    def title(self) -> str:
        """ "20 minutes", "interview on Thursday"."""
        by = self.chosen.by if self.chosen else 0
        return f"{self.route.title} on {day_name(by, self.today)}" if by else self.route.title

    def plan(self, days: int = 0) -> Plan:
        """What is ahead, spread over so many days, or over those that are left."""
        return routes.plan(self.route, self.ahead, days or self.days)


# ── the file ────────────────────────────────────────────────────────────────────────────────


def load() -> Chosen | None:
    """What has been chosen; None: nothing, or nothing that can be read."""
    with suppress(OSError, msgspec.MsgspecError, ValueError):
        return msgspec.json.decode(files.read(_file()), type=Chosen)
    return None


def choose(name: str, by: int = 0) -> None:
    """Chooses a route from its beginning. Raises OSError."""
    _write(Chosen(name=name, by=by))


def forget() -> None:
    """Goes through everything again."""
    _file().unlink(missing_ok=True)


def mark(lesson: Lesson, page: int) -> None:
    """The end of a page has been seen. A file that cannot be written is no reason to stop."""
    chosen = load()
    if chosen is None:
        return
    scene = lesson.pages[page - 1].scene
    key = f"{lesson.number}/{scene.name if scene else page}"
    if key not in chosen.done:
        with suppress(OSError):
            _write(msgspec.structs.replace(chosen, done=(*chosen.done, key)))


def _write(chosen: Chosen) -> None:
    files.private_folder(user_data())
    files.write(_file(), msgspec.json.encode(chosen) + b"\n", private=True)


def _file() -> Path:
    return user_data() / FILE


# ── the ways of a course ────────────────────────────────────────────────────────────────────


def ways(course: Course) -> list[Way]:
    """All routes of a course that lead somewhere."""
    lessons = _lessons(course)
    chosen, now = load(), today()
    found = []
    for route in course.routes:
        if stops := routes.stops(route, lessons):
            own = chosen if chosen and chosen.name == route.name else None
            found.append(Way(route=route, stops=stops, chosen=own, today=now))
    return found


def way(course: Course) -> Way | None:
    """The one that is being walked; None: none is chosen, or all of it has been seen."""
    if not course.routes or load() is None:
        return None
    return next((one for one in ways(course) if one.chosen and one.ahead), None)


def named(course: Course, name: str) -> Way:
    """A route by its name. Raises UsageError."""
    found = {one.route.name: one for one in ways(course)}
    if name not in found:
        raise unknown("path", name, [*found, EVERYTHING])
    return found[name]


def beyond(course: Course, lesson: Lesson, page: int) -> Ahead:
    """What the way leads to once this page has been seen, or that it is at its end."""
    chosen = load()
    own = next((one for one in ways(course) if chosen and one.route.name == chosen.name), None)
    if own is None:
        return Ahead(title="", minutes=0.0, route="Your path")
    here = (lesson.slug, page)
    rest = [stop for stop in own.ahead if (stop.slug, stop.page) != here]
    if not rest:
        more = f". {REMAIN}" if own.route.has_day else ""
        return Ahead(title="", minutes=0.0, route=f"{own.title}{more}")
    return Ahead(title=rest[0].title, minutes=rest[0].minutes, route=own.title)


def _lessons(course: Course) -> dict[int, Lesson]:
    """The lessons that can be read."""
    found = {}
    for outline in course.outlines:
        with suppress(TutorError, OSError):
            if outline.folder is not None:
                found[outline.number] = load_lesson(outline)
    return found


# ── days ────────────────────────────────────────────────────────────────────────────────────


def today() -> int:
    """The day, here and now."""
    return datetime.fromtimestamp(time.time(), UTC).astimezone().toordinal()


def day_of(typed: str, now: int) -> int:
    """A weekday (the next one of that name), "tomorrow", or a date. Raises UsageError."""
    word = typed.strip().casefold()
    if word == "tomorrow":
        return now + 1
    if len(word) >= 3 and (found := [n for n, day in enumerate(WEEKDAYS) if day.startswith(word)]):
        weekday = date.fromordinal(now).weekday()
        return now + ((found[0] - weekday - 1) % 7 + 1)
    try:
        by = date.fromisoformat(word).toordinal()
    except ValueError:
        hint = "A weekday, `tomorrow`, or a date as 2026-12-24."
        raise UsageError(f"{typed!r} is not a day.", hint) from None
    if not now <= by <= now + FAR:
        raise UsageError(f"{typed} is not within a year from today.")
    return by


def day_name(day: int, now: int) -> str:
    """ "Thursday", within a week; else the date."""
    if now < day <= now + 7:
        return WEEKDAYS[date.fromordinal(day).weekday()].capitalize()
    found = date.fromordinal(day)
    return f"{found.day} {found:%B}" if day != now else "today"
