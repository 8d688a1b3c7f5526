"""What has been seen in a run so far: raw records as they arrive, and waiting for them.

A raw record is `(process, [kind, id, at, conn, cause, *fields])`, fields in the order of
`events.FIELDS`, `at` in nanoseconds of `time.monotonic_ns()`. Nothing is ordered, tied together or
interpreted here: `core/assemble.py` does that. `live_recording.py` reads the records from here as
they arrive, and may let the oldest be forgotten.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from itertools import repeat
from operator import itemgetter
from typing import Any, Final, NamedTuple

from tutor.core.events import FIELDS, KINDS
from tutor.runtime.script_calls import Calls

Record = Sequence[Any]
Raw = tuple[str, Record]

COMMON: Final = 5  # kind, id, at, conn, cause
TUTOR: Final = "tutor"
FAR_OFF: Final = 1 << 62
_kind_of: Final = itemgetter(0)
_at: Final = itemgetter(2)


def _default(kind: str, field: str) -> Any:
    cls = KINDS[kind]
    value = cls.__struct_defaults__[cls.__struct_fields__.index(field) - _required(cls)]
    return value.factory() if hasattr(value, "factory") else value


def _required(cls: Any) -> int:
    return len(cls.__struct_fields__) - len(cls.__struct_defaults__)


DEFAULTS: Final[dict[str, dict[str, Any]]] = {
    kind: {field: _default(kind, field) for field in fields} for kind, fields in FIELDS.items()
}


class Arrival(NamedTuple):
    """A batch of records."""

    total: int  # records that had arrived by then, it included
    at: int  # when it arrived, nanoseconds of time.monotonic_ns()
    oldest: int  # the smallest `at` of its records; FAR_OFF for none


class Turn(NamedTuple):
    """A source (the upper half of its ids) begins to report, or has ended."""

    after: int  # records that had arrived by then
    source: int
    at: int  # nanoseconds of the same clock as the records; -1: it has ended


class Facts:
    """The raw records of one run, in the order they arrived."""

    def __init__(self) -> None:
        self.records: list[Raw] = []
        self.first = 0  # records that have been forgotten; `records[0]` is the one after them
        self.kinds: Counter[str] = Counter()  # of all that ever arrived
        self.last = time.monotonic_ns()  # when something last arrived
        self.arrivals: list[Arrival] = []
        self.sources: list[Turn] = []
        self.damaged = 0  # lines of observed processes that could not be read
        self.calls = Calls()  # of the script that brings them about
        self._ids = itertools.count(1)
        self._waiting: set[asyncio.Event] = set()
        self._watching: list[Callable[[str, Sequence[Record]], None]] = []

    @property
    def count(self) -> int:
        """The number of records that ever arrived."""
        return self.first + len(self.records)

    def emit(
        self,
        kind: str,
        *,
        process: str = TUTOR,
        conn: int = 0,
        cause: int = 0,
        at: int | None = None,
        **fields: Any,
    ) -> int:
        """A fact that the tutor itself has seen; returns its id (source 0).

        `conn`: a number that `client_socket.new_conn` gave, 0 for none. `cause`: an id. `at`:
        nanoseconds of `time.monotonic_ns()`, None for now. `fields` are those of the kind; one
        that is left out has its default. Raises `TypeError` for a field that the kind lacks.
        """
        number = next(self._ids)
        values = {**DEFAULTS[kind], **fields}
        if len(values) != len(FIELDS[kind]):
            raise TypeError(f"{kind} has no field {sorted(set(fields) - set(FIELDS[kind]))}")
        when = time.monotonic_ns() if at is None else at
        record = [kind, number, when, conn, cause, *(values[name] for name in FIELDS[kind])]
        self.add(process, [record])
        return number

    def add(self, process: str, batch: Sequence[Record]) -> None:
        """Records of `process` have arrived; they are kept as they are."""
        self.records.extend(zip(repeat(process), batch))
        self.kinds.update(map(_kind_of, batch))
        self.last = time.monotonic_ns()
        oldest = min(map(_at, batch), default=FAR_OFF)
        self.arrivals.append(Arrival(self.count, self.last, oldest))
        for watcher in self._watching:
            watcher(process, batch)
        for event in self._waiting:
            event.set()

    def add_damaged(self, process: str) -> None:
        """A line of `process` could not be read: it is counted, and a fact says that some are
        missing (at least one).
        """
        self.damaged += 1
        self.emit("events.lost", process=process, count=1)

    def expect(self, source: int) -> None:
        """This source will report from now on."""
        self.sources.append(Turn(self.count, source, time.monotonic_ns()))

    def end(self, source: int) -> None:
        """This source has ended: nothing more arrives from it."""
        self.sources.append(Turn(self.count, source, -1))

    def watch(self, watcher: Callable[[str, Sequence[Record]], None]) -> None:
        """Call `watcher(process, batch)` with all records that arrive from here on."""
        self._watching.append(watcher)

    def oldest(self, position: int) -> int:
        """The smallest `at` of the records that had `position` others or more before them.

        Those that arrived in the same batch are asked, too. `FAR_OFF` where there is none.
        """
        batch = bisect_right(self.arrivals, position, key=_total)
        return min((arrival.oldest for arrival in self.arrivals[batch:]), default=FAR_OFF)

    def forget(self, before: int) -> None:
        """Drop the records that had fewer than `before` others before them."""
        surplus = before - self.first
        if surplus <= 0:
            return
        del self.records[:surplus]
        self.first = before
        del self.arrivals[: bisect_right(self.arrivals, before, key=_total)]

    def find(self, kind: str, fields: dict[str, Any] | None = None) -> list[Raw]:
        """All records of `kind` whose fields are equal (`name_has=`: contain) to what is given.

        Raises `KeyError` for a field that the kind lacks.
        """
        matches = matcher(kind, fields or {})
        return [raw for raw in self.records if raw[1][0] == kind and matches(raw)]

    async def until(self, holds: Callable[[], bool], within: float) -> bool:
        """Wait until `holds()`, which is asked again whenever records arrive.

        `within`: seconds. False: it did not hold in time.
        """
        if holds():
            return True
        arrived = asyncio.Event()
        self._waiting.add(arrived)
        try:
            async with asyncio.timeout(within):
                while True:
                    await arrived.wait()
                    arrived.clear()
                    if holds():
                        return True
        except TimeoutError:
            return holds()
        finally:
            self._waiting.discard(arrived)

    def latencies(self) -> list[int]:
        """Nanoseconds from each server fact to its arrival here."""
        result, start = [], 0
        for arrival in self.arrivals:
            end = arrival.total - self.first
            batch = self.records[start:end]
            result += [arrival.at - record[2] for process, record in batch if process != TUTOR]
            start = end
        return result


def _total(arrival: Arrival) -> int:
    return arrival.total


def matcher(kind: str, fields: dict[str, Any]) -> Callable[[Raw], bool]:
    """A predicate on raw records of `kind`. Raises `KeyError` for a field that the kind lacks."""
    names = ("kind", "id", "at", "conn", "cause", *FIELDS[kind])
    tests: list[Callable[[Raw], bool]] = []
    for name, wanted in fields.items():
        field, contains = (name[:-4], True) if name.endswith("_has") else (name, False)
        if field == "process":
            tests.append(partial(_is_of, wanted))
            continue
        if field not in names:
            raise KeyError(f"{kind} has no field {field!r}; it has {', '.join(names[3:])}")
        read = _reader(names.index(field), DEFAULTS[kind].get(field, 0))
        tests.append(partial(_contains if contains else _equals, read, wanted))
    return lambda raw: all(test(raw) for test in tests)


def _is_of(process: str, raw: Raw) -> bool:
    return raw[0] == process


def _contains(read: Callable[[Record], Any], part: Any, raw: Raw) -> bool:
    return str(part) in str(read(raw[1]))


def _equals(read: Callable[[Record], Any], value: Any, raw: Raw) -> bool:
    return bool(read(raw[1]) == value)


def _reader(place: int, default: Any) -> Callable[[Record], Any]:
    """The value at a place; trailing fields may have been left out."""
    return lambda record: record[place] if place < len(record) else default
