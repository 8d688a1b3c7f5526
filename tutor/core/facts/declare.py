"""How a kind of fact is declared: a struct with its row of the table, in one place.

`@fact(…)` above a struct is the row. What is not said there has a default, so that a kind that
needs nothing special has no word of it anywhere else: `advance` leaves the world as it is, the
message flow draws no row, `assemble` ties no cause.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Final, TypeVar

import msgspec

SCHEMA_VERSION: Final = 1
"""The major version: a reader of another one cannot read a recording. Kinds and fields that are
added later count as minor versions: 1.1, 1.2 …"""


class Event(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True, gc=False
):
    """What all facts have in common; `tutor.core.events` gives the units."""

    kind: ClassVar[str] = ""
    """The name of the fact, as it stands in a recording: "group.joined"."""

    seq: int
    at: int
    process: str
    conn: int | None = None
    cause: int | None = None


SHORT: Final = 200
"""Characters at which the probe cuts most texts (`tutor/probe/preview.py`, `LIMIT`)."""

COMMON: Final = len(Event.__struct_fields__)

_Kind = TypeVar("_Kind", bound=Event)
Line = Callable[[Any], str]


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table: all that is special about one kind of fact."""

    struct: type[Event]
    line: Line  # an event of this kind → one plain English line
    compared: tuple[str, ...] | None  # fields that a second run of a scene repeats; None: not even
    # that there is such a fact, which comes and goes with the machine's mood
    view: str  # name of the view that shows it best
    since: int  # minor version of the schema that brought the kind
    newer: dict[str, int]  # field → minor version that brought it, of fields newer than the kind
    longer: dict[
        str, int
    ] = {}  # text → minor version since which it is not cut at `SHORT` characters
    brings: str = ""  # a newer field without which older versions knew no such fact where it is set

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields beyond the common five, in order: the layout of a record on the wire."""
        return self.struct.__struct_fields__[COMMON:]

    def has(self, field: str, minor: int) -> bool:
        """Whether this field was there in schema version 1.`minor`."""
        return max(self.since, self.newer.get(field, 0)) <= minor

    def knows(self, event: Event, minor: int) -> bool:
        """Whether schema version 1.`minor` would have had this fact."""
        is_newer = bool(self.brings and getattr(event, self.brings))
        return self.has(self.brings, minor) if is_newer else self.since <= minor

    def as_of(self, field: str, value: Any, minor: int) -> Any:
        """The value of a field as schema version 1.`minor` would have had it."""
        old = isinstance(value, str) and minor < self.longer.get(field, 0)
        return f"{value[: SHORT - 1]}…" if old and len(value) > SHORT else value


FACTS: Final[dict[str, Fact]] = {}
"""Kind → its row: every kind there is, in the order in which they are declared."""


def fact(
    *,
    line: Line,
    compared: str | None = None,
    view: str = "events",
    since: int = 0,
    newer: dict[str, int] | None = None,
    longer: dict[str, int] | None = None,
    brings: str = "",
) -> Callable[[type[_Kind]], type[_Kind]]:
    """Declare the struct below as a kind of fact; its tag is the kind's name.

    `compared` names fields, separated by blanks ("": only that the fact is there). A field that is
    newer than its kind has a default, stands behind the older ones and is in `newer`. A text that
    was once cut at `SHORT` characters and holds more today is in `longer`. Where a kind is told of
    more than it once was, a newer field says so, which `brings` names: `call` of a transaction.
    """
    names = None if compared is None else tuple(compared.split())

    def declare(struct: type[_Kind]) -> type[_Kind]:
        kind = str(struct.__struct_config__.tag)
        struct.kind = kind
        FACTS[kind] = Fact(
            struct=struct,
            line=line,
            compared=names,
            view=view,
            since=since,
            newer=newer or {},
            longer=longer or {},
            brings=brings,
        )
        return struct

    return declare


def minor_of(facts: dict[str, Fact]) -> int:
    """The minor version of a table: that of its newest kind, field or longer text."""
    rows = facts.values()
    return max(max(row.since, *row.newer.values(), *row.longer.values(), 0) for row in rows)
