"""Compares an answer with a card's key: right or not, how much of it, and why for every part.

A card must have its key (`key.settle`). Numbers of choices and steps are the card's own, from 0;
`asking.py` knows how they are shuffled on the screen.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from tutor.quiz.card import Card

Mark = Literal["right", "wrong", "missed", "other"]
"""Chosen and right; chosen and wrong; right but not chosen; wrong and not chosen."""

GOOD_ENOUGH: Final = 0.75  # share of the points that a free answer needs
_SPACE: Final = re.compile(r"\s+")
_TICKS: Final = re.compile(r"`+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer: chosen choices, a line, an order, ticked points, or a text."""

    picks: tuple[int, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One choice, step, line or point, with its mark."""

    mark: Mark
    text: str  # Markdown
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The result of the comparison."""

    correct: bool
    score: float  # 0 to 1
    parts: tuple[Part, ...]
    key: str  # the right answer in words, Markdown


def mark(card: Card, response: Response) -> Verdict:
    """Compares an answer with the card's key."""
    match card.kind:
        case "order":
            return _order(card, response.picks)
        case "fault":
            return _fault(card, response.picks)
        case "type":
            return _typed(card, response.text)
        case "say":
            return _said(card, response.picks)
        case _:
            return _chosen(card, set(response.picks))


# ── choices ─────────────────────────────────────────────────────────────────────────────────


def _chosen(card: Card, picks: set[int]) -> Verdict:
    parts = tuple(
        Part(mark=_mark(choice.right, number in picks), text=choice.text, why=choice.why)
        for number, choice in enumerate(card.choices)
    )
    right = sum(part.mark in {"right", "other"} for part in parts)
    correct = right == len(parts)
    score = right / len(parts) if card.kind == "multiple" and picks else float(correct)
    key = " + ".join(choice.text for choice in card.choices if choice.right)
    return Verdict(correct=correct, score=score, parts=parts, key=key)


def _mark(right: bool, picked: bool) -> Mark:
    if right:
        return "right" if picked else "missed"
    return "wrong" if picked else "other"


def _fault(card: Card, picks: tuple[int, ...]) -> Verdict:
    """The picks are line numbers; one right line is enough."""
    line = picks[0] if picks else 0
    named = {choice.line: choice for choice in card.choices}
    found = named.get(line)
    correct = found is not None and found.right
    parts = [
        Part(
            mark=_mark(choice.right, choice.line == line),
            text=_line(card, choice.line),
            why=choice.why,
        )
        for choice in card.choices
        if choice.right or choice.line == line
    ]
    if line and found is None:
        parts.insert(0, Part(mark="wrong", text=_line(card, line), why=card.otherwise))
    key = " or ".join(_line(card, choice.line) for choice in card.choices if choice.right)
    return Verdict(correct=correct, score=float(correct), parts=tuple(parts), key=key)


def _line(card: Card, number: int) -> str:
    text = card.lines[number - 1].strip() if 0 < number <= len(card.lines) else ""
    return f"line {number}: {literal(text)}"


def literal(text: str) -> str:
    """As Markdown that shows it letter for letter: `__init__` is not a bold "init"."""
    shown = _SPACE.sub(" ", text).strip()
    fence = "`" * (max(map(len, _TICKS.findall(shown)), default=0) + 1)
    pad = " " if "`" in shown[:1] + shown[-1:] else ""
    return f"{fence}{pad}{shown}{pad}{fence}" if shown else ""


# ── order ───────────────────────────────────────────────────────────────────────────────────


def _order(card: Card, picks: tuple[int, ...]) -> Verdict:
    """Right is what need not be moved: the longest run of steps that follow each other rightly.

    The score is the share of the others that follow the first of them so.
    """
    kept = in_order(picks)
    parts = tuple(_step(card, picks, step, kept) for step in range(len(card.steps)))
    correct = picks == tuple(range(len(card.steps)))
    score = max(len(kept) - 1, 0) / max(len(card.steps) - 1, 1)
    return Verdict(correct=correct, score=score, parts=parts, key=" → ".join(card.steps))


def in_order(picks: Sequence[int]) -> frozenset[int]:
    """The longest increasing run of these numbers, which may have others in between.

    One number alone is no run: of steps in reverse, none is where it should be.
    """
    best: list[list[int]] = []
    for at, pick in enumerate(picks):
        runs = [best[n] for n in range(at) if picks[n] < pick]
        before: list[int] = max(runs, key=len, default=[])
        best.append([*before, pick])
    longest: list[int] = max(best, key=len, default=[])
    return frozenset(longest if len(longest) > 1 else ())


def _step(card: Card, picks: tuple[int, ...], step: int, kept: Collection[int]) -> Part:
    """A step in its place, and if it was elsewhere, where."""
    if step in kept:
        return Part(mark="right", text=card.steps[step])
    why = f"You had it as number {picks.index(step) + 1}." if step in picks else ""
    return Part(mark="missed", text=card.steps[step], why=why)


# ── typed ───────────────────────────────────────────────────────────────────────────────────


def _typed(card: Card, text: str) -> Verdict:
    """An empty text is never right, even if a pattern matches it."""
    from tutor.quiz.typed import difference, fits  # its rules are compiled as it loads

    key = literal(card.model)
    correct = bool(text) and any(fits(text, pattern) for pattern in card.accept)
    why = "" if correct or not text else _near(card, text) or difference(text, card.model)
    mark: Mark = "right" if correct else "wrong"
    parts = [Part(mark=mark, text=literal(text), why=why)] if text else []
    if not correct:
        parts.append(Part(mark="missed", text=key))
    return Verdict(correct=correct, score=float(correct), parts=tuple(parts), key=key)


def _near(card: Card, text: str) -> str:
    """The card's own reason against this answer."""
    from tutor.quiz.typed import fits  # its rules are compiled as it loads

    return next((near.why for near in card.near if fits(text, near.answer)), "")


def is_doubtful(card: Card, text: str) -> bool:
    """Whether a wrong typed answer has the right one in it, and the card no word against it."""
    from tutor.quiz.typed import contains  # its rules are compiled as it loads

    return not _typed(card, text).correct and not _near(card, text) and contains(text, card.model)


# ── said aloud ──────────────────────────────────────────────────────────────────────────────


def _said(card: Card, ticked: tuple[int, ...]) -> Verdict:
    parts = tuple(
        Part(mark="right" if number in ticked else "missed", text=point.text)
        for number, point in enumerate(card.points)
    )
    score = sum(part.mark == "right" for part in parts) / max(len(parts), 1)
    return Verdict(correct=score >= GOOD_ENOUGH, score=score, parts=parts, key=card.model)
