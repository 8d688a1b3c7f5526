"""What stands on the walls of the onion and between them, richer or barer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from typing import Any, Final, Literal

import msgspec
from msgspec.structs import replace
from rich.cells import cell_len
from rich.text import Text

from tutor.view import palette
from tutor.view.fold import fold
from tutor.view.scope_boxes import Frame, Row, Shape
from tutor.view.scope_walk import Floor, Walk
from tutor.view.text import Pen, count

ROOMY: Final = 40
"""Cells from which on the words at a solid wall are set in."""

Keys = Literal["all", "count", "wall"]


class Look(msgspec.Struct, frozen=True):
    """How much is shown. Floors by their place, the server's dictionary being 0."""

    open: frozenset[int]  # boxes that have their keys below the wall, not in it
    lines: frozenset[int]  # boxes with the line that called the next layer
    client: bool = True  # whose handshake it is, and its path
    keys: Keys = "all"  # of the server's dictionary
    merged: bool = False  # neighbours that handed the same dictionary on have one wall

    @classmethod
    def of(cls, walk: Walk) -> Look:
        """All that there is to show."""
        lines = frozenset(place for place, floor in enumerate(walk.floors) if floor.via)
        return cls(frozenset(range(len(walk.floors))), lines)

    def but(self, **fields: Any) -> Look:
        """This look with other fields."""
        return replace(self, **fields)

    def at(self, place: int) -> Look:
        """What it says of the rows below one wall. Other looks that say the same are equal."""
        here = frozenset({place})
        if place:
            return Look(self.open & here, self.lines & here)
        return Look(self.open & here, self.lines & here, self.client, self.keys)


def names(walk: Walk, ink: Pen) -> list[tuple[int, int]]:
    """How many boxes are around each name, and how many cells the name takes on its wall."""
    return [(floor.depth, _cells(floor, ink)) for floor in walk.floors]


class Floors:
    """The rows of one onion in several looks. What two looks have alike is made once."""

    def __init__(self, walk: Walk, frame: Frame) -> None:
        self._walk, self._frame = walk, frame
        self._below = cache(partial(_below, walk, frame))
        self._walls = cache(partial(_walls, walk, frame))

    def rows(self, look: Look) -> list[Row]:
        """All rows but the floor."""
        found: list[Row] = []
        for group in _groups(self._walk, look):
            walls, last = self._walls(group), group[-1]
            found += (_dressed(self._walk, last, row, look, self._frame) for row in walls)
            found += self._below(last, look.at(last))
        return found

    def count(self, look: Look) -> int:
        """How many rows a look has: what stands on a wall beside its names takes none."""
        return sum(
            len(self._walls(group)) + len(self._below(group[-1], look.at(group[-1])))
            for group in _groups(self._walk, look)
        )


def _groups(walk: Walk, look: Look) -> Iterator[tuple[int, ...]]:
    """Places of the floors that share one wall."""
    group: tuple[int, ...] = ()
    for place, floor in enumerate(walk.floors):
        is_plain = not (floor.is_box or floor.added or floor.changed or floor.consumer)
        is_plain = is_plain and not (walk.no and place == len(walk.floors) - 1)
        if group and not (look.merged and is_plain):
            yield group
            group = ()
        group += (place,)
        if not is_plain:
            yield group
            group = ()
    if group:
        yield group


def _walls(walk: Walk, frame: Frame, group: tuple[int, ...]) -> list[Row]:
    """The wall of some floors, all but the first of which fit on it or go below: their names."""
    last = len(walk.floors) - 1
    found: list[Row] = []
    for place in group:
        floor = walk.floors[place]
        is_hand, is_no = place == last, bool(walk.no) and place == last
        name = _name(floor, frame.ink, is_hand=is_hand and floor.is_fresh, is_no=is_no)
        shape: Shape = "top" if floor.is_box else "no" if is_no else "same"
        row = Row(shape, floor.depth, name, hand=is_hand)
        if found and found[-1].left.cell_len + name.cell_len + 1 <= frame.on_wall(floor.depth):
            dash = Text(frame.ink.glyphs.box[8], palette.QUIET)
            joined = Text.assemble(found[-1].left, dash, name)
            found[-1] = row._replace(left=joined)
        else:
            found.append(row)
    return found


def _name(floor: Floor, ink: Pen, *, is_hand: bool, is_no: bool) -> Text:
    """ " ▶ B CookieMiddleware ", " ChatConsumer #1 "."""
    return Text.assemble(*_named(floor, ink, is_hand=is_hand, is_no=is_no))


def _cells(floor: Floor, ink: Pen) -> int:
    """How many cells a name has at most: as that of the floor in hand."""
    return sum(cell_len(text) for text, _ in _named(floor, ink, is_hand=True, is_no=False))


