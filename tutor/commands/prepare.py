"""`tutor prepare`: a plan until the interview, and the next thing to do."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Final, NamedTuple

from tutor import gate
from tutor.errors import UsageError, unknown
from tutor.library import find
from tutor.terminal import wants_ascii, wants_color

if TYPE_CHECKING:
    from tutor.course.model import Course
    from tutor.library.preparation_file import Kept
    from tutor.library.study import Study
    from tutor.quiz.preparation_plan import Role, Schedule, Task
    from tutor.view.plan_page import Plan, PlannedDay

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
        _go(course, kept, schedule)
    else:
        _print(kept, schedule)


def _kept(study: Study, by: str, minutes: float, role: str) -> Kept:
    """The one that the options begin, else the one that is on, else one for now."""
    from tutor.library import chosen_route, preparation, preparation_file

    if role and role not in ROLES:
        raise unknown("role", role, ROLES)
    kept = preparation_file.load()
    if kept is not None and not (by or minutes or role):
        return kept
    day = chosen_route.day_of(by, chosen_route.today()) if by else 0
    chosen: Role = "lead" if role == "lead" else "backend"
    kept = preparation.begin(study, by=day, minutes=minutes, role=chosen)
    if not study.deck.alone:
        raise UsageError("This course has no cards to prepare with.")
    if by:
        preparation_file.save(kept)
    return kept


def _go(course: Course, kept: Kept, schedule: Schedule) -> None:
    from tutor.library import preparation_file
    from tutor.runtime.processes.child_tutor import run_tutor

    today = schedule.days[0]
    if not today:
        print(_NOTHING)
        return
    task = today[0]
    preparation_file.save(kept)
    print(f"{task.title}, {_minutes(task.minutes)}")
    began = time.time()
    code = run_tutor(*task.run)
    is_whole = not code and _was_done(course, task, began)
    kept = preparation_file.load() or kept  # a scene that was seen is in it by now
    minutes = (time.time() - began) / 60
    preparation_file.save(preparation_file.done(kept, task, minutes, is_whole=is_whole))
    if not is_whole:
        print(_AGAIN)
    if code:
        raise SystemExit(code)


def _was_done(course: Course, task: Task, began: float) -> bool:
    from tutor.library import preparation
    from tutor.library.deck import load_deck
    from tutor.library.going_on import open_store
    from tutor.library.study import Study

    with open_store(quiet=True) as store:
        is_done = preparation.was_done(Study(store, course, load_deck(course)), task, began)
    both = sys.stdin.isatty() and sys.stdout.isatty()
    return is_done and not (task.act == "sheet" and both and _is_unread())


def _is_unread() -> bool:
    """A sheet that was printed may not have been read; the screen of home would hide it, too."""
    try:
        return gate.ask(_READ).strip().casefold().startswith("n")
    except EOFError:
        return True


_READ: Final = "Press Enter when you have read it; n leaves it in the plan. "
_AGAIN: Final = "It was not finished, so it stays in the plan."
_NOTHING = "Nothing is left for today."


def _minutes(minutes: float) -> str:
    from tutor.course.onward import spelled

    return spelled(minutes)


def _print(kept: Kept, schedule: Schedule) -> None:
    from tutor.plain.printer import Printer
    from tutor.view import plan_page

    color = wants_color()
    printer = Printer(
        sys.stdout, width=get_terminal_size().columns, ascii=wants_ascii(), color=color
    )
    told = replace(shown(kept, schedule), more=GO)
    printer.show(plan_page.render(told, width=printer.width, ascii=printer.ascii, bare=not color))


GO: Final = "`tutor prepare --go` starts the first of today's."
LATER: Final = "Follows from your answers."


def shown(kept: Kept, schedule: Schedule) -> Plan:
    """The plan as a view has it."""
    from tutor.library.chosen_route import day_name, today
    from tutor.view.plan_page import Plan

    now = today()
    name = f"Until {day_name(kept.by, now)}" if kept.dated else "Now"
    left_out = ", ".join(key.partition("/")[2] for key in schedule.left_out)
    return Plan(
        title=f"{name}: {kept.minutes:g} minutes{' a day' * kept.dated}, {kept.role}",
        days=tuple(_day(day, number, now) for number, day in enumerate(schedule.days)),
        left_out=f"Not twice, for lack of time: {left_out}" if left_out else "",
    )


def _day(tasks: tuple[Task, ...], number: int, now: int) -> PlannedDay:
    from tutor.library.chosen_route import day_name
    from tutor.view.home_page import Stage
    from tutor.view.plan_page import PlannedDay

    name = day_name(now + number, now).capitalize()
    if not tasks:
        return PlannedDay(title=name, told=LATER if number else _NOTHING)
    return PlannedDay(
        title=f"{name}, {_minutes(_sum(tasks))}",
        stages=tuple(Stage(title=task.title, minutes=task.minutes) for task in tasks),
    )


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


class Planned(NamedTuple):
    """What a preparation that is on asks."""

    today: tuple[str, ...]  # titles with minutes; () = nothing is left for today
    plan: Plan


def planned(study: Study) -> Planned | None:
    """The plan of a preparation that is on; None: none is."""
    from tutor.library import preparation_file

    kept = preparation_file.load()
    if kept is None:
        return None
    from tutor.library import preparation

    schedule = preparation.schedule(study, kept)
    today = tuple(f"{task.title}, {_minutes(task.minutes)}" for task in schedule.days[0])
    return Planned(today, shown(kept, schedule))
