"""`tutor check`: runs the proof of every claim on the installed versions and prints the ledger."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, Final

import typer

from tutor import gate
from tutor.core.harmless import one_line
from tutor.course.claims import all_rows, entries, load_rows
from tutor.course.model import Course, Entry, Lesson, Row, Seen
from tutor.course.symptoms import read_symptoms
from tutor.errors import Exit, UsageError, unknown
from tutor.library import find
from tutor.library.course_cache import load_lesson
from tutor.runtime.needs import misfits
from tutor.runtime.stage.claim_runs import Outcome, prove
from tutor.runtime.symptom_runs import Repeated, repeat
from tutor.terminal import has_progress, wants_ascii, wants_color

if TYPE_CHECKING:
    from tutor.runtime.stage.scene_runs import Progress


NAMED: Final = 3  # scenes; of more their number is said, for every row has its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The options of `tutor check`, as parsed."""

    json: bool = False
    chapter: int | None = None
    claims: tuple[str, ...] = ()
    fail_fast: bool = False
    jobs: int | None = None
    ascii: bool = False


def run(request: Request) -> None:
    """Runs what the options select, prints the ledger, ends with its exit code.

    1 when a row or a text of `tutor why` differs; else 3 when a scene could not be run (a package,
    a tool, the loopback is missing); else 0. A version outside of what the metadata asks for is
    said and changes no code.
    """
    course = find.course()
    lessons = [load_lesson(outline) for outline in course.outlines if outline.folder is not None]
    rows = _selected(all_rows(load_rows(course.folder), lessons), request)
    outcome = _prove({row.id for row in rows}, lessons, request)
    ledger = entries(rows, lessons, outcome.seen, outcome.hindered)
    repeated = _repeat(course) if not request.claims and request.chapter is None else Repeated()
    if request.json:
        _print_json(course, ledger, outcome, repeated)
    else:
        _print_text(course, lessons, ledger, outcome, request)
        _print_repeated(repeated)
    if any(entry.state == "differs" for entry in ledger) or repeated.differs:
        raise typer.Exit(Exit.FAILED)
    if outcome.hindered:
        raise typer.Exit(Exit.UNAVAILABLE)


def _repeat(course: Course) -> Repeated:
    """The programs behind the texts of `tutor why`, with the whole ledger."""
    return repeat(read_symptoms(course.folder)[0])


def _selected(rows: Sequence[Row], request: Request) -> list[Row]:
    chapters, known = sorted({row.chapter for row in rows}), {row.id.upper(): row for row in rows}
    if request.chapter is not None and request.chapter not in chapters:
        raise unknown("chapter", request.chapter, chapters, "with claims")
    for name in request.claims:
        if name.upper() not in known:
            raise unknown("claim", name, list(known))
    wanted = {name.upper() for name in request.claims} or known.keys()
    chosen = [row for name, row in known.items() if name in wanted]
    if request.chapter is not None:
        chosen = [row for row in chosen if row.chapter == request.chapter]
        if not chosen:
            raise UsageError(f"Chapter {request.chapter} does not make that claim.")
    return sorted(chosen, key=lambda row: (row.chapter, row.id))


# ── running ─────────────────────────────────────────────────────────────────────────────────


def _prove(wanted: set[str], lessons: Sequence[Lesson], request: Request) -> Outcome:
    try:
        return prove(
            wanted, lessons, _show_progress, jobs=request.jobs, fail_fast=request.fail_fast
        )
    finally:
        _clear_progress()


def _show_progress(progress: Progress) -> None:
    if not has_progress():
        return
    text = f"{progress.done} of {progress.total} scenes"
    if progress.running:
        text += f", running {', '.join(progress.running)}"
    gate.overwrite(text)


def _clear_progress() -> None:
    if has_progress():
        gate.overwrite("")


# ── printing ────────────────────────────────────────────────────────────────────────────────


def _print_text(
    course: Course,
    lessons: Sequence[Lesson],
    ledger: Sequence[Entry],
    outcome: Outcome,
    request: Request,
) -> None:
    from tutor.plain.printer import Printer
    from tutor.view import ledger as view

    width, ascii = get_terminal_size().columns, request.ascii or wants_ascii()
    titles = {outline.number: outline.title for outline in course.outlines}
    printer = Printer(sys.stdout, width=width, ascii=ascii, color=wants_color())
    width, full = printer.width, bool(request.claims)
    named = {(one.number, scene.name): scene.title for one in lessons for scene in one.scenes}
    look: dict[str, Any] = {"width": width, "ascii": ascii, "full": full}
    printer.show(view.render(ledger, titles=titles, scenes=named, **look))
    for said in _remarks(outcome):
        printer.say(said)
    printer.console.print(view.totals(ledger, width=width, ascii=ascii))
    if outcome.scenes:
        runs = "1 scene" if outcome.scenes == 1 else f"{outcome.scenes} scenes"
        printer.say(f"{runs} in {outcome.seconds:.0f} s, on {_stack()}.")


def _print_repeated(repeated: Repeated) -> None:
    """What the programs behind `tutor why` have shown; nothing where none was run."""
    for symptom, told in repeated.differs:
        print(one_line(f"tutor why {symptom.id}: {told}"))
    for name, why in repeated.hindered.items():
        print(one_line(f"The run {name} of `tutor why` could not be made: {why}"))
    if repeated.runs:
        print(f"{repeated.runs} runs, {repeated.texts} texts of `tutor why` repeated.")


def _remarks(outcome: Outcome) -> Iterator[str]:
    """Why scenes could not be run, each reason once; and what is not as the metadata asks."""
    reasons: dict[str, list[str]] = {}
    for (number, name), why in outcome.hindered.items():
        reasons.setdefault(why, []).append(f"{number} {name}")
    for why, scenes in reasons.items():
        few = len(scenes) <= NAMED
        yield f"{', '.join(scenes) if few else f'{len(scenes)} scenes'} could not be run: {why}"
    for misfit in misfits():
        yield f"{misfit}."


def _stack() -> str:
    from tutor.runtime.stage.open_stage import versions

    return ", ".join(f"{name} {version}" for name, version in versions().items())


def _print_json(
    course: Course, ledger: Sequence[Entry], outcome: Outcome, repeated: Repeated
) -> None:
    import msgspec

    from tutor.runtime.stage.open_stage import versions

    states = [entry.state for entry in ledger]
    document: dict[str, Any] = {
        "course": course.title,
        "versions": versions(),
        "seconds": round(outcome.seconds, 1),
        "scenes": outcome.scenes,
        "totals": {state: states.count(state) for state in dict.fromkeys(states)},
        "unavailable": {f"{at} {name}": why for (at, name), why in outcome.hindered.items()},
        "outside": misfits(),
        "rows": [_as_data(entry) for entry in ledger],
        "symptoms": {
            "runs": repeated.runs,
            "texts": repeated.texts,
            "differs": [{"name": one.id, "says": told} for one, told in repeated.differs],
            "unavailable": repeated.hindered,
        },
    }
    data = msgspec.json.format(msgspec.json.encode(document), indent=1)
    gate.put_json(data + b"\n")


def _as_data(entry: Entry) -> dict[str, Any]:
    row = entry.row
    return {
        "id": row.id,
        "chapter": row.chapter,
        "says": row.says,
        "then": row.then,
        "now": row.now,
        "state": entry.state,
        "unproved": row.unproved,
        "hindered": list(entry.hindered),
        "proofs": [_proof(seen) for seen in entry.seen],
    }


def _proof(seen: Seen) -> dict[str, Any]:
    from msgspec.structs import asdict

    return asdict(seen)
