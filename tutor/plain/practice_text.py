"""`tutor practice` as text: the symptom, what each run said, hints; and the file is watched.

After every save the verdict is printed whole, the failure first. What is typed meanwhile are single
letters; the end of the input ends it.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, Final

from rich.text import Text

from tutor import gate
from tutor.errors import TutorError
from tutor.plain.printer import Printer
from tutor.plain.typed_lines import lines
from tutor.practice import telling
from tutor.practice.tries import RUNGS, Change, Tries, Try, changes, hint
from tutor.terminal import wants_ascii, wants_color
from tutor.view import exercise_list, palette
from tutor.view.text import wrap

if TYPE_CHECKING:
    from tutor.library.practising import Practising
    from tutor.practice.exercise import Exercise
    from tutor.view.exercise_list import Entry

KEYS: Final = (
    "Type a letter, then Enter: "
    "r run, h hint, d my changes, u undo a save, s solution, x start over, q quit"
)
SHOWN: Final = 12  # lines of a change
STYLES: Final = {"mended": palette.GOOD, "not mended": palette.BAD, "could not run": palette.BAD}


def printer(*, ascii: bool = False) -> Printer:
    """Where the text goes, as the terminal is."""
    return Printer(
        sys.stdout,
        width=get_terminal_size().columns,
        ascii=ascii or wants_ascii(),
        color=wants_color(),
    )


# ── what is printed ─────────────────────────────────────────────────────────────────────────


def opening(out: Printer, tries: Tries, place: str, link: str = "") -> None:
    """The exercise, and where its file is; `link`: the same as a URL, "" = it is none."""
    exercise = tries.exercise
    out.say(
        f"{exercise.title} ({exercise.name}, lesson {exercise.lesson}, {exercise.minutes:g} min)",
        palette.TITLE,
    )
    out.prose(exercise.symptom)
    verb = "Write" if exercise.kind == "write" else "Mend"
    out.say(f"{verb} it in {place}", link=(place, link))


def verdict(out: Printer, run: Try) -> None:
    """What a run said: the facts, what was there instead, the diagnosis."""
    marks = out.pen.glyphs
    count = f"{sum(run.marks)} of {len(run.marks)} true, " if run.marks else ""
    out.say(f"Run {run.number}: {run.verdict}. {count}{run.seconds:.1f} s", STYLES[run.verdict])
    if run.stopped is not None:
        _stopped(out, run)
        return
    assert run.judged is not None
    for truth in run.judged.truths:
        sign = marks.tick if truth.holds else marks.cross
        instead = f": {truth.saw}" if truth.saw else ""
        _item(out, sign, truth.says + instead)
    for sentence in telling.instead(run.judged):
        out.say(sentence)


def _stopped(out: Printer, run: Try) -> None:
    stopped = run.stopped
    assert stopped is not None
    sentence, trace, remedy = telling.stopped(stopped)
    out.say(sentence)
    for line in trace:
        out.console.print(Text(out.pen.safe(line)), soft_wrap=True)
    for line in remedy:
        out.say(line)


def _item(out: Printer, sign: str, text: str) -> None:
    first, *rest = wrap(out.pen.safe(text), out.width - 2) or [""]
    out.console.print(Text(f"{sign} {first}"))
    for row in rest:
        out.console.print(Text(f"  {row}"))


def after_the_mend(out: Printer, tries: Tries) -> None:
    """Why it was so, and ours beside theirs."""
    out.prose(tries.exercise.why)
    out.say(telling.sizes(tries))
    difference = changes(tries.solution, tries.text)
    if not difference:
        out.say(telling.OURS)
        return
    out.say("- ours  + yours")
    diff(out, difference)
    if kept := telling.left_over(tries):
        out.say(kept)


def diff(out: Printer, change: Sequence[Change], most: int = SHOWN) -> None:
    """Lines that differ, with their numbers."""
    for one in change[:most]:
        out.console.print(
            Text(out.pen.safe(f"{one.sign} {one.line:>3}  {one.text}")), soft_wrap=True
        )
    if len(change) > most:
        out.say(f"… and {len(change) - most} more lines.")


def solution(out: Printer, tries: Tries) -> None:
    """Ours, as what it changes of the starter."""
    out.say("Ours, against the starter:")
    diff(out, changes(tries.starter, tries.solution), most=1000)


def table(out: Printer, entries: Sequence[Entry]) -> None:
    """All exercises by lesson, with what has become of each."""
    out.console.print(exercise_list.render(entries, width=out.width, ascii=out.pen.glyphs.ascii))
    out.say("`tutor practice NAME` opens one.")


def one_line(out: Printer, exercise: Exercise, run: Try) -> None:
    """The verdict of one among several."""
    failing = run.judged.failing if run.judged is not None else None
    why = f": {failing.says}: {failing.saw}" if failing is not None else ""
    if run.stopped is not None:
        why = f": {run.stopped.sentence}"
    marks = out.pen.glyphs
    sign = marks.tick if run.is_mended else marks.cross
    _item(out, sign, f"{exercise.name}: {run.verdict}{why}")


def data(run: Try) -> dict[str, Any]:
    """A run as JSON."""
    judged, stopped = run.judged, run.stopped
    told: dict[str, Any] = {
        "run": run.number,
        "verdict": run.verdict,
        "seconds": round(run.seconds, 3),
        "facts": [
            {"says": truth.says, "holds": truth.holds, "saw": truth.saw, "step": truth.seq or None}
            for truth in (judged.truths if judged is not None else ())
        ],
        "finding": None,
        "stopped": None,
    }
    if judged is not None and (finding := judged.finding):
        told["finding"] = {
            "rule": finding.rule,
            "sentence": finding.sentence,
            "remedy": finding.remedy,
            "place": finding.place,
            "step": finding.seq or None,
        }
    if stopped is not None:
        told["stopped"] = {
            "how": stopped.how,
            "sentence": stopped.sentence,
            "remedy": stopped.remedy,
            "place": stopped.place,
            "trace": list(stopped.trace),
        }
    return told


# ── watching ────────────────────────────────────────────────────────────────────────────────


class Watch:
    """Prints what happens, and does what is typed."""

    def __init__(
        self, practising: Practising, out: Printer, look: str, *, as_json: bool = False
    ) -> None:
        self._practising, self._out, self._look = practising, out, look
        self._as_json = as_json
        self._told = 0  # runs that have been printed
        self._is_gone = False
        self._was_mended = False
        self._judged = asyncio.Event()  # there has been a run, or there is nothing to run

    def begin(self, place: str, link: str = "") -> None:
        """What there is to do, and where."""
        if self._as_json:
            told = {"exercise": self._practising.tries.exercise.name, "file": place}
            gate.put_json(json.dumps(told) + "\n")
            return
        opening(self._out, self._practising.tries, place, link)
        self._out.say(KEYS)
        self._out.console.print()

    def changed(self, tries: Tries) -> None:
        """The state is another one."""
        if tries.runs or tries.is_gone:
            self._judged.set()
        if self._as_json:
            self._changed_data(tries)
            return
        if tries.is_gone and not self._is_gone:
            self._out.say(telling.GONE)
        self._is_gone = tries.is_gone
        run = tries.last
        if run is None or run.number == self._told:
            return
        self._told = run.number
        verdict(self._out, run)
        if run.is_mended and not self._was_mended:
            self._was_mended = True
            after_the_mend(self._out, tries)
        self._out.console.print()

    def _changed_data(self, tries: Tries) -> None:
        run = tries.last
        if run is not None and run.number != self._told:
            self._told = run.number
            gate.put_json(json.dumps(data(run)) + "\n")

    async def play(self) -> None:
        """Until the input ends, or `q`."""
        watching = asyncio.create_task(self._practising.watch())
        typing = asyncio.create_task(self._typed())
        try:
            await asyncio.wait({watching, typing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (watching, typing):
                task.cancel()
            ended = await asyncio.gather(watching, typing, return_exceptions=True)
        for error in ended:
            if isinstance(error, Exception):
                raise error

    async def _typed(self) -> None:
        async for line in lines():
            word = line.strip().casefold()
            if word in {"q", "quit"}:
                return
            try:
                self._do(word)
            except TutorError as error:
                self._say(error.told)
        await self._judged.wait()  # no more is typed; what is there is judged once

    def _do(self, word: str) -> None:
        practising = self._practising
        match word:
            case "" | "r":
                practising.run()
            case "h":
                practising.hint()
                tries = practising.tries
                more = " The solution is one step further: s." if tries.hints == RUNGS else ""
                said = hint(tries, tries.hints, self._look)
                self._say(f"Hint {tries.hints} of {RUNGS}: {said}{more}")
            case "d":
                self._differ("Yours, against the starter:", practising.tries.text)
            case "u":
                self._say(telling.UNDONE if practising.undo() else telling.NO_SAVE)
            case "x":
                practising.start_over()
                self._say(telling.STARTED_OVER)
            case "s":
                practising.solution()
                self._differ("Ours, against the starter:", practising.tries.solution)
            case _:
                self._say(KEYS)

    def _differ(self, what: str, text: str) -> None:
        self._say(what)
        change = changes(self._practising.tries.starter, text)
        if self._as_json:
            gate.put_json(json.dumps([[one.sign, one.line, one.text] for one in change]) + "\n")
        else:
            diff(self._out, change, most=1000)

    def _say(self, text: str) -> None:
        if self._as_json:
            gate.put_json(json.dumps({"said": text}) + "\n")
        else:
            self._out.say(text)
