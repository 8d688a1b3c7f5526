"""The parts a query is made of, each with a value and an account of what was seen.

Numbers compare as numbers, anything else as text. No grammar here: `query.py` builds them.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import eq, ne
from typing import Any, Final, Protocol

import msgspec

from .pattern import ORDERED, Context, Pattern, number_of, text_of

Value = int | float | str | bool | None

COMPARED: Final[dict[str, Callable[[Any, Any], bool]]] = {"==": eq, "!=": ne, **ORDERED}


class Node(Protocol):
    """A part of a query."""

    @property
    def text(self) -> str: ...

    @property
    def patterns(self) -> tuple[Pattern, ...]: ...

    def value(self, context: Context) -> Value: ...

    def explain(self, context: Context) -> str: ...


class Asked(msgspec.Struct, frozen=True):
    """An operand that is a look-up: its text and what computes it."""

    text: str
    ask: Callable[[Context], Value]
    patterns: tuple[Pattern, ...]

    def value(self, context: Context) -> Value:
        return self.ask(context)

    def explain(self, context: Context) -> str:
        return f"{self.text} is {text_of(self.ask(context))}"


class Literal(msgspec.Struct, frozen=True):
    """A number, a text or a word, as it was written."""

    text: str
    literal: Value
    patterns: tuple[Pattern, ...] = ()

    def value(self, context: Context) -> Value:
        return self.literal

    def explain(self, context: Context) -> str:
        return self.text


class Before(msgspec.Struct, frozen=True):
    """Whether one fact comes before another; both must be there."""

    text: str
    one: Pattern
    other: Pattern

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        return self.one, self.other

    def value(self, context: Context) -> Value:
        one, other = self.one.find(context), self.other.find(context)
        return one is not None and other is not None and one < other

    def explain(self, context: Context) -> str:
        return "; ".join(
            f"{pattern.text}: {_step(pattern.find(context))}" for pattern in (self.one, self.other)
        )


class There(msgspec.Struct, frozen=True):
    """Whether there is such a fact (`any`), or none."""

    text: str
    pattern: Pattern
    wanted: bool

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        return (self.pattern,)

    def value(self, context: Context) -> Value:
        return (self.pattern.find(context) is not None) == self.wanted

    def explain(self, context: Context) -> str:
        return f"{self.pattern.text}: {_step(self.pattern.find(context))}"


class Compare(msgspec.Struct, frozen=True):
    """Two values compared."""

    text: str
    left: Node
    op: str
    right: Node

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        return *self.left.patterns, *self.right.patterns

    def value(self, context: Context) -> Value:
        return compare(self.left.value(context), self.op, self.right.value(context))

    def explain(self, context: Context) -> str:
        verdict = "yes" if self.value(context) else "no"
        wanted = self.right.text
        if not isinstance(self.right, Literal):
            wanted = f"{wanted}, which is {text_of(self.right.value(context))}"
        return f"{self.left.explain(context)} ({self.op} {wanted}: {verdict})"


class Not(msgspec.Struct, frozen=True):
    """The opposite."""

    text: str
    part: Node

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        return self.part.patterns

    def value(self, context: Context) -> Value:
        return not self.part.value(context)

    def explain(self, context: Context) -> str:
        return f"not: {self.part.explain(context)}"


class Joined(msgspec.Struct, frozen=True):
    """Parts of which all (`and`) or at least one (`or`) must hold."""

    text: str
    parts: tuple[Node, ...]
    join: Callable[[Any], bool]

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        return tuple(pattern for part in self.parts for pattern in part.patterns)

    def value(self, context: Context) -> Value:
        return self.join(part.value(context) for part in self.parts)

    def explain(self, context: Context) -> str:
        return "; ".join(part.explain(context) for part in self.parts)


def compare(left: Value, op: str, right: Value) -> bool:
    """Numbers as numbers, even when one is written in a text; anything else as text."""
    if op == "~":
        return left is not None and text_of(right) in text_of(left)
    one, other = number_of(left), number_of(right)
    if one is not None and other is not None:
        return COMPARED[op](one, other)
    if op not in {"==", "!="} and None in {left, right}:
        return False
    return COMPARED[op](text_of(left), text_of(right))


def _step(seq: int | None) -> str:
    return "never" if seq is None else f"step {seq}"
