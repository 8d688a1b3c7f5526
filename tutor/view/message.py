"""A message whole: its hops from one client to the other, as far as they exist at this step.

A hop is a rule with its ends, its time and its place; under it stands its content, which wraps and
is never cut. Where rows are dear, hops far from the one in hand fold into their heading.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from tutor.core import journeys
from tutor.core.journeys import HOPS, Journey, Messages
from tutor.view import message_hops, palette
from tutor.view.fold import Piece, line_of
from tutor.view.message_hops import Hop
from tutor.view.message_names import Names, title
from tutor.view.message_rows import Sheet, rows_of, since
from tutor.view.message_teller import Teller
from tutor.view.text import Pen, page, pen, sentence

if TYPE_CHECKING:
    from tutor.core.timeline import Moment

WIDEST: Final = 80
EMPTY: Final = (
    "This fact does not belong to a message. "
    "A message starts with what a client sends, or the server."
)
_WIDE: Final = 200


def render(
    moment: Moment,
    *,
    width: int,
    height: int | None = None,
    ascii: bool = False,
    mark: str = "",
    fact: int = 0,
    since: int = 0,
) -> RenderableType:
    """The message of `fact` (a `seq`; by default the step's own) with that fact's hop in hand.
    `mark`: a word that is pointed at in each hop. `since`: of the hops that it had at that step,
    only the one in hand. At most 80 cells wide.
    """
    ink = pen(ascii=ascii)
    width = min(width, WIDEST)
    messages = journeys.of(moment.timeline)
    journey = messages.journey(moment.step, fact)
    if journey is None:
        return sentence(EMPTY, width=width, height=height, pen=ink)
    names = Names(moment, messages)
    told = message_hops.hops(Teller(moment, messages, journey, names))
    shown = fresh(told, journey, messages.journey(since) if since else None)
    head = [_header(moment, journey, told, names, width, ink), *_context(moment, journey, ink)]
    sheet = Sheet(width, ink, mark, journey.hand)
    rows = rows_of(shown, sheet, None if height is None else height - len(head))
    return page([*head, *rows], width=width, height=height, pen=ink)


def fresh(told: Sequence[Hop], journey: Journey, before: Journey | None) -> Sequence[Hop]:
    """The hops that the message did not have at an earlier step, and the one in hand."""
    if before is None or before.root != journey.root:
        return told
    old = {number for number, seq in enumerate(journey.hops, start=1) if seq and seq in before.hops}
    return [hop for hop in told if hop.number not in old or hop.number == journey.hand]


def strip(moment: Moment, width: int, ascii: bool = False) -> Text | None:
    """ "◆1 hop 4 of 8: group event, #1 ▶ layer, +2.6 ms"; None where there is no message."""
    found = _in_hand(moment)
    if found is None:
        return None
    ink, (journey, hop) = pen(ascii=ascii), found
    number = f"{ink.glyphs.message}{journey.number} " if journey.number else ""
    ends = f" {ink.glyphs.head_right} ".join(ink.safe(end.text) for end in hop.ends)
    after = f", {since(hop.after)}" if hop.after is not None else ""
    counted = dict.fromkeys((_counted(journey, hop.number), f"hop {hop.told}"))
    pieces = [
        Piece((number,), palette.MARK),
        Piece(tuple(f"{words}:" for words in counted), yields=1),
        Piece((f" {hop.name}, ", " "), yields=2),
        Piece((f"{ends}{after}",)),
    ]
    rows = line_of(pieces, width, hang=0)
    for row in rows:
        row.rstrip()
    return page([Text(" ").join(rows)], width=width, height=1, pen=ink)


def tell(moment: Moment, ink: Pen, _read: object) -> Text | None:
    """The strip as the table of views asks for it: its end, a time, is what gives way."""
    return strip(moment, _WIDE, ascii=ink.glyphs.ascii)


def _in_hand(moment: Moment) -> tuple[Journey, Hop] | None:
    messages = journeys.of(moment.timeline)
    journey = messages.journey(moment.step)
    if journey is None:
        return None
    told = message_hops.hops(Teller(moment, messages, journey, Names(moment, messages)))
    return journey, next(hop for hop in told if hop.number == journey.hand)


def _header(
    moment: Moment, journey: Journey, told: Sequence[Hop], names: Names, width: int, ink: Pen
) -> Text:
    """ " ◆1  john says Hello!      8 of 8 hops  +4.3 ms"."""
    number = f"{ink.glyphs.message}{journey.number}  " if journey.number else ""
    right = _counted(journey, journey.hand)
    if journey.hand == HOPS and journey.of == len(told):
        right = f"{journey.of} of {journey.of} hops"
    fact, root = moment.timeline.event(journey.fact), moment.timeline.event(journey.root)
    if fact is not None and root is not None:
        right += f"  {since(fact.at - root.at)}"
    line = Text(" ").append(number, palette.MARK)
    room = max(width - line.cell_len - cell_len(right) - 2, 8)
    line.append(ink.cut(title(root, names), room), palette.STRONG)
    space = max(width - line.cell_len - cell_len(right), 1)
    return line.append(" " * space).append(right, palette.QUIET)


def _counted(journey: Journey, hop: int) -> str:
    """ "hop 4 of 8"; "hop 2" as long as nobody can know how many there will be."""
    return f"hop {journey.told(hop)}" + (f" of {journey.of}" if journey.of else "")


def _context(moment: Moment, journey: Journey, ink: Pen) -> list[Text]:
    """Where a message was born, and how often it has been through the layer."""
    lines: list[Text] = []
    if journey.because:
        origin = title(moment.timeline.event(journey.because), Names(moment, Messages(())))
        lines.append(Text(f"     because {ink.safe(origin)}", palette.QUIET))
    if journey.lap > 1:
        lines.append(Text(f"     round {journey.lap} through the layer", palette.QUIET))
    return lines
