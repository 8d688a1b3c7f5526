"""A message in sentences, one a hop: for a screen reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from tutor.core import journeys
from tutor.view import message, message_hops
from tutor.view.message_hops import Hop
from tutor.view.message_names import Names, title
from tutor.view.message_rows import since as after
from tutor.view.message_teller import Teller
from tutor.view.spoken import paragraphs
from tutor.view.text import pen, sentence

if TYPE_CHECKING:
    from tutor.core.timeline import Moment


def render(
    moment: Moment,
    *,
    width: int,
    height: int | None = None,
    ascii: bool = False,
    since: int = 0,
) -> Text:
    """The message of the moment's step; `since`: of the hops that it had at that step, only the one
    in hand.
    """
    ink = pen(ascii=ascii)
    told = words(moment, since=since)
    if not told:
        return sentence(message.EMPTY, width=width, height=height, pen=ink)
    return paragraphs(told, width=width, height=height, ink=ink)


def words(moment: Moment, fact: int = 0, *, since: int = 0) -> list[str]:
    """Its title, and a sentence for each hop. Texts from outside are as they were recorded: whoever
    prints them escapes them.
    """
    messages = journeys.of(moment.timeline)
    journey = messages.journey(moment.step, fact)
    if journey is None:
        return []
    names = Names(moment, messages, aloud=True)
    told: Sequence[Hop] = message_hops.hops(Teller(moment, messages, journey, names))
    told = message.fresh(told, journey, messages.journey(since) if since else None)
    what = f"Message {journey.number}" if journey.number else ""
    head = title(moment.timeline.event(journey.root), names)
    head += "" if head.endswith(("?", "!", ".")) else "."
    return [f"{what}: {head}" if what else head, *(_spoken(hop, what, journey.of) for hop in told)]


def _spoken(hop: Hop, what: str, of: int) -> str:
    ends = [end.text for end in hop.ends]
    between = f"from {ends[0]} to {ends[1]}" if len(ends) == 2 else "".join(ends)
    time = after(hop.after).removeprefix("+") if hop.after is not None else ""
    number = f"{hop.told} of {of}" if of else f"{hop.told}"
    place = f"hop {number}" if what else f"Hop {number}"
    parts = [what, place, hop.name, between, time]
    body = "; ".join(part.text for part in hop.body)
    return f"{', '.join(filter(None, parts))}{f': {body}' if body else '.'}"