def _named(floor: Floor, ink: Pen, *, is_hand: bool, is_no: bool) -> Iterator[tuple[str, str]]:
    """The parts of a name, with their styles."""
    sign = ink.glyphs.cross if is_no else ink.glyphs.now if is_hand else ""
    yield " ", palette.PLAIN
    yield f"{sign} " if sign else "", palette.BAD if is_no else palette.MARK
    if floor.is_box:
        yield f"{floor.letter} ", palette.TITLE
    yield ink.safe(floor.name), palette.BAD if is_no else palette.STRONG
    if floor.consumer is not None:
        yield f" #{floor.consumer}", palette.INSTANCE
    yield " ", palette.PLAIN


def _dressed(walk: Walk, place: int, row: Row, look: Look, frame: Frame) -> Row:
    """A wall with what fits beside the name: its keys if it is closed, then the time."""
    floor = walk.floors[place]
    if not _fits(floor, frame):  # the name is below
        letter = Text(" ").append(f"{floor.letter} ", palette.TITLE) if floor.is_box else Text()
        return row._replace(left=letter)
    if frame.shaft:
        row = _on_the_way_out(walk, place, row, frame)
        ends = [Text()]
    else:
        ends = [*_rights(walk, place), Text()]
    room = frame.on_wall(floor.depth) - row.left.cell_len
    for words in (*_in_wall(walk, place, look, frame.ink), Text()):
        for end in ends:
            if words.cell_len + bool(words) + end.cell_len <= room and (words or end):
                bar = Text(frame.bar(row.shape) if words else "", palette.QUIET)
                left = Text.assemble(row.left, bar, words)
                return row._replace(left=left, right=end or row.right)
    return row


def _fits(floor: Floor, frame: Frame) -> bool:
    return _cells(floor, frame.ink) <= frame.on_wall(floor.depth)


def _on_the_way_out(walk: Walk, place: int, row: Row, frame: Frame) -> Row:
    """A wall with what its layer did with `send`, the innermost with what it sends."""
    floor, ink, out = walk.floors[place], frame.ink, walk.out
    assert out is not None
    if place == len(walk.floors) - 1:
        return row._replace(mid=f" {ink.safe(out.what)} ")
    mark, said = {
        None: ("", _right(walk, place).plain),
        True: (ink.glyphs.replaced, " a send of its own "),
        False: (ink.glyphs.untouched, " the send it got "),
    }[floor.sends]
    style = palette.STRONG if floor.sends else palette.QUIET
    forms = [said]
    if place == 0 and out.arrived:
        forms, style = (
            [f" {ink.safe(form)} " for form in (out.arrived, out.arrived_at)],
            palette.MARK,
        )
    room = frame.width - frame.shaft - 4 - frame.step * floor.depth
    said = next((form for form in forms if cell_len(form) <= room), "")
    return row._replace(mark=mark, right=Text(said, style))


def _rights(walk: Walk, place: int) -> Iterator[Text]:
    """The end of a wall, from the longest form to the shortest; that of the server says when the
    client had its 101.
    """
    right = _right(walk, place)
    if place == 0 and walk.opened:
        begun = f"{right.plain.rstrip()}," if right else ""
        yield Text(f"{begun} {walk.opened} ", palette.QUIET)
    yield right


def _right(walk: Walk, place: int) -> Text:
    floor = walk.floors[place]
    if floor.is_box or (walk.no and place == len(walk.floors) - 1):
        return Text(f" {floor.at} " if floor.at else "", palette.QUIET)
    return Text(f" same dict {floor.letter} ", palette.QUIET)


def _in_wall(walk: Walk, place: int, look: Look, ink: Pen) -> Iterator[Text]:
    """What a closed box has in its wall: keys with values, keys, or their number."""
    floor = walk.floors[place]
    if place == 0:
        if look.keys == "wall":
            yield Text(f" {count(len(walk.keys), 'key')} ", palette.QUIET)
        return
    if floor.consumer is not None and not (floor.is_box or walk.out or walk.no):
        yield Text(" self.scope ", palette.QUIET)
    if place in look.open:
        return
    entries = list(_entries(floor, ink))
    if not entries:
        return
    style = palette.NEW if floor.is_fresh else palette.GROUP
    whole = Text(" ")
    for sign, key, value in entries:
        whole.append(f"{sign} {key} ", style).append(f"{value} ", palette.QUIET)
    yield whole
    yield Text(f" {' '.join(f'{sign} {key}' for sign, key, _ in entries)} ", style)
    yield Text(f" {entries[0][0]} {count(len(entries), 'key')} ", style)
    yield Text(f" {entries[0][0]}{len(entries)} ", style)


