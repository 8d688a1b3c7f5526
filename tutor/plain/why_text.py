"""`tutor why` and `tutor search` as linear text: answers, and what can be opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from rich.text import Text

from tutor.course.symptoms import Symptom
from tutor.library.known_causes import Hit
from tutor.plain.printer import Printer
from tutor.view import palette
from tutor.view.text import fit

NARROW: Final = 50  # columns: below, what is said of a symptom begins at the margin
LEAST: Final = 30  # columns of a title beside its command


def tell(out: Printer, number: int, hit: Hit, see: Sequence[str]) -> None:
    """One answer: what was seen, why, how to make sure, what to do, what to open."""
    symptom = hit.symptom
    out.say(f"{number}. {symptom.title}", palette.TITLE)
    if hit.line:
        out.say(fit(out.pen.safe(f"Seen: {hit.line}"), out.width * 2), palette.QUIET)
    for label, text in (
        ("Cause", symptom.cause),
        ("Make sure", symptom.sure),
        ("Remedy", symptom.remedy),
    ):
        out.say(f"{label}: {text}")
    for command in see:
        opened(out, command, "  " if out.width > NARROW else "")
    out.say("")


def browse(out: Printer, symptoms: Iterable[Symptom]) -> None:
    """Every symptom by its area, with its name."""
    for area, group in groupby(symptoms, key=lambda one: one.area):
        out.say(area, palette.TITLE)
        for symptom in group:
            out.say(f"{symptom.id}: {symptom.title}")
        out.say("")
    out.say("`tutor why NAME` tells the cause; so does `tutor why` with a line of your log.")


def listed(out: Printer, kind: str, title: str, command: str) -> None:
    """What a search has found: a line, on a narrow terminal two."""
    told = f"{kind}: {' '.join(title.split())}"
    room = out.width - len(command) - 2
    if room >= LEAST:
        line = Text(out.pen.safe(command), style=palette.KEY)
        out.console.print(line.append(f"  {fit(out.pen.safe(told), room)}", style=palette.PLAIN))
        return
    out.say(fit(out.pen.safe(told), out.width))
    opened(out, command)


def opened(out: Printer, command: str, indent: str = "") -> None:
    """A command in one piece, however narrow the terminal is."""
    out.console.print(Text(indent + out.pen.safe(command), style=palette.KEY), soft_wrap=True)
