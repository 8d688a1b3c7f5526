"""`tutor why`: from a line of a log, an exception, a code or a few words to the cause."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from shutil import get_terminal_size
from typing import TYPE_CHECKING, BinaryIO, Final

import typer

from tutor import gate
from tutor.errors import Exit, UsageError
from tutor.library import find
from tutor.library.known_causes import LONGEST, MOST, Hit, Index, ranked
from tutor.library.see import commands, symptoms
from tutor.terminal import wants_ascii, wants_color

if TYPE_CHECKING:
    from tutor.course.model import Course
    from tutor.plain.printer import Printer

BITE: Final = 65_536  # bytes of a log that are read at once
NOTHING: Final = "No cause that is known here fits."


def run(asked: str, *, as_json: bool = False, ascii: bool = False) -> None:
    """Answers what was asked; without a question a piped log, and without one the whole list."""
    course = find.course()
    known = symptoms(course)
    if not known:
        raise UsageError("This course has no list of symptoms.", "It would be in symptoms.toml.")
    index = Index(known)
    out = _printer(ascii=ascii)
    if asked.strip():
        answer = index.why(asked)
        _tell(out, course, list(answer.hits), fits=answer.fits, as_json=as_json)
    elif sys.stdin.isatty():
        _browse(out, index, as_json=as_json)
    else:
        _log(out, course, index, as_json=as_json)


def _printer(*, ascii: bool) -> Printer:
    from tutor.plain.printer import Printer

    width = get_terminal_size().columns
    return Printer(sys.stdout, width=width, ascii=ascii or wants_ascii(), color=wants_color())


def _tell(out: Printer, course: Course, hits: list[Hit], *, fits: bool, as_json: bool) -> None:
    if as_json:
        told = {"fits": fits, "answers": [document(hit, course) for hit in hits]}
        gate.put_json(json.dumps(told) + "\n")
    else:
        from tutor.plain.why_text import tell

        if not fits:
            out.say(f"{NOTHING} The nearest:" if hits else NOTHING)
            out.say("" if hits else "`tutor why` alone lists the symptoms; `tutor search WORDS`.")
        for number, hit in enumerate(hits, 1):
            tell(out, number, hit, commands(hit.symptom, course))
    if not fits:
        raise typer.Exit(Exit.FAILED)


def _browse(out: Printer, index: Index, *, as_json: bool) -> None:
    if as_json:
        listed = [{"name": one.id, "area": one.area, "title": one.title} for one in index.symptoms]
        gate.put_json(json.dumps(listed) + "\n")
        return
    from tutor.plain.why_text import browse

    browse(out, index.symptoms)


# ── a piped log ─────────────────────────────────────────────────────────────────────────────


def _log(out: Printer, course: Course, index: Index, *, as_json: bool) -> None:
    """Answers as the log is read: a server goes on writing until Ctrl-C, which ends both."""
    log = Log(sys.stdin.buffer)
    found: list[Hit] = []
    for hit in index.why_log(log):
        found.append(hit)
        if len(found) <= MOST and not as_json:
            _told_now(out, course, len(found), hit)
    if not log.lines:
        _browse(out, index, as_json=as_json)
    elif as_json or not found:
        _tell(out, course, ranked(found)[:MOST], fits=bool(found), as_json=as_json)
    elif len(found) > MOST:
        out.say(f"And: {', '.join(hit.symptom.id for hit in found[MOST:])} (`tutor why NAME`).")


def _told_now(out: Printer, course: Course, number: int, hit: Hit) -> None:
    from tutor.plain.why_text import tell

    tell(out, number, hit, commands(hit.symptom, course))


class Log:
    """The lines of a stream that may have no end and no line breaks; Ctrl-C ends it.

    `lines`: how many lines were read that have something in them.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.lines = 0

    def __iter__(self) -> Iterator[str]:
        rest = b""
        for bite in self._bites():
            *whole, rest = (rest + bite).split(b"\n")
            yield from self._told(whole)
            rest = rest[:LONGEST]
        yield from self._told([rest])

    def _bites(self) -> Iterator[bytes]:
        try:
            while bite := self.stream.read1(BITE):  # type: ignore[attr-defined]
                yield bite
        except KeyboardInterrupt:
            return

    def _told(self, whole: list[bytes]) -> Iterator[str]:
        for line in whole:
            if line.strip():
                self.lines += 1
                yield line[:LONGEST].decode(errors="replace")


def document(hit: Hit, course: Course) -> dict[str, object]:
    """An answer as JSON has it."""
    symptom = hit.symptom
    return {
        "name": symptom.id,
        "title": symptom.title,
        "line": hit.line,
        "cause": symptom.cause,
        "sure": symptom.sure,
        "remedy": symptom.remedy,
        "see": commands(symptom, course),
    }
