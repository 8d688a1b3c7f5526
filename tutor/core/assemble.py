"""Raw records of all processes → the events of one recording, ordered, numbered and tied.

The order is that of the machine's one clock, but an effect never stands before its cause: a fact
is reported once it is true, so that its effect in another process may have been seen earlier; then
the cause is moved up, to the time of that effect. A connection's two ends are known to be the same
by the client's TCP port. What was lost on the way is not invented: a cause that never came is None.
The result depends on the set of records alone, not on the order in which they arrived.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec.structs import replace

from . import events as ev
from .events import Event
from .records import RecordError, read
from .ties import LATE, Ends, Ties

__all__ = ["RecordError", "assemble"]

End = int
"""One end of a connection: process number << 32 | its number there, as ids are made. An int, since
the garbage collector has to walk over a tuple."""

_RANK: Final[dict[type[Event], int]] = {ev.SceneStarted: 0, ev.SceneFinished: 2}


def assemble(records: Iterable[tuple[str, Sequence[Any]]]) -> list[Event]:
    """The recording of (process name, record) pairs. Raises `RecordError`."""
    facts = sorted((read(process, record) for process, record in records), key=_by_time)
    ties = Ties(facts)
    if len(ties.places) < len(facts):
        raise _twin(facts, ties.places)
    ends = _ends(facts)
    ties.copies()
    deaths = [index for index, fact in enumerate(facts) if type(fact) is ev.ServerStopped]
    for indices in _grouped(ends).values():
        Ends(ties, indices, deaths).tie()
    return _numbered(facts, ties.causes, ends)


def _by_time(fact: Event) -> int:
    """Rank, time, id as one number."""
    return (_RANK.get(type(fact), 1) << 64 | fact.at) << 64 | fact.seq


def _twin(facts: Sequence[Event], places: Mapping[int, int]) -> RecordError:
    twin = next(fact for index, fact in enumerate(facts) if places[fact.seq] != index)
    return RecordError(twin.process, twin.seq, "an id that no other record has")


# ── connections ─────────────────────────────────────────────────────────────────────────────


def _ends(facts: Sequence[Event]) -> list[End | None]:
    """The connection of every fact, named by the client's end where that is known."""
    joined = _joined(facts)
    ends: list[End | None] = []
    for fact in facts:
        if fact.conn:
            end = _end(fact)
            ends.append(joined.get(end, end))
        else:
            ends.append(None)
    return ends


def _end(fact: Event) -> End:
    return fact.seq >> 32 << 32 | (fact.conn or 0)


def _joined(facts: Sequence[Event]) -> dict[End, End]:
    """Server's end → client's end, by the TCP port of the client."""
    dialled: dict[int, list[ev.ClientConnecting]] = {}
    joined: dict[End, End] = {}
    for fact in facts:
        if type(fact) is ev.ClientConnecting and fact.port and fact.conn:
            dialled.setdefault(fact.port, []).append(fact)
    for fact in facts:
        if type(fact) is ev.ConnectionOpened and fact.conn:
            dial = _dial(dialled.get(fact.port, []), fact)
            if dial is not None:
                dialled[fact.port].remove(dial)
                joined[_end(fact)] = _end(dial)
    return joined


def _dial(
    candidates: Sequence[ev.ClientConnecting], opened: ev.ConnectionOpened
) -> ev.ClientConnecting | None:
    """The latest dial of this server before it answered; ports are used again, and by two."""
    mine = [dial for dial in candidates if dial.server in {"", opened.process}]
    before = [dial for dial in mine if dial.at <= opened.at]
    after = [dial for dial in mine if opened.at < dial.at <= opened.at + LATE]
    return before[-1] if before else after[0] if after else None


def _grouped(ends: Sequence[End | None]) -> dict[End, list[int]]:
    groups: dict[End, list[int]] = {}
    for index, end in enumerate(ends):
        if end is not None:
            groups.setdefault(end, []).append(index)
    return groups


# ── order ───────────────────────────────────────────────────────────────────────────────────


def _numbered(facts: Sequence[Event], causes: list[int], ends: Sequence[End | None]) -> list[Event]:
    events: list[Event] = []
    seqs = [0] * len(facts)  # of each fact, once it has its place
    conns: dict[End | None, int | None] = {None: None}
    now = start = facts[0].at if facts else 0
    for index, fact in enumerate(facts):
        if seqs[index]:
            continue
        now = max(now, fact.at)
        for place in _with_causes(index, causes, seqs):
            seqs[place] = seq = len(events) + 1
            conn = conns.setdefault(ends[place], len(conns))
            cause = seqs[causes[place]] if causes[place] >= 0 else None
            events.append(replace(facts[place], seq=seq, at=now - start, conn=conn, cause=cause))
    return events


def _with_causes(index: int, causes: list[int], seqs: Sequence[int]) -> list[int]:
    """The fact and those of its causes that have no place yet, root first; a circle is cut."""
    path = [index]
    cause = causes[index]
    while cause >= 0 and not seqs[cause]:
        if cause in path:
            causes[path[-1]] = -1
            break
        path.append(cause)
        cause = causes[cause]
    path.reverse()
    return path
