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
from .wire import tie_request, tie_wire

__all__ = ["RecordError", "assemble"]

End = int
"""One end of a connection: process number << 32 | its number there, as ids are made. An int, since
the garbage collector has to walk over a tuple."""

Dial = ev.ClientConnecting | ev.ClientAsked

_SOCKETS: Final = (ev.ClientConnecting,)

_RANK: Final[dict[type[Event], int]] = {ev.SceneStarted: 0, ev.SceneFinished: 2}


def assemble(records: Iterable[tuple[str, Sequence[Any]]]) -> list[Event]:
    """The recording of (process name, record) pairs. Raises `RecordError`."""
    facts = sorted((read(process, record) for process, record in records), key=_by_time)
    ties = Ties(facts)
    if len(ties.places) < len(facts):
        raise _twin(facts, ties.places)
    sockets, requests = _joined(facts)
    scopes = _ends(facts, sockets)
    ties.copies()
    deaths = [index for index, fact in enumerate(facts) if type(fact) is ev.ServerStopped]
    groups = _grouped(scopes)
    for indices in groups.values():
        ends = Ends(ties, indices, deaths)
        ends.tie()
        tie_wire(ends)
    for scope, asked in requests.items():
        tie_request(ties, asked, groups[scope], groups[_end(facts[asked])])
    same = {scope: _end(facts[asked]) for scope, asked in requests.items()}
    return _numbered(facts, ties.causes, [same.get(end or 0, end) for end in scopes])


def _by_time(fact: Event) -> int:
    """Rank, time, id as one number."""
    return (_RANK.get(type(fact), 1) << 64 | fact.at) << 64 | fact.seq


def _twin(facts: Sequence[Event], places: Mapping[int, int]) -> RecordError:
    twin = next(fact for index, fact in enumerate(facts) if places[fact.seq] != index)
    return RecordError(twin.process, twin.seq, "an id that no other record has")


# ── connections ─────────────────────────────────────────────────────────────────────────────


def _ends(facts: Sequence[Event], joined: Mapping[End, End]) -> list[End | None]:
    """The connection of every fact, named by the client's end where that is known."""
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


def _joined(facts: Sequence[Event]) -> tuple[dict[End, End], dict[End, int]]:
    """By the TCP port of the client: server's end → client's end of a WebSocket; scope of an HTTP
    request → the place of the fact that asked (many requests may share one TCP connection).
    """
    dialled: dict[int, list[tuple[int, Dial]]] = {}
    sockets: dict[End, End] = {}
    requests: dict[End, int] = {}
    for index, fact in enumerate(facts):
        if isinstance(fact, (ev.ClientConnecting, ev.ClientAsked)) and fact.port and fact.conn:
            dialled.setdefault(fact.port, []).append((index, fact))
    for fact in facts:
        if not isinstance(fact, (ev.ConnectionOpened, ev.HttpReceived)) or not fact.conn:
            continue
        found = _dial(dialled.get(fact.port, []), fact)
        if found is None:
            continue
        index, dial = found
        if type(fact) is ev.ConnectionOpened:
            sockets[_end(fact)] = _end(dial)
        else:
            requests[_end(fact)] = index
        if type(fact) is ev.ConnectionOpened or type(dial) is ev.ClientAsked:
            dialled[fact.port].remove(found)
    return sockets, requests


def _dial(
    candidates: Sequence[tuple[int, Dial]], met: ev.ConnectionOpened | ev.HttpReceived
) -> tuple[int, Dial] | None:
    """The latest dial of this server before it answered; ports are used again, and by two."""
    kinds = (ev.ClientConnecting, ev.ClientAsked) if type(met) is ev.HttpReceived else _SOCKETS
    mine = [
        (index, dial)
        for index, dial in candidates
        if isinstance(dial, kinds) and dial.server in {"", met.process}
    ]
    before = [found for found in mine if found[1].at <= met.at]
    after = [found for found in mine if met.at < found[1].at <= met.at + LATE]
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
