"""A channel's queue: a bar of ten cells, and what is to be said of it in words.

A cell is a tenth of what the queue takes; where that is not recorded, a copy. The cell with the
copy of the message in hand has its sign. What has no room in words gives way in a fixed order: what
the queue held before, then what it takes, then what it holds, which the bar shows; never that a
copy was dropped or has expired.
"""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING, Final

from tutor.core import journeys
from tutor.core.world import Channel
from tutor.view import palette
from tutor.view.text import Pen

if TYPE_CHECKING:
    from tutor.core.timeline import Moment

CELLS: Final = 10
BAR: Final = CELLS + 2
WORDS: Final = 22  # cells that words take at most, if nothing that is never left out needs more

Pieces = list[tuple[str, str]]  # (text, style)


def followed(moment: Moment) -> Container[int]:
    """The copies, by their `seq`, of the message that this step belongs to."""
    messages = journeys.of(moment.timeline)
    journey = messages.journey(moment.step)
    if journey is None or not journey.has(4):
        return ()
    sent = journey.hops[3]
    return {sent, *messages.spread(sent, moment.step).copies}


def bar(channel: Channel, ink: Pen, followed: Container[int] = ()) -> Pieces:
    """ "▕■■■       ▏" in `BAR` cells; `followed`: copies of the message in hand, by their `seq`."""
    glyphs, queue = ink.glyphs, channel.queue
    waiting, takes = len(queue), channel.capacity or CELLS
    filled = min(-(-waiting * CELLS // takes), CELLS)
    pieces: Pieces = [(glyphs.queue[0], palette.QUIET)]
    for cell in range(filled):
        copies = queue[cell * waiting // filled : (cell + 1) * waiting // filled]
        if any(copy in followed for copy in copies):
            pieces.append((glyphs.message, palette.MARK))
        else:
            pieces.append((glyphs.queue[2], palette.GROUP))
    return [*pieces, (" " * (CELLS - filled), ""), (glyphs.queue[1], palette.QUIET)]


def words(channel: Channel, before: int, room: int) -> Pieces:
    """ "100 of 100 (was 99), 1 dropped" in at most `room` cells; `before`: copies one step ago."""
    forms = _forms(channel, before)
    return next((form for form in forms if _cells(form) <= room), forms[-1])


def longest(channel: Channel) -> int:
    """Cells of all that may be said of this queue, as far as it is ever said."""
    waiting = len(channel.queue)
    forms = _forms(channel, waiting + 1), _forms(channel, max(waiting - 1, 0))
    cells = [_cells(form) for several in forms for form in several]
    return max([*(few for few in cells if few <= WORDS), shortest(channel)])


def shortest(channel: Channel) -> int:
    """Cells of what is never left out."""
    return _cells(_forms(channel, len(channel.queue))[-1])


def _forms(channel: Channel, before: int) -> list[Pieces]:
    """From all that can be said to what always is."""
    waiting, takes = len(channel.queue), channel.capacity
    style = palette.NOW if waiting != before else "" if waiting else palette.QUIET
    number = f"{waiting}" if waiting else "empty"
    whole = f"{waiting} of {takes}" if waiting and takes else f"{waiting} queued"
    was: Pieces = [(f" (was {before})", palette.NEW)] if waiting != before else []
    gone = [f"{channel.dropped} dropped"] * bool(channel.dropped)
    gone += [f"{channel.expired} expired"] * bool(channel.expired)
    lost: Pieces = [(", ", palette.QUIET), (", ".join(gone), palette.BAD)] if gone else []
    held = [(whole if waiting else number, style)]
    forms = [[*held, *was, *lost], [*held, *lost], [(number, style), *lost]]
    return [*forms, [(", ".join(gone), palette.BAD)]] if gone else forms


def _cells(pieces: Pieces) -> int:
    return sum(len(text) for text, _ in pieces)
