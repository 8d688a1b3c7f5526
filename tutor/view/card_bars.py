"""The one-line parts of the screen on which cards are asked: where we are, what the keys do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from tutor.quiz.interviews import clock
from tutor.quiz.sitting import Asking, Doubting, Following, Over, Sitting, Ticking, Told
from tutor.quiz.sitting_summary import is_partly, tally
from tutor.view import palette
from tutor.view.card_page import PARTLY
from tutor.view.text import Pen, crop

UP: Final = "time is up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """What the first line says."""

    title: str  # "Quiz, lesson 7"
    place: str  # "3 of 20 done"
    topic: str
    right: str  # "5 right, 1 wrong"


def where(sitting: Sitting, title: str, now: float | None = None) -> Where:
    """Read off a sitting; `now`: seconds since the epoch, None = time does not matter."""
    first = any(turn.first for turn in sitting.turns)
    told = [f"{number} {word}" for number, word in tally(sitting.turns)] if first else []
    if now is not None:
        told += _times(sitting, now)
    over = isinstance(sitting.phase, Over)
    return Where(
        title=title,
        place="the end" if over else f"{sitting.done} of {sitting.total} done",
        topic="" if over else f"lesson {sitting.card.lesson}, {sitting.card.topic}",
        right=", ".join(told),
    )


def _times(sitting: Sitting, now: float) -> list[str]:
    """How long the question has been open, and how much time is left, or too much was taken."""
    phase, told = sitting.phase, []
    if isinstance(phase, Asking) and sitting.mode == "interview":
        told.append(f"{clock(max(now - phase.began, 0))} on this")
    return [*told, *left(sitting, now)]


def left(sitting: Sitting, now: float) -> list[str]:
    """ "12:31 left" or "time is up +0:42"; [] where time has no limit, and at the end."""
    seconds = sitting.until - now
    if not sitting.until or isinstance(sitting.phase, Over):
        return []
    return [f"{clock(seconds)} left" if seconds > 0 else f"{UP} +{clock(-seconds)}"]


def heading(told: Where, *, width: int, pen: Pen) -> Text:
    """One line; what has no room is left out, the topic first."""
    dot = f" {pen.glyphs.dot} "
    right = pen.safe(told.right)
    room = width - cell_len(right) - 4
    options = ((told.title, told.place, told.topic), (told.title, told.place), (told.place,))
    parts = next((o for o in options if cell_len(dot.join(filter(None, o))) <= room), options[-1])
    line = Text(" ", no_wrap=True, overflow="crop", end="")
    for number, part in enumerate(filter(None, parts)):
        line.append(dot if number else "", style=palette.QUIET)
        line.append(pen.safe(part), style=palette.TITLE if part == told.title else palette.PLAIN)
    crop(line, room + 2, pen)
    line.append(" " * max(width - line.cell_len - cell_len(right) - 1, 1)).append(right)
    crop(line, width, pen)
    return line


def track(sitting: Sitting, *, said: str = "", width: int, pen: Pen) -> Text:
    """A cell for each card, as it was known, and those to come; a sentence to be `said`."""
    line = Text(" ", no_wrap=True, overflow="crop", end="")
    glyphs = pen.glyphs
    told = pen.cut(said, max(width - 8, 1)) if said else ""
    room = max(width - 2 - (cell_len(told) + 2 if told else 0), 1)
    for turn in sitting.turns[-room:]:
        correct = turn.verdict.correct
        missed = PARTLY if is_partly(turn) else glyphs.cross
        line.append(glyphs.tick if correct else missed, _style(correct))
    rest = len(sitting.queue) + (not isinstance(sitting.phase, Told | Over))
    ahead = min(rest, room - len(sitting.turns[-room:]))
    line.append(glyphs.dot * max(ahead, 0), palette.QUIET)
    return line.append(f"  {told}" if told else "", palette.STRONG)


def _style(correct: bool) -> str:
    return palette.GOOD if correct else palette.BAD


def keys(sitting: Sitting, *, typing: bool, shown: bool) -> Sequence[tuple[str, str]]:
    """Keys and what they do now, the most important first."""
    general = [("f", "flag"), ("u", "undo"), ("?", "help"), ("q", "quit")]
    hint = [("h", "hint")] if sitting.has_hint else []
    if typing:
        return [*_typing(sitting), ("Esc", "keys"), ("F1", "help"), ("Ctrl-C", "quit")]
    match sitting.phase:
        case Over():
            undo = [("u", "undo")] if sitting.turns else []
            return [("Enter", "leave"), *undo, *_proof(sitting), ("?", "help"), ("q", "quit")]
        case Told():
            turn, proof = sitting.turns[-1], _proof(sitting)
            free = turn.review.correct and not turn.hints
            grades = [("d", "hard"), ("e", "easy")] if free else []
            return [("Enter", "next"), *proof, *grades, *general]
        case Ticking():
            heard = [("y", "what was heard")] if sitting.marked else []
            return [*heard, (_digits(sitting), "tick"), ("0", "none"), ("Enter", "done"), *general]
        case Doubting():
            return [("y", "yes, that"), ("n", "no"), *general]
        case Following():
            if shown:
                return [("y", "I said that"), ("n", "I did not"), *general]
            return [("t", "type on"), ("Enter", "said it"), *general]
        case _:
            return [*_answering(sitting), *hint, ("x", "don't know"), *general]


def _proof(sitting: Sitting) -> list[tuple[str, str]]:
    last = sitting.last
    return [("p", "proof")] if last is not None and last.card.proof[1] else []


def _digits(sitting: Sitting) -> str:
    """ "1-4": the digits that choose."""
    asked = sitting.asked
    return f"1-{min(len(asked.options), 9)}" if asked and asked.options else "1-9"


def _typing(sitting: Sitting) -> list[tuple[str, str]]:
    """A question that may be answered aloud says that typing is enough."""
    tab = [("Tab", "hint")] if sitting.has_hint else []
    if isinstance(sitting.phase, Asking) and sitting.card.kind == "type":
        return [("Enter", "answer"), *tab]
    return [("Enter", "said it"), ("A-z", "type it"), *tab]


def _answering(sitting: Sitting) -> list[tuple[str, str]]:
    digits = _digits(sitting)
    match sitting.card.kind:
        case "multiple":
            return [(digits, "tick"), ("Enter", "answer")]
        case "order":
            return [(digits, "next step"), ("Backspace", "one back"), ("Enter", "answer")]
        case "fault":
            return [("j k", "line"), ("Enter", "this one")]
        case "say":
            return [("t", "type on"), ("Enter", "said it")]
        case "type":
            return [("t", "type on"), ("Enter", "answer")]
        case _:
            return [(digits, "answer")]
