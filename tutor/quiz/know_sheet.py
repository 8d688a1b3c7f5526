"""One page of what to know, as Markdown: answers' points, figures, codes, pictures.

The figures, codes and pictures stand in the course's `sheet.toml`, each with the place that it is
taken from; the points are those of the cards.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from tutor import files
from tutor.quiz.card import Card

FILE: Final = "sheet.toml"


class Figure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number or a code, and where the course says so."""

    value: str
    says: str  # Markdown
    file: str  # in the course's folder
    holds: str  # the words in it


class Picture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A view of a recording, at the first fact of a pattern."""

    title: str
    scene: str  # "7/three_tabs"
    view: str
    step: str = ""  # "" = the end
    height: int | None = None  # rows at most


class Known(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is in the file."""

    number: tuple[Figure, ...] = ()
    code: tuple[Figure, ...] = ()
    picture: tuple[Picture, ...] = ()


def read(course: Path) -> Known:
    """The file of a course; nothing where there is none, or none that can be read."""
    try:
        given = tomllib.loads(files.text(course / FILE))
        return msgspec.convert(given, Known)
    except (OSError, ValueError, RecursionError, msgspec.ValidationError):
        return Known()


def unheld(known: Known, course: Path) -> Iterator[str]:
    """The figures that their place in the course does not say."""
    for figure in (*known.number, *known.code):
        if _line(figure.holds) not in _line(files.text(course / figure.file)):
            yield f"{figure.value}: {figure.file} lacks {figure.holds!r}"


def document(
    cards: Sequence[Card], known: Known, drawn: Sequence[tuple[str, str]], *, title: str
) -> dict[str, object]:
    """The page as JSON has it, with the answers in full."""
    return {
        "title": title,
        "numbers": [{"value": one.value, "says": one.says} for one in known.number],
        "codes": [{"value": one.value, "says": one.says} for one in known.code],
        "answers": [
            {
                "id": card.id,
                "lesson": card.lesson,
                "topic": card.topic,
                "question": _line(card.question),
                "points": [_line(point.text) for point in card.points],
                "model": _line(card.model),
            }
            for card in cards
        ],
        "pictures": [{"title": _line(name), "picture": picture} for name, picture in drawn],
    }


def sheet(
    cards: Sequence[Card],
    known: Known,
    drawn: Sequence[tuple[str, str]],
    *,
    title: str,
    rest: int = 0,
) -> str:
    """The page; `drawn`: titles and pictures; `rest`: answers that it has no room for."""
    lines = [f"# {title}"]
    lines += _table("Numbers", known.number)
    lines += _table("Codes", known.code)
    lines += ["", "## Say it", ""] if cards else []
    for card in cards:
        points = " / ".join(_line(point.text) for point in card.points)
        lines.append(f"- **{_line(card.question)}** {points}")
    lines += ["", f"There is no room for {rest} more: `tutor quiz --weak` asks them."] * bool(rest)
    for name, picture in drawn:
        lines += ["", f"## {_line(name)}", "", "```", *picture.split("\n"), "```"]
    return "\n".join(lines) + "\n"


def _table(title: str, figures: Sequence[Figure]) -> Iterator[str]:
    if figures:
        yield from ("", f"## {title}", "")
        yield from (f"- **{_line(one.value)}** {_line(one.says)}" for one in figures)


def _line(text: str) -> str:
    return " ".join(text.split())
