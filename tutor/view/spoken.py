"""A picture in sentences, a paragraph each: what all views that can be read aloud share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.text import Text

from tutor.core import journeys
from tutor.core.world import World
from tutor.view import picture_names
from tutor.view.message_names import Names
from tutor.view.text import Pen, page, wrap

if TYPE_CHECKING:
    from tutor.core.timeline import Moment

HANG = 4  # cells in front of the later lines of a paragraph


def paragraphs(told: Iterable[str], *, width: int, height: int | None, ink: Pen) -> Text:
    """The sentences as lines; the later lines of a paragraph are set in."""
    lines: list[Text] = []
    for words in told:
        first, *rest = wrap(ink.safe(words), max(width - HANG, 1))
        lines += [Text(first), *(Text(" " * HANG + more) for more in rest)]
    return page(lines, width=width, height=height, pen=ink)


def news(told: Text, before: str) -> Text:
    """Of sentences about the same subject, which the first of them names, only those that were not
    said `before`.
    """
    new, old = _blocks(told.plain), _blocks(before)
    if new[0] != old[0]:
        return told
    return Text("\n").join(
        Text(block) for block in [new[0], *(one for one in new[1:] if one not in old)]
    )


def _blocks(told: str) -> list[str]:
    """Paragraphs, each with what hangs on its first line."""
    return re.split(r"\n(?! )", told)


def names(moment: Moment) -> Names:
    """What things are called aloud."""
    return Names(moment, journeys.of(moment.timeline), aloud=True)


def consumer_of(moment: Moment, conn: int | None) -> str:
    """ "consumer 2", "consumer 2 on server 1"; "" where the connection has none."""
    found = moment.world.instances.get(conn or 0)
    return names(moment).instance(found.number, found.process).text if found else ""


def member(moment: Moment, channel: str) -> str:
    """ "consumer 2 of admin": who is behind a channel name."""
    found = moment.world.channels.get(channel)
    client = picture_names.caller(moment.world, found.conn if found else None)
    return names(moment).member(channel).text + (f" of {client}" if client else "")


def process(world: World, name: str) -> str:
    """ "server 1, InMemoryChannelLayer", "broker, redis-server 7.0.15, killed"."""
    found = world.processes.get(name)
    if found is None:
        return name or "no server"
    about = found.software or found.layer
    end = "" if found.alive else found.how or "dead"
    return ", ".join(filter(None, (name, about, end)))


def begin(text: str) -> str:
    """The text with a capital letter."""
    return text[:1].upper() + text[1:]
