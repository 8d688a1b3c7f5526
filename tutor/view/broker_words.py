"""What stood in the broker in sentences: keys, types, members, time to live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from tutor.core.events import BrokerRead
from tutor.view import broker_keys
from tutor.view.spoken import paragraphs
from tutor.view.text import count, join, pen

if TYPE_CHECKING:
    from tutor.core.timeline import Moment

MEMBERS: Final = 6


def render(moment: Moment, *, width: int, height: int | None = None, ascii: bool = False) -> Text:
    """A sentence for each key, as it stood at its last reading."""
    told = [_key(read) for read in broker_keys.reads(moment).values()]
    ink = pen(ascii=ascii)
    return paragraphs(told or [broker_keys.why(moment)], width=width, height=height, ink=ink)


def _key(read: BrokerRead) -> str:
    kept = [*read.members[:MEMBERS]]
    more = len(read.members) - len(kept)
    named = [*kept, *([f"{more} more"] if more else [])]
    about = f"{read.type}, {broker_keys.left(read.ttl)}, {count(len(read.members), 'member')}"
    return f"Key {read.key}: {about}{f': {join(named)}' if named else ''}."
