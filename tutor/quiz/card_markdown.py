"""The two faces of a card as Markdown, for paper and Anki. The card must have its key."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.quiz.asking import ask
from tutor.quiz.card import KINDS, Card
from tutor.quiz.marking import Response, mark


def front(card: Card, seed: str = "") -> str:
    """The question, the program, the choices."""
    asked = ask(card, seed)
    parts = [f"*{KINDS[card.kind]}*"]
    parts += [f"*In the scene: {card.setting}*"] * bool(card.setting)
    parts.append(card.question)
    if card.code:
        numbered = enumerate(card.lines, start=1)
        parts.append("\n".join(f"    {n:>2}  {line}" for n, line in numbered))
    if card.kind != "say" and asked.options:
        parts.append(_list(f"{n}. {text}" for n, text in enumerate(asked.options, start=1)))
    return "\n\n".join(parts)


def back(card: Card) -> str:
    """The answer, with the reason of the right choice first, then those of the others."""
    key = mark(card, Response()).key
    if card.kind == "order":
        parts = [_list(f"{n}. {step}" for n, step in enumerate(card.steps, start=1))]
    else:
        parts = [key if card.kind == "say" else f"**{key}**"]
    parts += [card.why] * bool(card.why)
    right = sorted(card.choices, key=lambda choice: not choice.right)
    reasons = [f"- {_named(card, choice.line, choice.text)}: {choice.why}" for choice in right]
    parts += [_list(reasons)] * bool(reasons)
    parts += [_list(f"- {point.text}" for point in card.points)] * bool(card.points)
    number, scene = card.proof
    if scene:
        parts.append(f"*See it: `tutor lesson {number} --scene {scene}`*")
    return "\n\n".join(parts)


def _named(card: Card, line: int, text: str) -> str:
    return f"line {line}" if card.kind == "fault" else text


def _list(lines: Iterator[str] | list[str]) -> str:
    return "\n".join(" ".join(line.split()) for line in lines)
