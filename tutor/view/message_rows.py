"""The rows of a message's hops: headings, contents that wrap and lose nothing, and what folds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from tutor.view import palette
from tutor.view.message_hops import Hop
from tutor.view.message_teller import Words
from tutor.view.text import Pen, fit, wrap

_INDENT: Final = 5
_NAME: Final = 14  # cells of a hop's name
_TIGHT: Final = 12  # the same where the picture is narrower than
_ROOMY: Final = 70
_PLACE: Final = 12  # cells of a place, so that times stand below each other …
_LONG: Final = 18  # … and at most, where a file has a long name
_LEAST: Final = 8  # cells of a content


class Sheet:
    """How wide, with which pen, which word is pointed at, and which hop is in hand."""

    def __init__(self, width: int, ink: Pen, mark: str, hand: int) -> None:
        self.width = width
        self.ink = ink
        self.mark = mark
        self.hand = hand
        self.place = _PLACE  # cells of a place

    @cached_property
    def indent(self) -> int:
        """Cells before a content."""
        return _INDENT if self.width >= 40 else 2

    @cached_property
    def room(self) -> int:
        """Cells of a content."""
        return max(self.width - self.indent - 1, _LEAST)

    @cached_property
    def pointer(self) -> str:
        """ "◂ type"."""
        return f"{self.ink.glyphs.points} {self.ink.safe(self.mark)}" if self.mark else ""


def rows_of(hops: Sequence[Hop], sheet: Sheet, height: int | None) -> list[Text]:
    """All hops in at most `height` rows, if that is possible without cutting the one in hand: far
    from it first the remarks give way, then the contents, then the headings; in hand at last the
    statements of a database call.
    """
    sheet.place = min(max(_PLACE, *(len(hop.place) for hop in hops)), _LONG)
    heads = {hop.number: heading(hop, sheet) for hop in hops}
    bodies = {hop.number: _below(hop, heads[hop.number], sheet, bare=False) for hop in hops}
    total = sum(len(rows) + 1 for rows in bodies.values())
    if height is None or total <= height:
        return _all(hops, heads, bodies)
    bare = {hop.number: _below(hop, heads[hop.number], sheet, bare=True) for hop in hops}
    folded: dict[int, list[Text]] = {hop.number: [] for hop in hops}
    far = sorted(bodies, key=lambda number: -abs(number - sheet.hand))
    for shorter in (bare, folded):
        for number in far[:-1]:
            if total > height:
                total += len(shorter[number]) - len(bodies[number])
                bodies[number] = shorter[number]
    if total <= height:
        return _all(hops, heads, bodies)
    hand = next(hop for hop in hops if hop.number == sheet.hand)
    brief = [*body(hand, sheet, bare=True, brief=True), *_left(hand, heads[hand.number], sheet)]
    return _dense(hops, heads, (bodies[sheet.hand], bare[sheet.hand], brief), sheet, height)


def _all(hops: Sequence[Hop], heads: dict[int, Text], bodies: dict[int, list[Text]]) -> list[Text]:
    return [row for hop in hops for row in (heads[hop.number], *bodies[hop.number])]


def _dense(
    hops: Sequence[Hop],
    heads: dict[int, Text],
    forms: Sequence[list[Text]],
    sheet: Sheet,
    height: int,
) -> list[Text]:
    """The hop in hand, in the first of its forms that fits, between the headings next to it; those
    further away share a row.
    """
    before = [hop for hop in hops if hop.number < sheet.hand]
    after = [hop for hop in hops if hop.number > sheet.hand]
    least = bool(before) + bool(after)
    fits = (rows for rows in forms if 1 + len(rows) + least <= height)
    hand = [heads[sheet.hand], *next(fits, forms[-1])]
    room = max(height - len(hand), least)
    below = min(len(after), max(room // 2, room - len(before)))
    first = _together(before, room - below, heads, sheet)
    return [*first, *hand, *reversed(_together(after[::-1], below, heads, sheet))]


def _together(hops: Sequence[Hop], room: int, heads: dict[int, Text], sheet: Sheet) -> list[Text]:
    """Headings in at most `room` rows: those that come first share one."""
    apart = room - 1 if len(hops) > room else len(hops)
    shared, rest = hops[: len(hops) - apart], hops[len(hops) - apart :]
    rows = [heads[hop.number] for hop in rest]
    return [_shared(sorted(shared, key=lambda hop: hop.number), sheet), *rows] if shared else rows


def _shared(hops: Sequence[Hop], sheet: Sheet) -> Text:
    """ "── 1 on the wire · 2 ASGI event ──────"."""
    rule, dot, dots = sheet.ink.glyphs.rule, sheet.ink.glyphs.dot, sheet.ink.glyphs.ellipsis
    names = [f"{hop.told} {hop.name}" for hop in hops]
    room = sheet.width - 6
    whole = f" {dot} ".join(names)
    shown = whole if cell_len(whole) <= room else f"{names[0]} {dots} {names[-1]}"
    line = Text(f"{rule * 2} ", palette.QUIET).append(sheet.ink.cut(shown, room))
    return line.append(" " + rule * max(sheet.width - line.cell_len - 1, 0), palette.QUIET)


# ── a heading


def heading(hop: Hop, sheet: Sheet) -> Text:
    """ "── 4 group event   #1 ▶ layer ──────── +2.6 ms   base.py:167 ──"."""
    ink, in_hand = sheet.ink, hop.number == sheet.hand
    rule = ink.glyphs.rule
    head = Text()
    head.append(ink.glyphs.now if in_hand else rule, palette.MARK if in_hand else palette.QUIET)
    head.append(f"{rule} ", palette.QUIET)
    head.append(f"{hop.told} {hop.name}", _style(hop, in_hand=in_hand))
    after = since(hop.after) if hop.after is not None else ""
    roomy = sheet.width >= _ROOMY
    right = f"{after}   {hop.place:>{sheet.place if roomy and after else 0}}".strip()
    pad = max((_NAME if roomy else _TIGHT) - len(hop.name), 1)
    dot = f" {ink.glyphs.dot} "
    forms = [(pad, also, right) for also in (hop.also, hop.few, "")]
    forms += [(pad, "", f"{after}   {hop.place}".strip()), (pad, "", after), (1, "", after)]
    for blanks, also, told in forms:
        line = head.copy().append(" " * blanks).append_text(_ends(hop, ink))
        line.append(also and dot + ink.safe(also), palette.QUIET)
        tail = _tail(told, rule)
        if line.cell_len + tail.cell_len + 2 <= sheet.width:
            break
    return _ruled(line, tail, sheet)


def _style(hop: Hop, *, in_hand: bool) -> str:
    if hop.bad:
        return palette.BAD
    return palette.NOW if in_hand else palette.PLAIN


def _ruled(line: Text, tail: Text, sheet: Sheet) -> Text:
    """The rule between the ends of a heading; what has no room is cut, and says so."""
    rule, dots = sheet.ink.glyphs.rule, sheet.ink.glyphs.ellipsis
    room = sheet.width - tail.cell_len - 2
    if line.cell_len > room:
        line.right_crop(len(line.plain) - len(fit(line.plain, max(room - len(dots), 1))))
        line.append(dots)
    space = max(sheet.width - line.cell_len - tail.cell_len - 1, 0)
    return line.append(" " + rule * space, palette.QUIET).append_text(tail)


def since(nanoseconds: int) -> str:
    """ "+2.6 ms", "+12.3 s": since a message began."""
    ms = nanoseconds / 1e6
    return f"+{ms:.1f} ms" if ms < 9_999.95 else f"+{ms / 1000:.1f} s"


def _left(hop: Hop, head: Text, sheet: Sheet) -> list[Text]:
    """What the heading had no room for: its ends, and of the hop in hand its place."""
    arrow = f" {sheet.ink.glyphs.head_right} "
    ends = arrow.join(sheet.ink.safe(end.text) for end in hop.ends)
    place = sheet.ink.safe(hop.place) if hop.number == sheet.hand else ""
    missing = [text for text in (ends, place) if text not in head.plain]
    rows = [row for text in missing for row in wrap(text, sheet.room)]
    return [Text(" " * sheet.indent).append(row, palette.QUIET) for row in rows]


def _tail(right: str, rule: str) -> Text:
    tail = Text(f" {right} " if right else "", palette.QUIET)
    return tail.append(rule * 2, palette.QUIET)


def _ends(hop: Hop, ink: Pen) -> Text:
    arrow = Text().append(f" {ink.glyphs.head_right} ", palette.QUIET)
    return arrow.join(Text(ink.safe(end.text), end.style) for end in hop.ends)


# ── a content


def _below(hop: Hop, head: Text, sheet: Sheet, *, bare: bool) -> list[Text]:
    return [*body(hop, sheet, bare=bare), *_left(hop, head, sheet)]


def body(hop: Hop, sheet: Sheet, *, bare: bool = False, brief: bool = False) -> list[Text]:
    """The content of a hop, pointed at where the marked word stands first; `bare`: without what
    is said aside; `brief`: without what is further in, the statements of a call.
    """
    rows: list[Text] = []
    pointed = not sheet.mark
    for part in hop.body:
        if (bare and part.aside) or (brief and part.inset):
            continue
        text = sheet.ink.safe(part.text)
        place = re.search(rf"(?<!\w){re.escape(sheet.ink.safe(sheet.mark))}(?!\w)", text)
        here = part.marked and not pointed and place is not None
        lines = _lines(part, text, sheet, pointed=here)
        if here and place is not None:
            _point(lines, place.start(), sheet)
            pointed = True
        rows += lines
    return rows


def _lines(part: Words, text: str, sheet: Sheet, *, pointed: bool) -> list[Text]:
    room = sheet.room - part.inset
    if pointed:
        room = max(room - cell_len(sheet.pointer) - 2, _LEAST)
    pieces = unbroken(text, room) if part.exact else wrap(text, room)
    return [Text(" " * (sheet.indent + part.inset)).append(piece, part.style) for piece in pieces]


def _point(lines: list[Text], place: int, sheet: Sheet) -> None:
    """Put the pointer at the end of the line that holds the character `place`."""
    for line in lines:
        length = len(line.plain) - sheet.indent
        if place < length:
            begin = place + sheet.indent
            line.stylize(palette.MARK, begin, begin + len(sheet.ink.safe(sheet.mark)))
            space = sheet.width - 1 - cell_len(sheet.pointer) - line.cell_len
            line.append(" " * max(space, 2)).append(sheet.pointer, palette.MARK)
            return
        place -= length


def unbroken(text: str, width: int) -> list[str]:
    """`text` in pieces of at most `width` cells that make it up without loss: broken before a
    blank where there is one, which then begins the next piece.
    """
    pieces: list[str] = []
    while cell_len(text) > width:
        head = fit(text, width) or text[:1]
        end = _break(text, len(head))
        pieces.append(text[:end])
        text = text[end:]
    return [*pieces, text] if text or not pieces else pieces


def _break(text: str, most: int) -> int:
    """Where to go on below: before the last blank that follows a character, if that is not far."""
    for place in range(most, most // 3, -1):
        if text[place : place + 1] == " " and text[place - 1] != " ":
            return place
    return most
