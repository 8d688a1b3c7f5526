"""`tutor prepare`: a plan until the interview, and the next thing to do."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from tutor import gate
from tutor.errors import UsageError, unknown
from tutor.library import find

if TYPE_CHECKING:
    from tutor.library.preparation import Kept
    from tutor.library.study import Study
    from tutor.quiz.preparation_plan import Role, Schedule, Task

ROLES: Final = ("backend", "lead")


def run(
    *, by: str = "", minutes: float = 0.0, role: str = "", go: bool = False, as_json: bool = False
) -> None:
    """Shows the plan, or (`go`) does the first thing that it asks today."""
    from tutor.library import preparation
    from tutor.library.deck import load_deck
    from tutor.library.going_on import open_store
    from tutor.library.study import Study

    course = find.course()
    with open_store() as store:
        study = Study(store, course, load_deck(course))
        kept = _kept(study, by, minutes, role)
        schedule = preparation.schedule(study, kept)
    if as_json:
        gate.put_json(json.dumps(document(kept, schedule)) + "\n")
    elif go:
        _go(kept, schedule)
    else:
        print(*_told(kept, schedule), sep="\n")


def _kept(study: Study, by: str, minutes: float, role: str) -> Kept:
    """The one that the options begin, else the one that is on, else one for now."""
    from tutor.library import chosen_route, preparation

    if role and role not in ROLES:
        raise unknown("role", role, ROLES)
    kept = preparation.load()
    if kept is not None and not (by or minutes or role):
        return kept
    day = chosen_route.day_of(by, chosen_route.today()) if by else 0
    chosen: Role = "lead" if role == "lead" else "backend"
    kept = preparation.begin(study, by=day, minutes=minutes, role=chosen)
    if not study.deck.alone:
        raise UsageError("This course has no cards to prepare with.")
    if by:
        preparation.save(kept)
    return kept


def _go(kept: Kept, schedule: Schedule) -> None:
    from tutor.library import preparation
    from tutor.library.going_on import open_store
    from tutor.runtime.processes.child_tutor import run_tutor

    today = schedule.days[0]
    if not today:
        print(_NOTHING)
        return
    task = today[0]
    preparation.save(kept)
    print(f"{task.title}, {_minutes(task.minutes)}")
    began = time.time()
    code = run_tutor(*task.run)
    with open_store(quiet=True) as store:
        is_whole = not code and preparation.was_done(store, task, began)
    minutes = (time.time() - began) / 60
    preparation.save(preparation.done(kept, task, minutes, is_whole=is_whole))
    if code:
        raise SystemExit(code)


_NOTHING = "Nothing is left for today."


def _minutes(minutes: float) -> str:
    from tutor.course.onward import spelled

    return spelled(minutes)


def _told(kept: Kept, schedule: Schedule) -> Iterator[str]:
    """The plan as lines."""
    from tutor.core.harmless import one_line
    from tutor.library.chosen_route import day_name, today

    now = today()
    name = f"Until {day_name(kept.by, now)}" if kept.dated else "Now"
    yield f"{name}: {kept.minutes:g} minutes{' a day' * kept.dated}, {kept.role}"
    for number, day in enumerate(schedule.days):
        yield ""
        head = day_name(now + number, now).capitalize()
        yield f"{head}, {_minutes(_sum(day))}" if day else head
        yield from (f"  {_minutes(one.minutes):>9}  {one_line(one.title)}" for one in day)
        if not day:
            yield f"  {_NOTHING if not number else _LATER}"
    if schedule.left_out:
        yield ""
        told = ", ".join(key.partition("/")[2] for key in schedule.left_out)
        yield one_line(f"Not twice, for want of time: {told}")
    yield ""
    yield "`tutor prepare --go` starts the first of today's."


_LATER = "Follows from your answers."


def _sum(day: tuple[Task, ...]) -> float:
    return sum(task.minutes for task in day)


def document(kept: Kept, schedule: Schedule) -> dict[str, object]:
    """The plan as JSON has it."""
    from datetime import date

    from tutor.library.chosen_route import today

    now = today()
    return {
        "by": date.fromordinal(kept.by).isoformat() if kept.dated else None,
        "minutes": kept.minutes,
        "role": kept.role,
        "days": [
            {
                "date": date.fromordinal(now + number).isoformat(),
                "minutes": _sum(day),
                "tasks": [
                    {
                        "act": task.act,
                        "title": task.title,
                        "minutes": task.minutes,
                        "run": list(task.run),
                    }
                    for task in day
                ],
            }
            for number, day in enumerate(schedule.days)
        ],
        "left_out": list(schedule.left_out),
    }


def todays(study: Study) -> tuple[str, ...]:
    """What a preparation that is on asks today: titles, with minutes; () = nothing, or none is."""
    from tutor.library import preparation

    kept = preparation.load()
    if kept is None:
        return ()
    today = preparation.schedule(study, kept).days[0]
    return tuple(f"{task.title}, {_minutes(task.minutes)}" for task in today)
