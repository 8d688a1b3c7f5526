"""What has been seen in a run so far: raw records as they arrive, and waiting for them.

A raw record is `(process, [kind, id, at, conn, cause, *fields])`, fields in the order of
`events.FIELDS`. Nothing is ordered, tied together or interpreted here: `core/assemble.py` does.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from itertools import repeat
from operator import itemgetter
from typing import Any, Final

from tutor.core.events import FIELDS, KINDS

Record = Sequence[Any]
Raw = tuple[str, Record]

COMMON: Final = 5  # kind, id, at, conn, cause
TUTOR: Final = "tutor"
_kind_of: Final = itemgetter(0)


def _default(kind: str, field: str) -> Any:
    cls = KINDS[kind]
    value = cls.__struct_defaults__[cls.__struct_fields__.index(field) - _required(cls)]
    return value.factory() if hasattr(value, "factory") else value


def _required(cls: Any) -> int:
    return len(cls.__struct_fields__) - len(cls.__struct_defaults__)


DEFAULTS: Final[dict[str, dict[str, Any]]] = {
    kind: {field: _default(kind, field) for field in fields} for kind, fields in FIELDS.items()
}


class Facts:
    """The raw records of one run, in the order they arrived."""

    def __init__(self) -> None:
        self.records: list[Raw] = []
        self.kinds: Counter[str] = Counter()
        self.last = time.monotonic_ns()  # when something last arrived
        self.arrivals: list[tuple[int, int]] = []  # (records in all, monotonic_ns) a batch
        self._ids = itertools.count(1)
        self._waiting: set[asyncio.Event] = set()

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
        """A fact the tutor itself has seen; returns its id."""
        number = next(self._ids)
        values = {**DEFAULTS[kind], **fields}
        if len(values) != len(FIELDS[kind]):
            raise TypeError(f"{kind} has no field {sorted(set(fields) - set(FIELDS[kind]))}")
        when = time.monotonic_ns() if at is None else at
        record = [kind, number, when, conn, cause, *(values[name] for name in FIELDS[kind])]
        self.add(process, [record])
        return number

    def add(self, process: str, batch: Sequence[Record]) -> None:
        """Records of `process` have arrived."""
        self.records.extend(zip(repeat(process), batch))
        self.kinds.update(map(_kind_of, batch))
        self.last = time.monotonic_ns()
        self.arrivals.append((len(self.records), self.last))
        for event in self._waiting:
            event.set()

    def find(self, kind: str, fields: dict[str, Any] | None = None) -> list[Raw]:
        """All records of `kind` whose fields are equal (`name_has=`: contain) to what is given."""
        matches = matcher(kind, fields or {})
        return [raw for raw in self.records if raw[1][0] == kind and matches(raw)]

    async def until(self, holds: Callable[[], bool], within: float) -> bool:
        """Wait until `holds()`; asked again whenever records arrive. False: not in time."""
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
        for end, arrived in self.arrivals:
            batch = self.records[start:end]
            result += [arrived - record[2] for process, record in batch if process != TUTOR]
            start = end
        return result


def matcher(kind: str, fields: dict[str, Any]) -> Callable[[Raw], bool]:
    """A predicate on raw records of `kind`."""
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
