"""The channel layer in sentences: groups, members, and what waits in their queues."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from rich.text import Text

from tutor.core.world import GroupKey, World
from tutor.view.spoken import member, paragraphs, process
from tutor.view.text import count, pen

if TYPE_CHECKING:
    from tutor.core.timeline import Moment
    from tutor.view.reserved import Plan

MANY: Final = 12  # members of one group
EMPTY: Final = "No group has a member."


def render(
    moment: Moment,
    *,
    width: int,
    height: int | None = None,
    ascii: bool = False,
    plan: Plan | None = None,  # a sentence has no columns to reserve
) -> Text:
    """A sentence for each group, and for each member."""
    keys = sorted({**moment.earlier.groups, **moment.world.groups})
    told = [line for key in keys for line in _group(moment, key)]
    told += [f"In no group: {_queue(moment, name)}." for name in _loose(moment.world)[:MANY]]
    return paragraphs(told or [EMPTY], width=width, height=height, ink=pen(ascii=ascii))


def _loose(world: World) -> list[str]:
    """Channels of no group that hold a copy or lost one."""
    grouped = {name for members in world.groups.values() for name in members}
    kept = (one for one in world.channels.values() if one.queue or one.dropped)
    return [one.name for one in kept if one.name not in grouped]


def _group(moment: Moment, key: GroupKey) -> Iterator[str]:
    members = list(moment.world.groups.get(key, {}))
    before = moment.earlier.groups.get(key, {})
    where = process(moment.world, key.store)
    yield f"Group {key.name}, layer of {where}: {count(len(members), 'member')}."
    for name in members[:MANY]:
        yield f"{_queue(moment, name)}{'' if name in before else ', joined now'}."
    if len(members) > MANY:
        yield f"And {count(len(members) - MANY, 'more member')}."
    for name in before:
        if name not in members:
            yield f"{_queue(moment, name)}, left now."


def _queue(moment: Moment, name: str) -> str:
    """ "consumer 2 of admin, 1 copy waits, 3 were dropped"."""
    channel = moment.world.channels.get(name)
    waiting = len(channel.queue) if channel else 0
    queue = f"{count(waiting, 'copy', 'copies')} in its queue" if waiting else "queue empty"
    told = [member(moment, name), queue]
    if channel is not None and channel.dropped:
        told.append(f"{channel.dropped} dropped")
    if channel is not None and not channel.alive:
        told.append("its consumer is gone")
    return ", ".join(told)
