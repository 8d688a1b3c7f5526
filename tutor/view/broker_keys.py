"""What stood in the broker when the scene last looked: keys, types, members, time to live."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from rich.console import RenderableType
from rich.text import Text

from tutor.core.events import BrokerRead, BrokerStarted, BrokerStopped, Event
from tutor.core.journeys import Messages
from tutor.view import palette, picture_names
from tutor.view.fold import SANE, Piece, fold, line_of
from tutor.view.message_names import Names
from tutor.view.text import Pen, count, page, pen, sentence

if TYPE_CHECKING:
    from tutor.core.timeline import Moment

_EMPTY: Final = "No key has been read from a broker yet."
_LATELY: Final = "No key has been read from a broker lately."
_LOST: Final = "The broker has {how}. The keys that it held are lost."
_AFRESH: Final = "The broker has started again, without the keys that it held."
_MEMBERS: Final = 6
_SHORT: Final = 14  # rows: a picture with no more cuts nothing …
_WIDE: Final = 60  # … if it is so wide
_TELLING: Final = (BrokerRead, BrokerStarted, BrokerStopped)


def render(
    moment: Moment, *, width: int, height: int | None = None, ascii: bool = False
) -> RenderableType:
    """Every key that was read, as it stood at its last reading up to the moment's step."""
    ink = pen(ascii=ascii)
    found = reads(moment)
    if not found:
        return sentence(why(moment), width=width, height=height, pen=ink)

    def drawn(*, whole: bool) -> list[Text]:
        keys = (_key(read, moment, width, ink, whole=whole) for read in found.values())
        return [line for key in keys for line in key]

    lines = drawn(whole=width >= _WIDE)
    if len(lines) > _SHORT:
        lines = drawn(whole=False)
    return page(lines, width=width, height=height, pen=ink)


def _told(moment: Moment) -> list[Event]:
    """The readings and the ends of brokers up to the moment's step, as far as they are kept."""
    timeline = moment.timeline
    since, told = timeline.notes.get(__name__, (0, []))
    new = timeline.between(since, len(timeline))
    told = [fact for fact in told if fact.seq > timeline.first] if timeline.first else told
    told += [fact for fact in new if isinstance(fact, _TELLING)]
    timeline.notes[__name__] = len(timeline), told
    return told[: bisect_right(told, moment.step, key=lambda fact: fact.seq)]


def reads(moment: Moment) -> dict[str, BrokerRead]:
    """The last reading of each key; a broker that ended has none."""
    found: dict[str, BrokerRead] = {}
    for fact in _told(moment):
        if isinstance(fact, BrokerRead):
            found[fact.key] = fact
        elif isinstance(fact, BrokerStopped):
            found.clear()
    return found


def why(moment: Moment) -> str:
    """Why there is no key to show."""
    ended = None
    for fact in _told(moment):
        if isinstance(fact, BrokerStopped):
            ended = fact
        elif isinstance(fact, BrokerStarted) and ended is not None:
            return _AFRESH
    if ended is None:
        return picture_names.nothing(moment, _EMPTY, _LATELY)
    return _LOST.format(how=_HOW.get(ended.how, "ended"))


_HOW: Final = {"stopped": "stopped", "killed": "been killed", "crashed": "crashed"}


def _key(
    read: BrokerRead, moment: Moment, width: int, ink: Pen, *, whole: bool = False
) -> list[Text]:
    """`whole`: also what this step does not speak of."""
    fresh = read is moment.event
    about = f"  {read.type}, {left(read.ttl)}, {count(len(read.members), 'member')}"
    room = width - 2 if width < _WIDE else max(width - 2 - len(about), 8)
    spoken = whole or fresh or picture_names.speaks(moment, read.key)
    pieces = [
        Piece((f"{ink.glyphs.new} " if fresh else "  ",), palette.NEW),
        Piece((ink.safe(read.key) if spoken else ink.cut(read.key, room, "both"),), palette.STRONG),
        Piece((ink.safe(about),), palette.QUIET),
    ]
    lines = line_of(pieces, width, hang=4)
    for member in read.members[:_MEMBERS]:
        spoken = whole or fresh or picture_names.speaks(moment, member)
        lines += _member(member, moment, width, ink, whole=spoken)
    if len(read.members) > _MEMBERS:
        more = f"      {ink.glyphs.ellipsis} {len(read.members) - _MEMBERS} more"
        lines.append(Text(more, style=palette.QUIET))
    return lines


def left(ttl: float | None) -> str:
    """ "expires in 60 s"."""
    return "never expires" if ttl is None else f"expires in {ttl:.0f} s"


def _member(member: str, moment: Moment, width: int, ink: Pen, *, whole: bool) -> list[Text]:
    name = member.partition(" ")[0]  # a member of a sorted set comes with its score
    channel = moment.world.channels.get(name)
    who = Names(moment, Messages(())).member(name).text
    line = Text("      ")
    tail = f"  {ink.safe(who)}" if channel is not None else ""
    if channel is not None and not channel.alive:
        tail += f" {ink.glyphs.dead} its consumer is gone"
    room = max(width - 6 - len(tail), 8)
    known = channel is not None and width < _WIDE
    shown = _short(name, room, ink) if known else ink.cut(member, room, "both")
    line.append(ink.cut(member, SANE) if whole else shown)
    line.append(tail, palette.GONE if "gone" in tail else palette.INSTANCE)
    return fold(line, width, hang=8)


def _short(name: str, room: int, ink: Pen) -> str:
    """ "specific.4f32446ae774…!71db": which process, and which consumer of it."""
    process, mark, consumer = name.rpartition("!")
    if not process or room < 20:
        return ink.channel(name)
    return ink.cut(process, room - 5) + ink.safe(mark + consumer[:4])
