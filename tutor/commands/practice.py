"""`tutor practice`: real code with a fault, watched while it is mended."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from tutor import gate
from tutor.errors import UsageError
from tutor.runtime.system import need_posix
from tutor.terminal import has_links, wants_ascii, wants_plain

if TYPE_CHECKING:
    from tutor.course.model import Course
    from tutor.library.practice_log import Log
    from tutor.library.workbench import Workbench
    from tutor.plain.printer import Printer
    from tutor.practice.tries import Tries
    from tutor.runtime.processes.session import Session
    from tutor.tui.guard import Guard
    from tutor.view.exercise_list import Entry

CODES: Final = {"mended": 0, "not mended": 1, "could not run": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the command line asks for."""

    into: Path | None = None
    once: bool = False
    as_json: bool = False
    ascii: bool = False
    edit: bool = True
    plain: bool = False


def run(name: str, wishes: Wishes) -> None:
    """Begins an exercise or goes on with it, and watches its file."""
    need_posix("A practice")
    bench = _bench(name, wishes.into)
    came = not (wishes.once or wishes.as_json) and _comes_back(bench)
    if wishes.once:
        code = asyncio.run(_once(bench, wishes))
    elif wishes.plain or wishes.as_json or wants_plain():
        code = asyncio.run(_watch(bench, wishes, came=came))
    else:
        code = _on_screen(bench, wishes, came=came)
    if code:
        raise typer.Exit(code)


def _comes_back(bench: Workbench) -> bool:
    """Whether it is due again and has its starter back, with other names."""
    with _log(quiet=True) as log:
        return bench.comes_back(log.mends_if_due(bench.exercise))


def _bench(name: str, into: Path | None = None) -> Workbench:
    from tutor.library import find
    from tutor.library.find_exercises import named
    from tutor.library.workbench import Workbench

    return Workbench.begin(named(find.course(), name), into)


# ── one run, or all ─────────────────────────────────────────────────────────────────────────


async def _once(bench: Workbench, wishes: Wishes) -> int:
    from tutor.plain import practice_text
    from tutor.runtime.processes.session import Session

    with _log() as log:
        async with Session(spares=False) as session:
            tries = await _run(bench, session, log)
    last = tries.last
    assert last is not None
    if wishes.as_json:
        told = {
            "exercise": bench.exercise.name,
            "file": str(bench.file),
            **practice_text.data(last),
        }
        gate.put_json(json.dumps(told) + "\n")
    else:
        out = practice_text.printer(ascii=wishes.ascii)
        practice_text.verdict(out, last)
        if last.is_mended:
            practice_text.after_the_mend(out, tries)
    return CODES[last.verdict]


def verify(*, as_json: bool, ascii: bool) -> None:
    """Runs every exercise that was begun, once; fails where one is not mended."""
    need_posix("A practice")
    from tutor.library import find
    from tutor.library.find_exercises import exercises
    from tutor.library.workbench import Workbench

    begun = [bench for one in exercises(find.course()) if (bench := Workbench.find(one))]
    if not begun:
        raise UsageError("No exercise has been begun.", "`tutor practice` lists them.")
    verdicts = asyncio.run(_verify(begun, as_json=as_json, ascii=ascii))
    if code := max(CODES[verdict] for verdict in verdicts):
        raise typer.Exit(code)


async def _verify(begun: list[Workbench], *, as_json: bool, ascii: bool) -> list[str]:
    from tutor.plain import practice_text
    from tutor.runtime.processes.session import Session

    out, verdicts = practice_text.printer(ascii=ascii), []
    with _log() as log:
        async with Session() as session:
            for bench in begun:
                last = (await _run(bench, session, log)).last
                assert last is not None
                verdicts.append(last.verdict)
                if as_json:
                    told = {"exercise": bench.exercise.name, **practice_text.data(last)}
                    gate.put_json(json.dumps(told) + "\n")
                else:
                    practice_text.one_line(out, bench.exercise, last)
    return verdicts


async def _run(bench: Workbench, session: Session, log: Log) -> Tries:
    from tutor.library.practising import Practising

    return await Practising(bench, session, log).once()


# ── on a screen ─────────────────────────────────────────────────────────────────────────────


