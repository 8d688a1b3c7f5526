"""Patterns, which name facts: `group.joined group=support nth=2`.

    KIND [field=value | field!=value | field~substring | field<N | field<=N | field>N | field>=N]…
         [nth=N|last]

A pattern is compiled once: the kind and every field are known then, a wrong one is a `PatternError`
that names the valid ones. Beside its own fields a fact has `conn`, `process`, `cause`, `seq`, `at`;
`client`, the name of the client at the other end of its connection; and what it borrows from the
facts it came from (`LENT`): a copy in a queue is "of" a group and carries a text because the
`group.sent` does. A key of a table is a field, too: `added.user~john`. `<` and `>` compare numbers,
also one that is written in a text; what is not a number never matches.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from operator import ge, gt, le, lt
from typing import Any, Final

import msgspec

from .events import FIELDS, KINDS, ClientAsked, ClientConnecting, Event
from .tokens import Stream, suggestion, unquote

Pick = Callable[[Event, "Context"], Any]

COMMON: Final = ("conn", "process", "cause", "seq", "at")

LENT: Final[dict[str, tuple[str, ...]]] = {
    "channel.sent": ("text",),
    "channel.delivered": ("group", "text"),
    "channel.dropped": ("text",),
    "channel.expired": ("group", "text", "type"),
    "handler.started": ("channel", "group", "text"),
    "handler.finished": ("channel", "group", "text", "type"),
    "handler.failed": ("channel", "group", "text", "type"),
}
"""Fields of a fact that stand in the nearest of its causes that has them."""

LAST: Final = -1
_ARRIVALS: Final = ("client.asked", "client.connecting")

ORDERED: Final[dict[str, Callable[[float, float], bool]]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
"""Operators that compare numbers."""

_ITEM: Final = re.compile(r"([A-Za-z_][\w.\-]*)(!=|<=|>=|=|~|<|>)(.*)", re.DOTALL)
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?")


class Context:
    """The events a pattern is looked up in, with what is asked of them again and again."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events

    @classmethod
    def of(cls, events: Sequence[Event] | Context) -> Context:
        """The context itself, or a new one: make one yourself to ask many questions."""
        return events if isinstance(events, Context) else cls(events)

    def cause(self, event: Event) -> Event | None:
        """The event that brought this one about; None where it is none of these."""
        if event.cause is None or not self.events:
            return None
        place = event.cause - self.events[0].seq
        return self.events[place] if 0 <= place < len(self.events) else None

    @cached_property
    def clients(self) -> dict[int | None, str]:
        """Connection number → name of its client."""
        found = (e for kind in _ARRIVALS for e in self.by_kind.get(kind, ()))
        return {e.conn: e.name for e in found if isinstance(e, (ClientAsked, ClientConnecting))}

    @cached_property
    def by_kind(self) -> dict[str, list[Event]]:
        """Kind → its events in order."""
        table: dict[str, list[Event]] = {}
        for event in self.events:
            table.setdefault(event.kind, []).append(event)
        return table


class Test(msgspec.Struct, frozen=True):
    """One `field=value` of a pattern."""

    field: str
    op: str  # "=", "!=", "~" or one of ORDERED
    value: str
    pick: Pick

    def holds(self, event: Event, context: Context) -> bool:
        """Whether the field of this event is as the pattern says."""
        found = self.pick(event, context)
        if self.op == "~":
            return found is not None and self.value in text_of(found)
        if compared := ORDERED.get(self.op):
            one, other = number_of(found), number_of(self.value)
            return one is not None and other is not None and compared(one, other)
        return same(found, self.value) == (self.op == "=")


class Pattern(msgspec.Struct, frozen=True):
    """A compiled pattern."""

    text: str
    kind: str
    tests: tuple[Test, ...] = ()
    nth: int | None = None  # from 1; LAST for the last; None: the first, or all when counted

    @classmethod
    def parse(cls, text: str) -> Pattern:
        """Compile. Raises `PatternError`."""
        stream = Stream(text)
        pattern = parse_pattern(stream)
        if stream.peek():
            raise stream.error("field=value, field!=value, field~text, field>number or nth=N")
        return pattern

    def matches(self, event: Event, context: Context | Sequence[Event]) -> bool:
        """Whether it is such a fact; `nth` is a question about all of them, see `find`."""
        known = Context.of(context)
        return event.kind == self.kind and all(test.holds(event, known) for test in self.tests)

    def all(self, events: Sequence[Event] | Context) -> list[Event]:
        """The facts it names, in order: with `nth` one or none, else every one that matches."""
        context = Context.of(events)
        found = [e for e in context.by_kind.get(self.kind, ()) if self.matches(e, context)]
        if self.nth is None:
            return found
        return found[-1:] if self.nth == LAST else found[self.nth - 1 : self.nth]

    def first(self, events: Sequence[Event] | Context) -> Event | None:
        """The fact it means: the nth, without `nth` the first; None if there is none."""
        if self.nth is not None:
            return next(iter(self.all(events)), None)
        context = Context.of(events)
        candidates = context.by_kind.get(self.kind, ())
        return next((e for e in candidates if self.matches(e, context)), None)

    def find(self, events: Sequence[Event] | Context) -> int | None:
        """The `seq` of the fact it means, which is the step that shows it."""
        event = self.first(events)
        return None if event is None else event.seq

    def count(self, events: Sequence[Event] | Context) -> int:
        """How many facts it names."""
        return len(self.all(events))


