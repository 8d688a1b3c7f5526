"""Text that a click means something on: a choice, the fact of a row, a key by its name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rich.segment import Segment
from rich.style import Style
from rich.text import Text

PICK: Final = "pick"
FACT: Final = "fact"
PRESS: Final = "press"


def picked(rows: Sequence[Text], place: int) -> list[Text]:
    """The rows, which look as before, with this place in them; choices from 0, lines from 1."""
    return _with(rows, PICK, place)


def telling(rows: Sequence[Text], seq: int) -> list[Text]:
    """The rows, which look as before, with the number of the fact that they tell."""
    return _with(rows, FACT, seq)


def _with(rows: Sequence[Text], name: str, number: int) -> list[Text]:
    for row in rows:
        row.stylize(Style(meta={name: number}))
    return [*rows]


def place_in(line: Iterable[Segment]) -> int | None:
    """The place that a line on the screen has; None if it has none, or several."""
    places = {segment.style.meta.get(PICK) for segment in line if segment.style} - {None}
    return places.pop() if len(places) == 1 else None


def fact_in(line: Iterable[Segment]) -> int | None:
    """The number of the fact that a line on the screen tells; None if it tells none."""
    return _in(line, FACT)


def _in(line: Iterable[Segment], name: str) -> int | None:
    found = (segment.style.meta.get(name) for segment in line if segment.style)
    return next((number for number in found if number is not None), None)


def pressing(text: Text, key: str) -> Text:
    """The text, which looks as before: a click on it is this key."""
    text.stylize(Style(meta={PRESS: key}))
    return text