def _on_screen(bench: Workbench, wishes: Wishes, *, came: bool) -> int:
    """One exercise after the other, until the learner leaves; the exit code."""
    from tutor.tui.guard import guarded_terminal
    from tutor.tui.one_panel import ENDED

    with _log() as log, guarded_terminal() as guard:
        ascii = wishes.ascii or wants_ascii()
        wish = asyncio.run(_exercises(bench, log, guard, ascii=ascii, came=came))
    return int(wish.removeprefix(ENDED)) if wish.startswith(ENDED) else 0


def choose(*, ascii: bool, is_asked: bool = False) -> None:
    """All exercises on the screen, until the learner leaves it.

    `is_asked`: something of an exercise that is not named, which raises `UsageError`.
    """
    if is_asked:
        raise UsageError("Which exercise?", "`tutor practice` lists them.")
    from tutor.errors import TutorError
    from tutor.library import find
    from tutor.tui.exercises_screen import ExercisesScreen
    from tutor.tui.guard import guarded_terminal
    from tutor.tui.one_panel import ENDED, ask

    at = said = ""
    while True:
        entries = _entries(find.course())
        with guarded_terminal() as guard:
            screen = ExercisesScreen(entries, at=at, said=said, ascii=ascii or wants_ascii())
            at, said = ask(screen, guard), ""
        if not at or at.startswith(ENDED):
            raise typer.Exit(int(at.removeprefix(ENDED) or 0))
        try:
            run(at, Wishes(ascii=ascii))
        except TutorError as error:
            said = error.told


async def _exercises(bench: Workbench, log: Log, guard: Guard, *, ascii: bool, came: bool) -> str:
    from tutor.library import find
    from tutor.library.find_exercises import exercises
    from tutor.library.practising import Practising, begun
    from tutor.library.workbench import Workbench
    from tutor.practice.telling import COMES_BACK
    from tutor.runtime.installed import describe
    from tutor.runtime.processes.session import Session, opening
    from tutor.tui.practice_on_screen import play
    from tutor.tui.practice_screen import NEXT
    from tutor.view.practice_page import Desk

    every = exercises(find.course())
    names = [one.name for one in every]
    async with opening(Session()) as session:
        while True:
            exercise = bench.exercise
            number = names.index(exercise.name)
            desk = Desk(
                tries=begun(exercise),
                place=_shown(bench.file),
                link=gate.link(bench.file) if has_links(ascii=ascii) else "",
                look=describe(exercise.look) if exercise.look else "",
                number=number + 1,
                of=len(names),
                following=names[number + 1] if number + 1 < len(names) else "",
                said=COMES_BACK if came else "",
            )
            wish = await play(Practising(bench, session, log), desk, guard, ascii=ascii)
            if wish != NEXT:
                return wish
            bench = Workbench.begin(every[number + 1])
            came = bench.comes_back(log.mends_if_due(bench.exercise))


def _shown(file: Path) -> str:
    """A path as one would type it."""
    home = Path.home()
    return f"~/{file.relative_to(home)}" if file.is_relative_to(home) else str(file)


# ── watching ────────────────────────────────────────────────────────────────────────────────


async def _watch(bench: Workbench, wishes: Wishes, *, came: bool) -> int:
    from tutor.library.practising import Practising
    from tutor.plain import practice_text
    from tutor.practice import telling
    from tutor.runtime.installed import describe
    from tutor.runtime.processes.session import Session

    exercise = bench.exercise
    out = practice_text.printer(ascii=wishes.ascii)
    look = describe(exercise.look) if exercise.look else ""
    with _log() as log:
        async with Session() as session:
            practising = Practising(bench, session, log)
            screen = practice_text.Watch(practising, out, look, as_json=wishes.as_json)
            practising.show = screen.changed
            link = gate.link(bench.file) if has_links(ascii=wishes.ascii) else ""
            screen.begin(str(bench.file), link)
            if came:
                out.say(telling.COMES_BACK)
            if wishes.edit and not wishes.as_json:
                _open_editor(bench.file, out)
            await screen.play()
    last = practising.tries.last
    return CODES[last.verdict] if last is not None and not sys.stdin.isatty() else 0


def _open_editor(file: Path, out: Printer) -> None:
    """An editor with a window of its own opens the file; one in this terminal would hide us."""
    from tutor.runtime.processes.editor import Editor

    editor = Editor()
    if not sys.stdout.isatty():
        return
    if editor.has_window:
        editor.open_beside(file)
    elif command := editor.command(file):
        out.say(f"In another terminal: {command}")


