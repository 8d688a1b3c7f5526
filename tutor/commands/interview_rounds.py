"""`tutor interview --design` and `--incident`: lists the rounds, or holds one."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Final

import typer

from tutor import ending, gate
from tutor.commands.round_options import LISTS
from tutor.core.harmless import visible
from tutor.errors import Exit, Unavailable, UsageError
from tutor.files import private_folder
from tutor.library import find
from tutor.library.find_rounds import feeds, named, rounds
from tutor.runtime.chosen_files import check_new, whole
from tutor.terminal import read_line, wants_ascii, wants_color, wants_plain

if TYPE_CHECKING:
    from tutor.course.model import Course
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
    from tutor.quiz.round_talk import begin

    talk = begin(one, tuple(shown), time.monotonic())
    if not _hold(request, one, talk, step):
        raise typer.Exit(Exit.UNAVAILABLE)


def _list(course: Course, request: Request) -> None:
    found = rounds(course, request.kind, request.level)
    if not found:
        raise UsageError(f"There is no {request.kind} for {request.level or 'this course'}.")
    for one in found:
        name = one.id.removeprefix(f"{request.kind}-")
        print(f"{name:<24} {one.level:<7} {one.minutes:>3g} min  {one.title}")
    print(f"\ntutor interview --{request.kind} {found[0].id.removeprefix(f'{request.kind}-')}")


def _hold(request: Request, one: Round, talk: Talk, step: int) -> bool:
    """Holds it, and writes the transcript whatever ends it; False if that cannot be written."""
    ascii, plain = request.ascii or wants_ascii(), request.plain or wants_plain()
    held: list[Talk] = []

    def keep(ended: Talk) -> bool:
        held.append(ended)
        return _keep(request, one, ended)

    if plain:
        kept = _converse(talk, keep, ascii=ascii)
    else:
        from tutor.tui.round_screen import play

        kept = play(talk, keep=keep, ascii=ascii)
    if one.scene and held[-1].results:
        asks = not plain or (sys.stdin.isatty() and sys.stdout.isatty())
        _open_recording(one, step, plain=plain, ascii=ascii, asks=asks)
    return kept


def _converse(talk: Talk, keep: Callable[[Talk], bool], *, ascii: bool) -> bool:
    conversation = _conversation(talk, ascii=ascii)

    def put_away() -> bool:
        return keep(conversation.finished())

    kept = True
    try:
        with ending.at_worst(put_away):
            conversation.run()
    finally:  # Ctrl-C and SIGTERM as well: what was said is written down
        kept = put_away()
    return kept


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


# ── the transcript ──────────────────────────────────────────────────────────────────────────


def _keep(request: Request, one: Round, talk: Talk) -> bool:
    """Writes it down; False if the file that was asked for cannot be."""
    if not talk.results:
        return True
    from tutor.quiz.round_transcript import transcript
    from tutor.runtime.paths import user_data
    from tutor.view.board import render

    now = datetime.now().astimezone()
    file = request.transcript or user_data() / "interviews" / f"{one.id}-{now:%Y%m%d-%H%M%S}.md"
    kind = "Design round" if one.kind == "design" else "Incident"
    title = f"{kind}, {now:%Y-%m-%d %H:%M}"
    told = visible(transcript(talk, title=title, picture=lambda it: render(it, width=90).plain))
    try:
        if request.transcript is None:
            private_folder(file.parent)
        file.parent.mkdir(parents=True, exist_ok=True)
        whole(file, told.encode(), private=True)
    except (OSError, Unavailable) as error:
        print(f"tutor: the transcript could not be written: {error}", file=sys.stderr)
        return request.transcript is None
    with suppress(OSError):  # the terminal may have gone
        print(f"Transcript: {file}", flush=True)
    return True
