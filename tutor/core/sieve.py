"""Which messages a reader wants to see: a pattern, or words that name what is in them.

    Sieve.parse("group.sent group=room")        # some fact of the message matches the pattern
    Sieve.parse("user=ann group~room")          # each of these is true of some fact of it
    Sieve.parse("hello")                        # it stands anywhere in it

The words are `connection` (number, name or path), `user`, `consumer`, `group`, `type` and `text`,
compared with `=`, `!=` and `~` ("contains"), which asks for no capitals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from tutor.core.events import KINDS, Event
from tutor.core.names_of_connections import Names
from tutor.core.pattern import Context, Pattern
from tutor.core.summary import summary
from tutor.core.tokens import Stream, suggestion, unquote

_WORD: Final = re.compile(r"([a-z]+)(!=|=|~)(.*)", re.DOTALL)


class Test(NamedTuple):
    """ "group=room"; without a name it stands anywhere."""

    name: str
    op: str
    value: str

    def holds(self, facts: Sequence[Event], names: Names) -> bool:
        """Whether it is true of a message that consists of these facts."""
        values = (value for fact in facts for value in _values(self.name, fact, names))
        if self.op == "~":
            wanted = self.value.casefold()
            return any(wanted in value.casefold() for value in values)
        return (self.value in values) == (self.op == "=")


class Sieve(msgspec.Struct, frozen=True):
    """What was typed, understood."""

    text: str
    pattern: Pattern | None = None
    tests: tuple[Test, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Sieve:
        """Understand it. Raises `PatternError`."""
        stream = Stream(text)
        if stream.peek() in KINDS or _is_kind(stream.peek()):
            return cls(text, pattern=Pattern.parse(text))
        tests = []
        while word := stream.peek():
            tests.append(_test(word, stream))
            stream.take("a word")
        return cls(text, tests=tuple(tests))

    def takes(self, facts: Sequence[Event], names: Names, context: Context) -> bool:
        """Whether a message that consists of these facts is wanted; `context`: where their causes
        are found.
        """
        if self.pattern is not None:
            return any(self.pattern.matches(fact, context) for fact in facts)
        return all(test.holds(facts, names) for test in self.tests)


def _is_kind(word: str) -> bool:
    """Whether it was meant for one: "grup.sent" gets the pattern's own words for its mistake."""
    family, dot, _ = word.partition(".")
    return bool(dot) and any(kind.startswith(f"{family}.") for kind in KINDS)


def _test(word: str, stream: Stream) -> Test:
    found = _WORD.fullmatch(word)
    if found is None:
        return Test("", "~", unquote(word))
    if found[1] not in VALUES:
        raise stream.error("a kind of fact or a word", suggestion(found[1], VALUES))
    return Test(found[1], found[2], unquote(found[3]))


def _values(name: str, fact: Event, names: Names) -> Iterator[str]:
    if name:
        yield from VALUES[name](fact, names)
        return
    yield summary(fact)
    for one in VALUES.values():
        yield from one(fact, names)


def _connection(fact: Event, names: Names) -> Iterable[str]:
    if fact.conn is None:
        return ()
    return str(fact.conn), names.of(fact.conn), names.path(fact.conn)


def _field(name: str) -> Callable[[Event, Names], Iterable[str]]:
    def values(fact: Event, _: Names) -> Iterable[str]:
        value = getattr(fact, name, "")
        return (value,) if value else ()

    return values


VALUES: Final[dict[str, Callable[[Event, Names], Iterable[str]]]] = {
    "connection": _connection,
    "user": lambda fact, names: (names.user(fact.conn),),
    "consumer": lambda fact, names: (names.consumer(fact.conn),),
    "group": _field("group"),
    "type": _field("type"),
    "text": _field("text"),
}
"""Word → what a fact has of it."""
