"""Raw records as they come over the wire, read into events that are not ordered or tied yet.

A record is `[kind, id, at, conn, cause, *fields]`, the fields in the order of `events.FIELDS`;
trailing ones may be missing. What comes out are events whose `seq` and `cause` are still ids (0 for
none), whose `conn` is the process's own number and whose `at` is the machine's clock:
`assemble.py` makes the recording of them. Anything else is a `RecordError`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from .events import FIELDS, KINDS, Event

HEAD: Final = ("kind", "seq", "at", "conn", "cause")
"""The common part of a record; `seq` is the id here."""

_LAYOUT: Final = {
    kind: (KINDS[kind], (*HEAD, *fields), len(HEAD) + len(fields))
    for kind, fields in FIELDS.items()
}


class RecordError(ValueError):
    """A record that is none: what was expected, and what came from which process."""

    def __init__(self, process: str, record: object, expected: str) -> None:
        shown = repr(record)
        shown = shown if len(shown) <= 120 else f"{shown[:119]}…"
        super().__init__(f"expected {expected}, got {shown} from {process}")
        self.process = process
        self.record = record
        self.expected = expected


def read(process: str, record: Sequence[Any]) -> Event:
    """The event of one record. Raises `RecordError`."""
    try:
        cls, names, most = _LAYOUT[record[0]]
    except (KeyError, TypeError, IndexError):
        raise _unknown(process, record) from None
    if not len(HEAD) <= len(record) <= most:
        raise RecordError(process, record, f"[{', '.join(names)}]")
    values = dict(zip(names, record, strict=False))
    values["process"] = process
    try:
        event: Event = msgspec.convert(values, cls)
    except msgspec.ValidationError as error:
        raise RecordError(process, record, f"a {record[0]} record ({error})") from None
    if event.seq < 1 or event.at < 0:
        raise RecordError(process, record, "an id from 1 and a time from 0")
    return event


def _unknown(process: str, record: object) -> RecordError:
    if isinstance(record, (list, tuple)) and record and isinstance(record[0], str):
        return RecordError(process, record, f"a kind of event ({len(KINDS)} are known)")
    return RecordError(process, record, f"[{', '.join(HEAD)}, …]")
