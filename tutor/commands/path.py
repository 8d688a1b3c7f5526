"""`tutor path`: ways through the course for those who have less time, and which one is walked."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Final

from tutor import gate
from tutor.errors import UsageError
from tutor.library import find
from tutor.terminal import wants_ascii, wants_color

if TYPE_CHECKING:
    from tutor.course.model import Course
    from tutor.course.routes import Plan, Stop
    from tutor.library.chosen_route import Way
    from tutor.view.home_page import Day, Offer, Row, Stage

KEYS: Final = ("a", "b", "d", "f", "g")  # of home, for the ways of a course; e is everything
AHEAD: Final = 7  # days that home offers for the last one


def run(name: str | None, *, by: str = "", as_json: bool = False, ascii: bool = False) -> None:
    """Lists the ways; or chooses one by its name, which `tutor next` then follows."""
    from tutor.library import chosen_route

    course = find.course()
    if name is not None:
        _choose(course, name, by)
    elif by:
        raise UsageError("--by needs a path that ends on a day.", "Try `tutor path interview`.")
    found = [offer(way, key) for way, key in zip(chosen_route.ways(course), KEYS, strict=False)]
    if as_json:
        gate.put_json(json.dumps([document(one) for one in found]) + "\n")
        return
    _print([one for one in found if name in {None, one.name}], ascii=ascii or wants_ascii())
    print(_onward(course) if name else "`tutor path NAME` chooses one.")


def _choose(course: Course, name: str, by: str) -> None:
    from tutor.library import chosen_route

    if name == chosen_route.EVERYTHING:
        chosen_route.forget()
        return
    way = chosen_route.named(course, name)
    if bool(by) != way.route.has_day:
        hint = f"Try `tutor path {name}{' --by thursday' * way.route.has_day}`."
        raise UsageError(f"{name} {'needs' if way.route.has_day else 'takes no'} --by.", hint)
    now = chosen_route.today()
    chosen_route.choose(name, chosen_route.day_of(by, now) if by else 0)


def _onward(course: Course) -> str:
    from tutor.library.going_on import next_step, open_store

    with open_store() as store:
        return next_step(store, course)


def _print(found: Sequence[Offer], *, ascii: bool) -> None:
    from tutor.plain.printer import Printer
    from tutor.view.home_page import way

    color = wants_color()
    width = get_terminal_size().columns
    printer = Printer(sys.stdout, width=width, ascii=ascii, color=color)
    for one in found:
        printer.show(way(one, width=width, ascii=ascii, bare=not color))


def document(offer: Offer) -> dict[str, object]:
    """A way as JSON has it; minutes are whole."""
    from tutor.course.onward import in_all, whole

    return {
        "name": offer.name,
        "title": offer.title,
        "size": offer.size,
        "minutes": in_all(stage.minutes for stage in offer.stages),
        "chosen": offer.is_chosen,
        "stops": [
            {"title": stage.title, "minutes": whole(stage.minutes), "done": stage.is_done}
            for stage in offer.stages
        ],
    }


# ── what home offers ────────────────────────────────────────────────────────────────────────


def offers(course: Course, rows: Sequence[Row]) -> tuple[Offer, ...]:
    """All ways of a course, and last everything; none, if a course has no ways."""
    from tutor.course.onward import in_all, spelled
    from tutor.library import chosen_route
    from tutor.view.home_page import Offer
    from tutor.view.text import count

    if not course.routes:
        return ()
    found = [offer(way, key) for way, key in zip(chosen_route.ways(course), KEYS, strict=False)]
    lessons, time = count(len(rows), "lesson"), spelled(in_all(row.minutes for row in rows))
    every = Offer(
        key="e",
        name=chosen_route.EVERYTHING,
        title="everything",
        size=f"{lessons}, {time}",
        stages=tuple(_stage(row.title, row.minutes, row.state == "read") for row in rows),
        is_chosen=False,  # it is what is done without a choice
    )
    return (*found, every)


def offer(way: Way, key: str) -> Offer:
    """A way, as home and `tutor path` show it."""
    from tutor.view.home_page import Offer

    return Offer(
        key=key,
        name=way.route.name,
        title=way.title,
        size=_size(way),
        is_chosen=way.is_walked,
        stages=tuple(_day_stages(way.plan(), way.today) if way.days else _stages(way)),
        days=tuple(_days(way)) if way.route.has_day else (),
    )


def _size(way: Way) -> str:
    """ "3 scenes, 18 min", "1 of 3 done, 11 min", "4 days × 36 min"."""
    from tutor.course.onward import in_all, spelled
    from tutor.view.text import count

    if way.days:
        return _spread(way.plan())
    rest = spelled(in_all(stop.minutes for stop in way.ahead))
    whole = in_all(stop.minutes for stop in way.stops)
    if way.route.has_day:
        return f"spread over days, {spelled(whole + way.route.interview)}"
    done = len(way.stops) - len(way.ahead)
    if done and way.ahead:
        return f"{done} of {len(way.stops)} done, {rest}"
    scenes = all(stop.scene for stop in way.stops)
    return f"{count(len(way.stops), 'scene' if scenes else 'page')}, {spelled(whole)}"


def _spread(plan: Plan) -> str:
    from tutor.course.onward import spelled
    from tutor.view.text import count

    return f"{count(len(plan.days), 'day')} × {spelled(plan.minutes)}"


def _stages(way: Way) -> list[Stage]:
    ahead = {stop.key for stop in way.ahead}
    return [_stage(_titled(stop), stop.minutes, stop.key not in ahead) for stop in way.stops]


def _titled(stop: Stop) -> str:
    return f"lesson {stop.lesson}: {stop.title}"


def _stage(title: str, minutes: float, is_done: bool = False) -> Stage:
    from tutor.view.home_page import Stage

    return Stage(title=title, minutes=minutes, is_done=is_done)


def _day_stages(plan: Plan, today: int) -> list[Stage]:
    """What each day asks, in a sentence."""
    from tutor.view.text import count, join

    told = []
    for number, day in enumerate(plan.days):
        parts = [*_grouped(day.stops)]
        parts += [count(day.cards, "card")] * bool(day.cards)
        parts += ["a mock interview"] * bool(day.interview)
        told.append(_stage(f"{_day_name(number, today)}: {join(parts)}", day.minutes))
    return told


def _grouped(stops: Sequence[Stop]) -> Iterator[str]:
    """Pages that follow each other in one word: "lesson 11, pages 1 to 6"."""
    runs: list[list[Stop]] = []
    for stop in stops:
        last = runs[-1][-1] if runs else None
        if last is not None and (last.slug, last.page + 1) == (stop.slug, stop.page):
            runs[-1].append(stop)
        else:
            runs.append([stop])
    for first, *rest in runs:
        pages = f", pages {first.page} to {rest[-1].page}" if rest else f": {first.title}"
        yield f"lesson {first.lesson}{pages}"


def _day_name(number: int, today: int) -> str:
    from tutor.library.chosen_route import day_name

    return day_name(today + number, today)


def _days(way: Way) -> list[Day]:
    """The next days, and what each of them leaves time for."""
    from datetime import date

    from tutor.view.home_page import Day
    from tutor.view.text import count

    found = []
    for number in range(1, AHEAD + 1):
        day = date.fromordinal(way.today + number)
        plan = way.plan(number)
        left = f", {count(len(plan.left_out), 'page')} left out" if plan.left_out else ""
        found.append(
            Day(
                key=str(number),
                date=day.isoformat(),
                title=f"{day:%A} {day.day} {day:%B}",
                size=f"{_spread(plan)}{left}",
            )
        )
    return found
