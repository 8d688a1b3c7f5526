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
EDGE: Final = 4  # one line of so many lies below the one in hand
SIGNED: Final = 3  # lines from which on the first and the last say what is not shown
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
    # The first lines stay as long as the one in hand is above the lower edge, with a few below it.
    room = max(height // EDGE, int(height >= SIGNED))
    top = min(max(at - height + 1 + room, 0), len(lines) - height)
    shown = lines[top : top + height]
    below = len(lines) - top - height
    if height >= SIGNED and top:
        shown[0] = Text(hand.ink.cut(f"{hand.ink.glyphs.ellipsis} {top + 1} above", width))
    if height >= SIGNED and below:
        shown[-1] = Text(hand.ink.cut(f"{hand.ink.glyphs.ellipsis} {below + 1} more", width))
    return hand.page(shown)


def _row(entry: Entry, room: int, hand: Hand, *, is_here: bool) -> list[Text]:
    one, glyphs = entry.exercise, hand.ink.glyphs
    mark = glyphs.tick if entry.state in {MENDED, "due again"} else " "
    line = Text(f"{glyphs.now if is_here else ' '} ", palette.MARK).append(mark, palette.GOOD)
    line.append(f" {hand.ink.pad(one.name, room)}  ", palette.STRONG)
    state = f", {entry.state}" if entry.state else ""
    indent = line.cell_len
    kind = ", to write" if one.kind == "write" else ""
    told = hand.line(f"{one.title}, {one.minutes:g} min{kind}{state}", palette.PLAIN, indent)
    if indent + 12 > hand.width:
        return [line, *hand.line(f"{one.title}{kind}{state}", palette.PLAIN, 4)]
    return [line.append_text(told[0][indent:]), *told[1:]]
