"""Queries, which ask a recording: `count client.received text~Hello == 3 and none layer.failed`.

    query    := part (or part)*            part := term (and term)*
    term     := not term | ( query ) | operand [ == != < <= > >= ~  operand ]
    operand  := count PATTERN | value FIELD of PATTERN | ms PATTERN -> PATTERN
              | PATTERN before PATTERN | any PATTERN | none PATTERN
              | number | "text" | word

A query has a value (a prediction compares it with its choices) and holds or does not (a claim), and
says what it saw. `value` and `ms` are None where there is no such fact; None compares only with the
word `none`. Nothing here changes or times anything: `ms` is the difference of two recorded times.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec

from .asked import COMPARED, Asked, Before, Compare, Joined, Literal, Node, Not, There, Value
from .events import KINDS, Event
from .pattern import Context, Pattern, Pick, number_of, parse_pattern, picker, text_of
from .tokens import PatternError, Stream, unquote

_OPERATORS: Final = (*COMPARED, "~")
_OPERAND: Final = "count, value, ms, any, none, a pattern, a number or a text"


class Query(msgspec.Struct, frozen=True):
    """A compiled query."""

    text: str
    node: Node

    @classmethod
    def parse(cls, text: str) -> Query:
        """Compile. Raises `PatternError`."""
        stream = Stream(text)
        node = _either(stream)
        if stream.peek():
            raise stream.error("a comparison, and, or, or the end")
        return cls(text, node)

    def value(self, events: Sequence[Event] | Context) -> Value:
        """What it asks for; a comparison or a question gives True or False."""
        return self.node.value(Context.of(events))

    def holds(self, events: Sequence[Event] | Context) -> bool:
        """Whether it is so; a count holds when it is not 0."""
        return bool(self.value(events))

    def explain(self, events: Sequence[Event] | Context) -> str:
        """What was seen for every comparison and question in it, in one line."""
        return self.node.explain(Context.of(events))

    def facts(self, events: Sequence[Event] | Context) -> list[int]:
        """The `seq` of every fact that it speaks of and that is there, in order."""
        context = Context.of(events)
        found = {event.seq for pattern in self.node.patterns for event in pattern.all(context)}
        return sorted(found)


# ── parsing ─────────────────────────────────────────────────────────────────────────────────


def _either(stream: Stream) -> Node:
    return _joined(stream, "or", lambda: _joined(stream, "and", lambda: _term(stream), all), any)


def _joined(
    stream: Stream, word: str, part: Callable[[], Node], join: Callable[[Any], bool]
) -> Node:
    start = stream.start
    parts = [part()]
    while stream.accept(word):
        parts.append(part())
    return parts[0] if len(parts) == 1 else Joined(stream.since(start), tuple(parts), join)


def _term(stream: Stream) -> Node:
    start = stream.start
    if stream.accept("not"):
        part = _term(stream)
        return Not(stream.since(start), part)
    if stream.accept("("):
        node = _either(stream)
        stream.expect(")")
        return node
    left = _operand(stream)
    op = stream.accept(*_OPERATORS)
    if not op:
        return left
    right = _operand(stream, right=True)
    return Compare(stream.since(start), left, op, right)


def _operand(stream: Stream, *, right: bool = False) -> Node:
    read = _READ.get(stream.peek())
    if read is not None and _is_asked(stream):
        return read(stream)
    if _looks_like_kind(stream.peek()) and not right:
        return _before(stream)
    return _literal(stream)


def _is_asked(stream: Stream) -> bool:
    """`none` and `any` are questions before a pattern, else words: `value code of … == none`."""
    return stream.peek() not in {"any", "none"} or _looks_like_kind(stream.peek(1))


def _looks_like_kind(word: str) -> bool:
    bare = word[:1].isalpha() and "." in word and not any(sign in word for sign in "=~<>\"'")
    return word in KINDS or bare


def _literal(stream: Stream) -> Node:
    word = stream.peek()
    if word in {")", "and", "or", "of", "before", "->", *_OPERATORS}:
        raise stream.error(_OPERAND)
    stream.take(_OPERAND)
    number = number_of(word)
    if number is None:
        return Literal(word, unquote(word))
    return Literal(word, int(number) if number.is_integer() else number)


def _before(stream: Stream) -> Node:
    start = stream.start
    one = parse_pattern(stream)
    stream.expect("before")
    other = parse_pattern(stream)
    return Before(stream.since(start), one, other)


def _count(stream: Stream) -> Node:
    start = stream.start
    stream.expect("count")
    pattern = parse_pattern(stream)
    return Asked(stream.since(start), pattern.count, (pattern,))


def _value(stream: Stream) -> Node:
    start = stream.start
    stream.expect("value")
    place = stream.start
    field = stream.take("a field")
    stream.expect("of")
    pattern = parse_pattern(stream)
    pick = _picked(stream, pattern.kind, field, place)
    text = stream.since(start)
    return Asked(text, lambda context: _of_first(pattern, pick, context), (pattern,))


def _picked(stream: Stream, kind: str, field: str, place: int) -> Pick:
    try:
        return picker(stream, kind, field)
    except PatternError as error:
        raise PatternError(stream.text, place, error.expected, field, error.hint) from None


def _of_first(pattern: Pattern, pick: Pick, context: Context) -> Value:
    event = pattern.first(context)
    value: Any = None if event is None else pick(event, context)
    return text_of(value) if isinstance(value, (list, dict)) else value


def _ms(stream: Stream) -> Node:
    start = stream.start
    stream.expect("ms")
    one = parse_pattern(stream)
    stream.expect("->")
    other = parse_pattern(stream)
    text = stream.since(start)
    return Asked(text, lambda context: _between(one, other, context), (one, other))


def _between(one: Pattern, other: Pattern, context: Context) -> float | None:
    first, second = one.first(context), other.first(context)
    return None if first is None or second is None else (second.at - first.at) / 1e6


def _there(stream: Stream) -> Node:
    start = stream.start
    wanted = stream.take("any or none") == "any"
    pattern = parse_pattern(stream)
    return There(stream.since(start), pattern, wanted)


_READ: Final[dict[str, Callable[[Stream], Node]]] = {
    "count": _count,
    "value": _value,
    "ms": _ms,
    "any": _there,
    "none": _there,
}
