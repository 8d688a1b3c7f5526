"""All exercises under their lessons, with what has become of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from rich.text import Text

from tutor.practice.exercise import Exercise
from tutor.view import palette
from tutor.view.picks import picked
from tutor.view.text_style import Hand, hand_of

MENDED: Final = "mended"
NONE: Final = "This course has no exercises."


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An exercise, and its state: "", "begun", "mended", "due again", "solution shown"."""

    exercise: Exercise
    state: str = ""


def first(entries: Sequence[Entry]) -> int:
    """The row to begin with: what is due, else what was begun, else what is new."""
    for wanted in ("due again", "begun", "solution shown", ""):
        for place, entry in enumerate(entries):
            if entry.state == wanted:
                return place
    return 0


def render(
    entries: Sequence[Entry],
    cursor: int = -1,
    *,
    width: int,
    height: int | None = None,
    ascii: bool = False,
) -> Text:
    """A line each, more where a title needs them; `cursor`: the one in hand, -1 = there is none.

    What has no room gives way round the one in hand.
    """
    hand = hand_of(width, ascii, False)
    if not entries:
        return hand.page(hand.line(NONE, palette.QUIET))
    name = min(max(len(entry.exercise.name) for entry in entries), max(width // 3, 1))
    lines: list[Text] = []
    lesson, at = 0, 0
    for place, entry in enumerate(entries):
        if entry.exercise.lesson != lesson:
            lesson = entry.exercise.lesson
            lines += hand.line(f"Lesson {lesson}", palette.TITLE)
        if place == cursor:
            at = len(lines)
        lines += picked(_row(entry, name, hand, is_here=place == cursor), place)
    if height is None or len(lines) <= height or cursor < 0:
        return hand.page(lines)
    top = min(max(at - height // 2, 0), len(lines) - height)
    return hand.page(lines[top : top + height])


def _row(entry: Entry, room: int, hand: Hand, *, is_here: bool) -> list[Text]:
    one, glyphs = entry.exercise, hand.ink.glyphs
    mark = glyphs.tick if entry.state in {MENDED, "due again"} else " "
    line = Text(f"{glyphs.now if is_here else ' '} ", palette.MARK).append(mark, palette.GOOD)
    line.append(f" {hand.ink.pad(one.name, room)}  ", palette.STRONG)
    state = f", {entry.state}" if entry.state else ""
    indent = line.cell_len
    told = hand.line(f"{one.title}, {one.minutes:g} min{state}", palette.PLAIN, indent)
    if indent + 12 > hand.width:
        return [line, *hand.line(f"{one.title}{state}", palette.PLAIN, 4)]
    return [line.append_text(told[0][indent:]), *told[1:]]