def _entries(floor: Floor, ink: Pen) -> Iterator[tuple[str, str, str]]:
    for sign, table in ((ink.glyphs.new, floor.added), ("~", floor.changed)):
        for key, value in table.items():
            yield sign, ink.safe(key), ink.safe(value)


def _below(walk: Walk, frame: Frame, place: int, look: Look) -> list[Row]:
    """The rows under a wall, up to the next one; `look` is what it says of this floor."""
    floor, ink = walk.floors[place], frame.ink
    is_hand = place == len(walk.floors) - 1
    lines: list[tuple[Text, int]] = []
    if not _fits(floor, frame):
        lines.append((Text(ink.safe(floor.name), palette.STRONG), 0))
    if place == 0:
        lines += _server(walk, look, ink)
    elif place in look.open or is_hand:
        style = palette.NEW if floor.is_fresh else palette.GROUP
        for sign, key, value in _entries(floor, ink):
            lines.append((Text.assemble((f"{sign} {key}", style), f"  {value}"), 4))
    has_line = place in look.lines and floor.via and (floor.is_box or is_hand)
    if walk.no and is_hand:
        lines += _no(walk, floor, frame, has_line=bool(has_line))
    elif has_line and not walk.out:
        lines += _line(floor, frame, "")
    inside = frame.inside(floor.depth)
    return [
        Row("text", floor.depth, row, hand=is_hand)
        for line, hang in lines
        for row in fold(line, inside, hang=hang)
    ]


def _server(walk: Walk, look: Look, ink: Pen) -> Iterator[tuple[Text, int]]:
    if look.client and not walk.out:
        who = (ink.safe(walk.client), palette.CLIENT)
        yield Text.assemble(who, f"  {ink.safe(walk.path)}"), 2
    style = palette.NEW if walk.is_new else palette.PLAIN
    if look.keys == "all":
        yield Text(" ".join(map(ink.safe, walk.keys)), style), 0
    elif look.keys == "count":
        yield Text(count(len(walk.keys), "key"), style), 0
    if walk.marked is not None:
        key, value = map(ink.safe, walk.marked)
        yield Text.assemble((key, palette.MARK), f"  {value}"), 4


def _line(floor: Floor, frame: Frame, pad: str) -> Iterator[tuple[Text, int]]:
    """Where the next layer was called: on one line if there is room."""
    ink, inside = frame.ink, frame.inside(floor.depth)
    where, line = ink.safe(floor.via), ink.safe(floor.line)
    if cell_len(pad + where) + 2 + cell_len(line) <= inside:
        yield Text.assemble((f"{pad}{where}  ", palette.QUIET), line), 8
        return
    yield Text(pad + where, palette.QUIET), 8
    if line:
        yield Text(f"    {pad}{line}", palette.PLAIN), 8


def _no(walk: Walk, floor: Floor, frame: Frame, *, has_line: bool) -> Iterator[tuple[Text, int]]:
    """What was compared, how the no gets out, and what was not done."""
    no, ink = walk.no, frame.ink
    pad = "    " if frame.inside(floor.depth) >= ROOMY else ""
    hang = len(pad) + 4
    assert no is not None
    if no.origin or floor.looks:
        yield Text.assemble((f"{pad}origin         ", palette.QUIET), ink.safe(no.origin)), hang
    if floor.looks or (no.origin and floor.line):  # with its line its list would be told
        allowed = ink.safe(", ".join(floor.looks)) or "none"
        yield Text.assemble((f"{pad}allowed hosts  ", palette.QUIET), allowed), hang
    if no.error:
        yield Text(f"{pad}{ink.safe(no.error)}", palette.BAD), hang
    if no.where:
        yield Text(f"{pad}{ink.safe(no.where)}", palette.QUIET), hang
    elif has_line:
        yield from _line(floor, frame, pad)
    hops = [no.by, *([f"close {no.code}"] if no.code else []), walk.server]
    dash, head = ink.glyphs.horizontal, ink.glyphs.head_right
    way = f"{hops[0]} {dash} {hops[1]} {dash}{head} {hops[2]}" if no.code else ""
    way = way or f"{hops[0]} {dash}{head} {hops[-1]}"
    if no.status:
        way += f" {dash} {no.status} {dash}{head} {walk.client}"
    yield Text(pad + ink.safe(way)), hang
    cookies = "cookies read" if no.read_cookies else "no cookies read"
    done = f"{pad}{cookies}   {no.queries} {'query' if no.queries == 1 else 'queries'}"
    called = "" if no.is_consumer else f"{pad}Nothing further in was called."
    if called and cell_len(called) + 3 + cell_len(done.lstrip()) <= frame.inside(floor.depth):
        called, done = "", f"{called}   {done.lstrip()}"
    if called:
        yield Text(called, palette.STRONG), hang
    yield Text(done, palette.STRONG), hang
