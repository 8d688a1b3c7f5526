"""Text with a place among choices: a screen with a mouse asks which one a click has picked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rich.segment import Segment
from rich.style import Style
from rich.text import Text

PICK: Final = "pick"


def picked(rows: Sequence[Text], place: int) -> list[Text]:
    """The rows, which look as before, with this place in them; choices from 0, lines from 1."""
    for row in rows:
        row.stylize(Style(meta={PICK: place}))
    return [*rows]


def place_in(line: Iterable[Segment]) -> int | None:
    """The place that a line on the screen has; None if it has none."""
    found = (segment.style.meta.get(PICK) for segment in line if segment.style)
    return next((place for place in found if place is not None), None)