# ── without a run ───────────────────────────────────────────────────────────────────────────


def every(*, as_json: bool, ascii: bool) -> None:
    """All exercises, and what has become of each."""
    from tutor.library import find
    from tutor.library.workbench import Workbench
    from tutor.plain import practice_text

    entries = _entries(find.course(), quiet=as_json)
    if as_json:
        benches = {one.exercise.name: Workbench.find(one.exercise) for one in entries}
        gate.put_json(json.dumps([_data(one, benches) for one in entries]) + "\n")
        return
    practice_text.table(practice_text.printer(ascii=ascii), entries)


def _entries(course: Course, *, quiet: bool = True) -> list[Entry]:
    from tutor.library.find_exercises import exercises
    from tutor.library.workbench import Workbench
    from tutor.view.exercise_list import Entry

    with _log(quiet=quiet) as log:
        standing, due = log.standings(), log.due()
    found = []
    for one in exercises(course):
        state = standing.get(one.name) or ("begun" if Workbench.find(one) is not None else "")
        again = state == "mended" and one.name in due
        found.append(Entry(exercise=one, state="due again" if again else state))
    return found


def _data(entry: Entry, benches: dict[str, Workbench | None]) -> dict[str, object]:
    one = entry.exercise
    bench = benches[one.name]
    return {
        "exercise": one.name,
        "lesson": one.lesson,
        "kind": one.kind,
        "title": one.title,
        "minutes": one.minutes,
        "topic": one.topic,
        "state": entry.state,
        "file": str(bench.file) if bench is not None else None,
    }


def start_over(name: str) -> None:
    """The starter stands in the learner's file again; what stood there can be got back."""
    bench = _begun(name)
    bench.start_over()
    print(f"{bench.file} is the starter again; `tutor practice {name} --undo` takes that back.")


def undo(name: str) -> None:
    """The save before this one stands in the learner's file again."""
    bench = _begun(name)
    if bench.undo() is None:
        raise UsageError(f"{bench.exercise.name} has no save before this one.")
    print(f"{bench.file} is as it was one save before; {bench.saves} before that.")


def hint(name: str, rung: int) -> None:
    """One hint; the third needs a run, and makes one."""
    from tutor.library.practising import begun
    from tutor.plain import practice_text
    from tutor.practice import tries
    from tutor.runtime.installed import describe
    from tutor.runtime.processes.session import Session

    bench = _bench(name)
    state = begun(bench.exercise)
    if rung == tries.RUNGS:

        async def run() -> Tries:
            with _log() as log:
                async with Session(spares=False) as session:
                    return await _run(bench, session, log)

        state = asyncio.run(run())
    look = describe(bench.exercise.look) if bench.exercise.look else ""
    practice_text.printer().say(tries.hint(state, rung, look))
    hints, is_shown = bench.help
    _remember(bench, max(hints, rung), is_solution_shown=is_shown)


def _remember(bench: Workbench, hints: int, *, is_solution_shown: bool) -> None:
    """What counts at the next mend, if it can be written."""
    with suppress(OSError):
        bench.note_help(hints, is_solution_shown=is_solution_shown)


def solution(name: str) -> None:
    """Ours, as a difference; that it was looked at is noted."""
    from tutor.library import find
    from tutor.library.find_exercises import named
    from tutor.library.practising import begun
    from tutor.library.workbench import Workbench
    from tutor.plain import practice_text

    state = begun(named(find.course(), name))
    with _log() as log:
        if log.standings().get(state.exercise.name) != "mended":
            log.shown(state)
            if bench := Workbench.find(state.exercise):
                _remember(bench, bench.help[0], is_solution_shown=True)
    out = practice_text.printer()
    practice_text.solution(out, state)
    out.prose(state.exercise.why)


def _begun(name: str) -> Workbench:
    from tutor.library import find
    from tutor.library.find_exercises import named
    from tutor.library.workbench import Workbench

    bench = Workbench.find(named(find.course(), name))
    if bench is None:
        raise UsageError(f"{name} has not been begun.", f"`tutor practice {name}` begins it.")
    return bench


@contextmanager
def _log(*, quiet: bool = False) -> Iterator[Log]:
    """What is written of exercises in the learner's file."""
    from tutor.library import find
    from tutor.library.going_on import open_store
    from tutor.library.practice_log import Log

    with open_store(quiet=quiet) as store:
        yield Log(store, find.course())
