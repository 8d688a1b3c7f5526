"""`tutor interview --design` and `--incident`: lists the rounds, or holds one."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Final

import typer

from tutor import ending, gate
from tutor.commands.round_options import LISTS
from tutor.errors import Exit, UsageError
from tutor.library import find
from tutor.library.find_rounds import feeds, named, rounds
from tutor.runtime.chosen_files import check_new
from tutor.terminal import read_line, wants_ascii, wants_color, wants_plain

if TYPE_CHECKING:
    from tutor.course.model import Course
    from tutor.plain.round_json import Exchange
    from tutor.plain.round_text import Conversation
    from tutor.quiz.round_state import Talk
    from tutor.quiz.rounds import Round, RoundKind

YES: Final = {"y", "yes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The options, as parsed."""

    kind: RoundKind
    name: str  # LISTS: which there are
    level: str = ""
    transcript: Path | None = None
    friend: Path | None = None
    plain: bool = False
    ascii: bool = False
    json: bool = False


def run(request: Request) -> None:
    """Does what the options say."""
    course = find.course()
    if request.name == LISTS:
        _list(course, request)
        return
    one = named(course, request.kind, request.name)
    if request.friend is not None:
        from tutor.commands.friend import write
        from tutor.quiz.friend_sheet import round_sheet

        write(request.friend, round_sheet(one), title=one.title)
        return
    if request.transcript is not None:
        check_new(request.transcript, like=f"{one.id}.md")
    shown, step = feeds(course, one)
    from tutor.commands.keep_round import Keeping
    from tutor.quiz.round_talk import begin

    transcript, quiet = request.transcript, request.json
    keeping = Keeping(course=course, at=time.time(), transcript=transcript, quiet=quiet)
    talk = begin(one, tuple(shown), time.monotonic())
    if not _hold(request, talk, keeping.keep, step):
        raise typer.Exit(Exit.UNAVAILABLE)


def _list(course: Course, request: Request) -> None:
    found = rounds(course, request.kind, request.level)
    if request.json:
        gate.put_json(json.dumps([_offer(one) for one in found]) + "\n")
        return
    if not found:
        raise UsageError(f"There is no {request.kind} for {request.level or 'this course'}.")
    for one in found:
        print(f"{_name(one):<24} {one.level:<7} {one.minutes:>3g} min  {one.title}")
    print(f"\ntutor interview --{request.kind} {_name(found[0])}")


def _name(one: Round) -> str:
    """As one types it."""
    return one.id.removeprefix(f"{one.kind}-")


def _offer(one: Round) -> dict[str, object]:
    about = {"kind": one.kind, "level": one.level, "minutes": one.minutes, "title": one.title}
    return {"name": _name(one), **about}


def _hold(request: Request, talk: Talk, keep: Callable[[Talk], bool], step: int) -> bool:
    """Holds it, and has it kept whatever ends it; False if the transcript cannot be written."""
    ascii, plain = request.ascii or wants_ascii(), request.plain or wants_plain()
    if request.json:
        return _converse(_exchange(talk), keep)
    held: list[Talk] = []

    def kept(ended: Talk) -> bool:
        held.append(ended)
        return keep(ended)

    if plain:
        is_kept = _converse(_conversation(talk, ascii=ascii), kept)
    else:
        from tutor.tui.round_screen import play

        is_kept = play(talk, keep=kept, ascii=ascii)
    if talk.round.scene and held[-1].results:
        asks = not plain or (sys.stdin.isatty() and sys.stdout.isatty())
        _open_recording(talk.round, step, plain=plain, ascii=ascii, asks=asks)
    return is_kept


def _converse(told: Conversation | Exchange, keep: Callable[[Talk], bool]) -> bool:
    def put_away() -> bool:
        return keep(told.finished())

    kept = True
    try:
        with ending.at_worst(put_away):
            told.run()
    finally:  # Ctrl-C and SIGTERM as well: what was said is written down
        kept = put_away()
    return kept


def _exchange(talk: Talk) -> Exchange:
    from tutor.plain.round_json import Exchange

    return Exchange(talk, stdin=sys.stdin, stdout=sys.stdout, now=time.monotonic)


def _conversation(talk: Talk, *, ascii: bool) -> Conversation:
    from tutor.plain.printer import Printer
    from tutor.plain.round_text import Conversation

    width, color = get_terminal_size().columns, wants_color()
    printer = Printer(sys.stdout, width=width, ascii=ascii, color=color)
    both = sys.stdin.isatty() and sys.stdout.isatty()
    return Conversation(talk, printer, gate.ask if both else _read, time.monotonic)


def _read(prompt: str) -> str:
    """A line of a pipe; the prompt goes out, so that the text reads as a conversation."""
    print(prompt, end="", flush=True)
    line = read_line(sys.stdin)
    if not line:
        raise EOFError
    print(line.rstrip("\n"))
    return line


def _open_recording(one: Round, step: int, *, plain: bool, ascii: bool, asks: bool) -> None:
    """The run that an incident was taken from, at the step in question."""
    number, scene = one.proof
    place = ("lesson", str(number), "--scene", scene, "--step", str(step), "--replay", "--visit")
    if asks:
        try:
            wanted = gate.ask("Open the recording at that step? (y or n) [y]: ").strip()
        except EOFError:
            return
        if wanted.casefold() not in YES | {""}:
            print(f"Later: tutor {' '.join(place)}")
            return
    from tutor.runtime.processes.child_tutor import run_tutor

    options = [*["--plain"] * plain, *["--ascii"] * ascii]
    run_tutor(*place, *options, silent_input=plain)