# ── parsing ─────────────────────────────────────────────────────────────────────────────────


def parse_pattern(stream: Stream) -> Pattern:
    """Read a pattern and leave what follows it. Raises `PatternError`."""
    start = stream.start
    if stream.peek() not in KINDS:
        raise stream.error("a kind of event", suggestion(stream.peek(), KINDS))
    kind = stream.take("a kind of event")
    tests: list[Test] = []
    nth: int | None = None
    while item := _ITEM.fullmatch(stream.peek()):
        field, op, value = item[1], item[2], unquote(item[3])
        if field == "nth":
            nth = _nth(stream, op, value)
        else:
            tests.append(_test(stream, kind, field, op, value))
        stream.take("field=value")
    return Pattern(stream.since(start), kind, tuple(tests), nth)


def _nth(stream: Stream, op: str, value: str) -> int:
    if op == "=" and value == "last":
        return LAST
    if op == "=" and value.isdecimal() and int(value) > 0:
        return int(value)
    raise stream.error("nth=1, nth=2 … or nth=last")


def _test(stream: Stream, kind: str, field: str, op: str, value: str) -> Test:
    pick = picker(stream, kind, field)
    held = _types(kind).get(field)
    wanted = _VALUES.get(held)
    if op in ORDERED:
        if held in _UNORDERED:
            raise stream.error(f"{field} with =, != or ~", f"{field} of {kind} is not a number")
        wanted = _VALUES[float]
    if op != "~" and wanted is not None and not wanted[0].fullmatch(value):
        raise stream.error(f"{wanted[1]} for {field} of {kind}")
    if value.startswith("=") and op == "=":
        raise stream.error(f"{field}=value", "a query's == stands between blanks")
    return Test(field, op, value, pick)


def picker(stream: Stream, kind: str, field: str) -> Pick:
    """What takes the field from such an event. Raises `PatternError` for the coming word."""
    name, _, key = field.partition(".")
    if key and _types(kind).get(name) == dict[str, str]:
        return lambda event, context: getattr(event, name).get(key)
    if field == "client":
        return lambda event, context: context.clients.get(event.conn)
    if field in COMMON or field in FIELDS[kind]:
        return lambda event, context: getattr(event, field)
    if field in LENT.get(kind, ()):
        return lambda event, context: _lent(event, context, field)
    valid = (*FIELDS[kind], *LENT.get(kind, ()), *COMMON, "client")
    raise stream.error(f"a field of {kind}", suggestion(field, valid))


def _lent(event: Event, context: Context, field: str) -> Any:
    cause = context.cause(event)
    while cause is not None:
        if field in FIELDS[cause.kind]:
            return getattr(cause, field)
        cause = context.cause(cause)
    return None


@cache
def _types(kind: str) -> dict[str, Any]:
    own = {field.name: field.type for field in msgspec.structs.fields(KINDS[kind])}
    return own | {"conn": int | None, "cause": int | None}


_VALUES: Final[dict[Any, tuple[re.Pattern[str], str]]] = {
    int: (_NUMBER, "a number"),
    float: (_NUMBER, "a number"),
    bool: (re.compile("true|false"), "true or false"),
    int | None: (re.compile(f"{_NUMBER.pattern}|none"), "a number or none"),
    float | None: (re.compile(f"{_NUMBER.pattern}|none"), "a number or none"),
}

_UNORDERED: Final = (bool, list[str], dict[str, str])


# ── values ──────────────────────────────────────────────────────────────────────────────────


def text_of(value: Any) -> str:
    """A value as patterns and queries see it: none, true, 2.5, "a, b", "key=text, key=text"."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, dict):
        return ", ".join(f"{key}={text}" for key, text in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def number_of(value: Any) -> float | None:
    """A number, or a text that is one; a truth value is none."""
    if isinstance(value, (int, float)):
        return None if isinstance(value, bool) else value
    return float(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None


def same(found: Any, value: str) -> bool:
    """Equal: a number as a number ("0.50" is 0.5), anything else as its text."""
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        return number_of(value) == found
    return text_of(found) == value
