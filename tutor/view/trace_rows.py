"""The messages of a traced project, a row each: who, what, where it went, what it cost.

    ann → 'hi' → group_send room → 2 copies → 2 frames, 3 queries, 14 ms

The row in hand may be opened: below it stand its effects, one a line. What comes after the step in
hand is quiet. A row that has no room loses the end of its text first and its counts last; where
rows are not dear it goes on below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
from rich.cells import cell_len
from rich.text import Text

from tutor.core.events import Event
from tutor.core.names_of_connections import Names
from tutor.core.observed import Row
from tutor.core.summary import summary
from tutor.view import palette, picture_names
from tutor.view.fold import fold
from tutor.view.picks import telling
from tutor.view.text import Pen, count, wrap

SPACIOUS: Final = 9  # rows from which on a message may take several
LEAST: Final = 12  # cells of a text
TEXT: Final = 40  # cells of a text that a row takes at most, where there is room
STAMP: Final = 9  # cells of a time
FEW: Final = 3  # rows from which on it is said how many effects have no room
EFFECTS: Final = 100  # facts of an opened row that are told

TELLS: Final = frozenset(
    {
        *("handler.started", "handler.failed", "layer.failed", "group.sent", "app.sent"),
        *("group.joined", "group.left", "channel.dropped", "channel.expired", "db.finished"),
        *("connection.accepted", "connection.refused", "connection.closed", "http.answered"),
        *("channel.delivered", "client.received", "client.answered"),
    }
)
"""Kinds of effects that have a line in an opened row."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """How the list is looked at."""

    step: int  # in hand
    hand: int = 0  # `seq` of the first fact of the row in hand
    opened: int = 0  # the same of the row that is opened
    width: int
    height: int
    ink: Pen
    zero: int = 0  # nanoseconds that times count from


def window(
    rows: Sequence[Row], names: Names, effects: Callable[[Row], Sequence[Event]], look: Look
) -> list[Text]:
    """The rows around the one in hand, at most `height` lines; the newest at the bottom."""
    if not rows:
        return []
    place = next((n for n, row in enumerate(rows) if row.root == look.hand), len(rows) - 1)
    hand = _lines(rows[place], names, effects, look)
    if len(hand) > look.height:
        hand = _some(hand, look)
    shown, before, after = list(hand), place - 1, place + 1
    below = min(len(rows) - after, (look.height - len(hand)) // 3)
    for row in rows[after : after + below]:
        shown += _lines(row, names, effects, look)
    while before >= 0 and len(shown) < look.height:
        shown = [*_lines(rows[before], names, effects, look), *shown]
        before -= 1
    while after + below < len(rows) and len(shown) < look.height:
        shown += _lines(rows[after + below], names, effects, look)
        below += 1
    return _cut(shown, hand, look.height)


def _some(hand: list[Text], look: Look) -> list[Text]:
    """Of a row that has no room its first line, and the effects around that of the step."""
    if look.height < FEW:
        return hand[: look.height]
    ink, room = look.ink, look.height - 2
    here = (n for n, line in enumerate(hand) if line.plain.startswith(f"  {ink.glyphs.now}"))
    first = min(max(next(here, 1) - room // 2, 1), len(hand) - room)
    told = f"  {ink.glyphs.more} {first - 1} above, {len(hand) - first - room} below"
    return [hand[0], *hand[first : first + room], Text(told, palette.QUIET)]


def _cut(shown: list[Text], hand: list[Text], height: int) -> list[Text]:
    """At most `height` lines, those of the row in hand among them."""
    surplus = len(shown) - height
    if surplus <= 0:
        return shown
    begin = next(n for n, line in enumerate(shown) if line is hand[0])
    top = min(surplus, begin)
    return shown[top : top + height]


def _lines(
    row: Row, names: Names, effects: Callable[[Row], Sequence[Event]], look: Look
) -> list[Text]:
    lines = _row(row, names, look)
    if row.root == look.opened:
        lines += _effects(row, effects(row), look)
    return telling(lines, row.root)


def _row(row: Row, names: Names, look: Look) -> list[Text]:
    """One line, or as many as it needs where there are rows enough."""
    ink, here = look.ink, row.root == look.hand
    mark = ink.glyphs.now if here else ink.glyphs.cross if row.is_bad else " "
    style = palette.BAD if row.is_bad else palette.NOW if here else palette.PLAIN
    if row.root > look.step and not here:
        style = f"{style} dim".strip()
    line = Text(f"{mark} ", palette.BAD if row.is_bad and not here else palette.MARK)
    if look.width >= 60:
        line.append(f"{seconds(row.fact.at - look.zero):>{STAMP - 1}} ", palette.QUIET)
    room = look.width - line.cell_len
    if look.height >= SPACIOUS:
        line.append(ink.safe(sentence(row, names, TEXT, ink)), style)
        return fold(line, look.width, hang=4)
    line.append(_fitted(row, names, room, ink), style)
    return [line]


def _fitted(row: Row, names: Names, room: int, ink: Pen) -> str:
    """The longest form that has room."""
    for most, short in ((TEXT, False), (24, False), (24, True), (LEAST, True)):
        said = ink.safe(sentence(row, names, most, ink, short=short))
        if cell_len(said) <= room:
            return said
    # Its counts are kept: what it cost is what a reader looks down the list for.
    costs = ink.safe(_costs(row, short=True))
    left = room - cell_len(costs) - 2
    if not costs or left < LEAST:
        return ink.cut(said, room)
    return f"{ink.cut(_way(row, names, LEAST, ink), left)}  {costs}"


def sentence(row: Row, names: Names, most: int, ink: Pen, *, short: bool = False) -> str:
    """A row in words; its text is `most` cells at most. `short`: copies that were all sent on to
    clients are not counted apart.
    """
    way, costs = _way(row, names, most, ink), _costs(row, short=short)
    return f"{way} → {costs}" if costs and "→" in way else f"{way}  {costs}".rstrip()


def _way(row: Row, names: Names, most: int, ink: Pen) -> str:
    """ "ann → 'hi' → group_send room"."""
    who = names.of(row.fact.conn) or row.fact.process
    parts = [*_begun(row, who, most, ink)]
    if row.groups:
        parts.append(f"group_send {', '.join(row.groups[:3])}" + " …" * (len(row.groups) > 3))
    if row.direct:
        parts.append(f"send to {count(row.direct, 'channel')}")
    return " → ".join(part for part in parts if part)


def _begun(row: Row, who: str, most: int, ink: Pen) -> Sequence[str]:
    """How it began, in the words for its kind."""
    told = _BEGINS.get(row.fact.kind)
    return (summary(row.fact),) if told is None else told(row.fact, who, most, ink)


def _said(fact: Any, who: str, most: int, ink: Pen) -> Sequence[str]:
    if getattr(fact, "type", "") == "websocket.disconnect":
        return (f"{who} leaves" + f", {fact.code}" * bool(fact.code),)
    return who, _text(fact, most, ink)


def _text(fact: Any, most: int, ink: Pen) -> str:
    if fact.binary:
        return count(fact.size, "byte")
    whole, *shorter = picture_names.message(fact.text)
    if not shorter:
        return f"'{ink.cut(whole, most)}'"
    return ink.cut(next((form for form in shorter if cell_len(form) <= most), shorter[-1]), most)


_BEGINS: Final[dict[str, Callable[[Any, str, int, Pen], Sequence[str]]]] = {
    "app.received": _said,
    "client.sent": _said,
    "client.connecting": lambda fact, who, most, ink: (f"{who} connects to {fact.url}",),
    "connection.opened": lambda fact, who, most, ink: (
        f"{who} connects" if who == fact.path else f"{who} connects to {fact.path}",
    ),
    "http.received": lambda fact, who, most, ink: (f"{fact.method} {fact.path}",),
    "app.sent": lambda fact, who, most, ink: (f"to {who}", _text(fact, most, ink)),
    "group.sent": lambda fact, who, most, ink: (who,),
    "handler.started": lambda fact, who, most, ink: (who, f"{fact.type} from elsewhere"),
    "channel.sent": lambda fact, who, most, ink: (who, fact.type),
}


def _costs(row: Row, *, short: bool) -> str:
    """ "2 copies → 2 frames, 3 queries, 14 ms"."""
    is_plain = short and row.copies == row.frames
    copies = [count(row.copies, "copy", "copies")] * (row.copies > 0 and not is_plain)
    if not row.copies and row.sends:
        copies = ["no copy"]
    counts = [
        *[row.status] * bool(row.status),
        *[count(row.frames, "frame")] * bool(row.frames),
        *[count(row.queries, "query", "queries")] * bool(row.queries),
        *[f"{row.lost} lost"] * bool(row.lost),
        *[row.trouble] * bool(row.trouble),
        *[took(row.took)] * (len(row.seqs) > 1),
    ]
    return " → ".join(filter(None, [*copies, ", ".join(counts)]))


def took(nanoseconds: int) -> str:
    """ "0.4 ms", "14 ms", "1.20 s"."""
    ms = nanoseconds / 1e6
    return f"{ms:.1f} ms" if ms < 9.95 else picture_names.duration(nanoseconds)


def seconds(nanoseconds: int) -> str:
    """ "12.345", "3:02:05.1"."""
    whole = nanoseconds / 1e9
    if whole < 60:
        return f"{whole:.3f}"
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours:.0f}:{minutes:02.0f}:{left:02.0f}" if hours else f"{minutes:.0f}:{left:04.1f}"


# ── opened ──────────────────────────────────────────────────────────────────────────────────


def _effects(row: Row, facts: Sequence[Event], look: Look) -> list[Text]:
    """Its effects, one a line, folded and not cut."""
    ink = look.ink
    told = [fact for fact in facts if fact.kind in TELLS and fact.seq != row.root]
    lines: list[Text] = []
    for fact in told[:EFFECTS]:
        where = getattr(fact, "where", "")
        said = summary(fact) + (f"  {where}" if where and where not in summary(fact) else "")
        after = f"+{took(fact.at - row.fact.at)}"
        rows = wrap(ink.safe(said), max(look.width - 14, LEAST))
        here = ink.glyphs.now if fact.seq == look.step else " "
        style = palette.NOW if fact.seq == look.step else palette.QUIET
        lines.append(Text(f"  {here}{after:>9} ", palette.QUIET).append(rows[0], style))
        lines += [Text(" " * 13).append(rest, style) for rest in rows[1:]]
    if len(told) > EFFECTS:
        lines.append(Text(f"  {ink.glyphs.ellipsis} {len(told) - EFFECTS} more", palette.QUIET))
    return lines
