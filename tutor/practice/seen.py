"""What a run showed where something does not hold: "never; ben was closed by the server (1011)".

It speaks of the first part of a query that fails, and of the fact that refutes it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from tutor.core.asked import Asked, Before, Compare, Joined, Literal, Node, Not, There
from tutor.core.events import ClientClosed, ClientRefused, Event
from tutor.core.match import Context, Pattern, PatternError, Query
from tutor.core.pattern import Test, text_of
from tutor.core.summary import summary

NOT_TRIED: Final = "not tried"
_ENDS: Final = {
    "client.closed": ("closed", "code", "with"),
    "client.refused": ("refused", "status", "with HTTP"),
}
_ONCE: Final = {0: "never", 1: "once", 2: "twice"}


def _times(count: int) -> str:
    return _ONCE.get(count, f"{count} times")


class Seen(NamedTuple):
    """In words, and the step that shows it; 0: no step does."""

    text: str
    seq: int


def seen(query: Query, context: Context) -> Seen:
    """What was there in place of what the query wants."""
    node = _failing(query.node, context)
    text, event = _told(node, context)
    if event is None and text == "never" and not _was_tried(node, context):
        return Seen(NOT_TRIED, 0)
    fate = None
    if event is None:
        text = _no_end(node) or text
        fate = _fate(node, context) or (_news(node, context) if _no_end(node) else None)
    if fate is not None:
        return Seen("; ".join(filter(None, (text, summary(fate)))), fate.seq)
    return Seen(text, event.seq if event is not None else 0)


def too_often(query: Query, context: Context) -> Seen | None:
    """That a thing happened more often than is right, and the first step too many; else None."""
    match _failing(query.node, context):
        case Compare(
            left=Asked(text=asked, patterns=(pattern,)),
            op="==",
            right=Literal(literal=int(wanted)),
        ) if asked.startswith("count ") and 0 < wanted < pattern.count(context):
            found = pattern.all(context)
            event, count, right = found[wanted], _times(len(found)), _times(wanted)
            told = (
                f"This happened {count}, and {right} is right. At step {event.seq} it is too much"
            )
            return Seen(f"{told}: {summary(event)}.", event.seq)
    return None


def value_seen(text: str, context: Context) -> str:
    """What a query of the author's says, in place of our words. Raises `PatternError`."""
    value = Query.parse(text).value(context)
    return "never" if value is None else text_of(value)


def _failing(node: Node, context: Context) -> Node:
    if isinstance(node, Joined):
        for part in node.parts:
            if not part.value(context):
                return _failing(part, context)
    return node


def _told(node: Node, context: Context) -> tuple[str, Event | None]:
    match node:
        case There(pattern=pattern, wanted=wanted):
            event = pattern.first(context)
            if wanted or event is None:
                return "never", None
            return f"{summary(event)}, at step {event.seq}", event
        case Compare(left=Asked(text=asked, patterns=patterns) as left):
            return _measured(asked, left, patterns, context)
        case Before(one=one, other=other):
            return _out_of_order(one, other, context)
        case Not(part=part):
            return part.explain(context), None
    return node.explain(context), None


def _measured(
    asked: str, left: Asked, patterns: tuple[Pattern, ...], context: Context
) -> tuple[str, Event | None]:
    value, last = left.value(context), patterns[-1].all(context)[-1:]
    event = last[0] if last else None
    if value is None:
        return "never", None
    if asked.startswith("count "):
        assert isinstance(value, int)
        return _times(value), event
    if asked.startswith("ms "):
        assert isinstance(value, float)
        return f"after {value:,.0f} ms", event
    return text_of(value), event


def _out_of_order(one: Pattern, other: Pattern, context: Context) -> tuple[str, Event | None]:
    first, second = one.first(context), other.first(context)
    if first is None:
        return "never", None
    if second is None:
        return f"{summary(first)}, and what has to follow never came", first
    return f"only at step {first.seq}, after step {second.seq}", first


def _fate(node: Node, context: Context) -> Event | None:
    """How the connection ended from whose client something was waited for in vain."""
    names = {test.value for test in _named(node) if test.op == "="}
    for kind in ("client.refused", "client.closed"):
        for event in context.by_kind.get(kind, ()):
            if isinstance(event, ClientRefused) and event.name in names:
                return event
            if isinstance(event, ClientClosed) and event.name in names and event.by == "server":
                return event
    return None


def _named(node: Node) -> list[Test]:
    """What a query says of the names of its clients."""
    return [
        test
        for pattern in node.patterns
        if pattern.kind.startswith("client.")
        for test in pattern.tests
        if test.field == "name" and test.op in {"=", "~"}
    ]


def _was_tried(node: Node, context: Context) -> bool:
    """Whether each client came that it speaks of; a scene that stops early lets some wait."""
    there = [
        event
        for kind in context.by_kind
        if kind.startswith("client.")
        for event in context.by_kind[kind]
    ]
    return all(any(test.holds(event, context) for event in there) for test in _named(node))


def _no_end(node: Node) -> str:
    """ "thief is never closed with 4401": a bare "never" would read as if it was kept out."""
    if not isinstance(node, There) or not node.wanted or node.pattern.kind not in _ENDS:
        return ""
    ends, field, by = _ENDS[node.pattern.kind]
    who = next((test.value for test in _named(node) if test.op == "="), "")
    how = [test.value for test in node.pattern.tests if test.field == field and test.op == "="]
    return f"{who} is never {ends}" + "".join(f" {by} {one}" for one in how) if who else ""


def _news(node: Node, context: Context) -> Event | None:
    """What a client got that was to be kept out."""
    for event in context.by_kind.get("client.received", ()):
        if all(test.holds(event, context) for test in _named(node)):
            return event
    return None


__all__ = ("NOT_TRIED", "PatternError", "Seen", "seen", "too_often", "value_seen")
