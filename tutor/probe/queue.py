"""The records that wait to be written: one flat list of their items.

A record is added in one step that no other thread can come between, and leaves no object behind for
the garbage collector to follow. The hot places of the probe do by hand what `put` does.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from .fact_fields import COMMON, FIELDS, Record

LENGTHS: Final = {kind: COMMON + len(fields) for kind, fields in FIELDS.items()}
LINE: Final = 2000  # items of records a line, a few more or less


class Queue:
    """Records in the order they were told."""

    def __init__(self) -> None:
        self.items: list[Any] = []  # the same list for ever
        self.due = 0  # monotonic nanoseconds; to add a later record, call `look`
        self.look: Callable[[], object] = lambda: None

    def put(self, record: Record) -> None:
        """Add a record."""
        self.items.extend(record)
        if record[2] > self.due:
            self.look()

    def check(self) -> None:
        """A place that is passed often, and nothing to tell: what is due may be written."""
        if 0 < self.due < time.monotonic_ns():
            self.look()

    def take(self) -> list[Any]:
        """The oldest items, whole records, as many as make a line."""
        items = self.items
        size = len(items)  # what other threads add from here on stays
        if size > LINE:
            size = 0
            while size < LINE:
                size += LENGTHS[items[size]]
        batch = items[:size]
        del items[:size]
        return batch

    def drop(self, start: int) -> int:
        """Forget what stands from `start` on; how many records that were."""
        end = len(self.items)
        dropped = sum(1 for _ in records(self.items[start:end]))
        del self.items[start:end]
        return dropped


def lost(number: int, count: int) -> Record:
    """The record that tells of records that were dropped."""
    return ("events.lost", number, time.monotonic_ns(), 0, 0, count)


def records(items: list[Any]) -> Iterator[list[Any]]:
    """The records whose items follow each other."""
    start = 0
    while start < len(items):
        end = start + LENGTHS[items[start]]
        yield items[start:end]
        start = end
