"""What is known at one step beside the facts that are a message's hops: calls, copies, siblings."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import groupby, islice
from typing import TYPE_CHECKING, Final

import msgspec

from tutor.core import events as e
from tutor.core.advance_layers import store_of
from tutor.core.events import Event
from tutor.core.journeys import Journey, Messages, Seqs, Spread
from tutor.core.world import GroupKey, World
from tutor.view import palette, picture_names
from tutor.view.message_names import Names
from tutor.view.text import count, join

if TYPE_CHECKING:
    from tutor.core.timeline import Moment

MANY: Final = 12  # names in a row
_CALLS: Final = 4  # database calls that are told one by one
_LONG: Final = 120  # characters of a text that is not told twice


class Words(msgspec.Struct, frozen=True):
    """A part of a hop's content."""

    text: str
    style: str = palette.PLAIN
    exact: bool = False  # from the recording, to be shown character by character
    inset: int = 0  # cells further in
    aside: bool = False  # gives way first where rows are dear

    @property
    def marked(self) -> bool:
        """Whether a word may be pointed at here."""
        return self.exact or self.text.startswith("{")


def aside(text: str) -> Words:
    """A remark that gives way first."""
    return Words(text, palette.QUIET, aside=True)


class Teller:
    """Tells the hops of one message at one step."""

    def __init__(self, moment: Moment, messages: Messages, journey: Journey, names: Names) -> None:
        self.moment = moment
        self.messages = messages
        self.journey = journey
        self.names = names
        self.step = moment.step

    def event(self, number: int) -> Event | None:
        """The fact that is this hop."""
        return self.moment.timeline.event(self.journey.hops[number - 1])

    def hop(self, number: int) -> str:
        """ "hop 8": what a hop is called in the text of another one."""
        return f"hop {self.journey.told(number)}"

    # ── what stands under hops 3 and 6

    def failure(self, fact: Event) -> list[Words]:
        failed = self.moment.timeline.event(self.messages.failure(fact.seq, self.step))
        if not isinstance(failed, e.HandlerFailed):
            return []
        where = f" ({failed.where})" if failed.where else ""
        return [Words(f"{failed.error}{where}", palette.BAD)]

    def calls(self, fact: Event) -> list[Words]:
        """Database calls and groups of a handler; the one in hand with its statements whole."""
        seqs = self.messages.inner(fact.seq, self.step)
        rows: list[Words] = []
        hand = self.moment.timeline.event(self.journey.fact)
        inside = {self.journey.fact, (hand.cause or 0) if hand is not None else 0}
        if len(seqs) > _CALLS:
            before = len(seqs) - _CALLS
            rows.append(aside(f"{count(before, 'call')} before these"))
        for seq in seqs[-_CALLS:]:
            rows += self._call(seq, whole=seq in inside)
        return rows

    def _call(self, seq: int, *, whole: bool) -> list[Words]:
        fact = self.moment.timeline.event(seq)
        style = palette.STRONG if whole else palette.QUIET
        told = partial(Words, style=style, aside=not whole)
        if not isinstance(fact, e.DbStarted):
            name = "group_add" if isinstance(fact, e.GroupJoined) else "group_discard"
            return [told(f"{name} {getattr(fact, 'group', '')}")]
        end = self.moment.timeline.event(self.messages.ended(seq, self.step))
        if not isinstance(end, e.DbFinished):
            return [told(f"database: {fact.name} is under way")]
        took = f"{(end.at - fact.at) / 1e6:.1f} ms"
        parts = (fact.name, picture_names.statement(end.sql, end.queries), took, end.error)
        line = told(f"database: {', '.join(filter(None, parts))}")
        return [line, *(_statements(end) if whole else ())]

    # ── what a branch leaves out

    def others(self, number: int) -> tuple[str, str]:
        """The other members that have come as far as this hop, in names and in a number."""
        spread = self.messages.spread(self.journey.hops[3], self.step)
        mine, seqs = self.journey.hops[number - 1], spread.onward.get(number, Seqs())
        more = len(seqs) - 1
        if more < 1:
            return "", ""
        first = [seq for seq in islice(seqs, MANY + 1) if seq != mine][:MANY]
        found = [self.moment.timeline.event(seq) for seq in first]
        names = [self._who(one, number) for one in found if one is not None]
        return f"also {listed(names, more)}", f"{more} more"

    def _who(self, fact: Event, number: int) -> str:
        return (self.names.client(fact) if number == 8 else self.names.app(fact)).text

    # ── hop 5

    def copies(self) -> list[Words]:
        """What became of each copy, in a line for each fate that there is."""
        spread = self.messages.spread(self.journey.hops[3], self.step)
        simple = len(spread.taken) == len(spread.copies)
        if simple and self.journey.hand != 5:
            return []
        left = len(spread.copies) - len(spread.taken) - len(spread.dropped) - len(spread.expired)
        waiting = self._waiting(spread, min(MANY, left))
        gone = [seq for seq in waiting if not self._is_alive(seq)]
        alive = [seq for seq in waiting if seq not in gone]
        rows = [
            self._fate("taken by", spread.taken, len(spread.taken)),
            self._fate("waiting for", alive, left - len(gone)),
            self._fate("waiting for a consumer that has gone:", gone, len(gone), palette.BAD),
            self._fate("dropped:", spread.dropped, len(spread.dropped), palette.BAD),
            self._fate("expired:", spread.expired, len(spread.expired), palette.BAD),
        ]
        return [row for row in rows if row is not None]

    def _waiting(self, spread: Spread, most: int) -> list[int]:
        """The last copies that wait: the queues take them in order, so they are soon found."""
        fate, step = self.messages.fate, self.step
        found = list(islice((seq for seq in reversed(spread.copies) if not fate(seq, step)), most))
        return found[::-1]

    def _is_alive(self, seq: int) -> bool:
        channel = self.moment.world.channels.get(self.channel(seq))
        return channel is None or channel.alive

    def channel(self, seq: int) -> str:
        return str(getattr(self.moment.timeline.event(seq), "channel", ""))

    def _fate(
        self, words: str, seqs: Iterable[int], total: int, style: str = palette.PLAIN
    ) -> Words | None:
        facts = [self.moment.timeline.event(seq) for seq in islice(seqs, MANY)]
        if not facts:
            return None
        names = [self.names.member(getattr(fact, "channel", "")).text for fact in facts]
        reason = getattr(facts[0], "reason", "")
        return Words(f"{words} {listed(names, total)}{f' ({reason})' if reason else ''}", style)

    def nobody(self) -> str:
        """Why the event of hop 4 has no copy, "" if it has one, or may still get one."""
        fact = self.event(4)
        if not isinstance(fact, e.GroupSent) or self.journey.has(5):
            return ""
        if fact.seq not in self.messages.unheard:
            timeline = self.moment.timeline
            known = fact.seq >= timeline.first
            self.messages.unheard[fact.seq] = known and _is_empty(timeline.world(fact.seq), fact)
        unheard = self.messages.unheard[fact.seq]
        return (
            f"{fact.group} has no members: nothing is copied, nothing is raised" if unheard else ""
        )

    # ── texts that stand twice

    def same_as(self, number: int, other: int, *, always: bool) -> bool:
        """Whether hop `number` need not repeat the text, as it stands whole in hop `other`."""
        mine, others = self.event(number), self.event(other)
        text = getattr(mine, "text", "")
        if not text or self.journey.hand == number or not self.journey.has(other):
            return False
        long = always or len(text) > _LONG
        return long and text == getattr(others, "text", "")


def _statements(end: e.DbFinished) -> list[Words]:
    """The statements of a call, those that repeat each other once; and how many are not told."""
    rows: list[Words] = []
    for sql, same in groupby(end.sql):
        rows.append(Words(sql, exact=True, inset=2))
        if (more := len(list(same)) - 1) > 0:
            rows.append(Words(f"the same {count(more, 'more time')}", palette.QUIET, inset=2))
    if (left := end.queries - len(end.sql)) > 0:
        rows.append(Words(f"{count(left, 'more statement')}", palette.QUIET, inset=2))
    return rows


def _is_empty(world: World, fact: e.GroupSent) -> bool:
    """Whether the group to which this is sent has no member in the layer of its sender."""
    process = world.processes.get(fact.process)
    store = store_of(process.layer if process else "", "", fact.process)
    return not world.groups.get(GroupKey(store, fact.group))


def listed(names: list[str], total: int) -> str:
    """ "#1, #2 and #3", "#1, #2, … and 88 more"."""
    unique = list(dict.fromkeys(names))
    more = total - len(names)
    return join([*unique, f"{more} more"] if more > 0 else unique)
