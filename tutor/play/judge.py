"""Judges a goal by what really happened: a verdict per condition, with what was seen instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tutor.core.asked import Asked, Before, Compare, Joined, Node, There
from tutor.core.events import Event
from tutor.core.match import Context, Pattern, Query
from tutor.core.pattern import text_of
from tutor.play.goal import Condition, Goal

ASKED: Final = re.compile(r"\{([^{}]+)\}")
"""A query in a text: its value is told in its place."""
CLIENT: Final = "client."
CAME: Final = ("client.connecting", "client.opened")
"""What is known of a tab first: its handshake, let in or not."""
_NOTHING: Final = Context(())
STAYS: Final = "what has happened stays: undo, or reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One condition at the moment."""

    says: str
    holds: bool
    saw: str  # what was seen instead; "" where it holds


def judge(goal: Goal, events: Sequence[Event], first: int = 0) -> list[Verdict]:
    """A verdict per condition, in the author's order.

    `first`: how many of the events were there before the first command. A condition that held then
    and does not now cannot come to hold again, and says so.
    """
    context, before = Context.of(events), Context.of(events[:first])
    return [_verdict(one, context, before) for one in goal.conditions]


def is_met(verdicts: Sequence[Verdict]) -> bool:
    """Whether all of them hold."""
    return all(verdict.holds for verdict in verdicts)


def queries(text: str) -> list[str]:
    """The queries in a text."""
    return ASKED.findall(text)


def _verdict(one: Condition, context: Context, before: Context) -> Verdict:
    holds = query(one.holds)
    if holds.holds(context):
        return Verdict(says=one.says, holds=True, saw="")
    found = next((each.says for each in one.instead if query(each.when).holds(context)), "")
    found = found or _without(required_tabs(holds.node), context) or one.saw
    saw = _filled(found, lambda asked: text_of(query(asked).value(context)))
    was_held = before.events and holds.holds(before)
    return Verdict(says=one.says, holds=False, saw=f"{saw} ({STAYS})" if was_held else saw)


def required_tabs(node: Node) -> list[str]:
    """The tabs without which a condition cannot hold: those of which it wants something."""
    match node:
        case Joined(parts=parts, join=join) if join is all:
            found = [name for part in parts for name in required_tabs(part)]
        case There(pattern=pattern, wanted=True):
            found = _tabs(pattern)
        case Before(one=one, other=other):
            found = [*_tabs(one), *_tabs(other)]
        case Compare(left=Asked(patterns=patterns)) if not node.value(_NOTHING):
            found = [name for pattern in patterns for name in _tabs(pattern)]
        case _:
            found = []
    return list(dict.fromkeys(found))


def _tabs(pattern: Pattern) -> list[str]:
    named = {"client", "name"} if pattern.kind.startswith(CLIENT) else {"client"}
    return [test.value for test in pattern.tests if test.field in named and test.op == "="]


def _without(tabs: Sequence[str], context: Context) -> str:
    """That there is no such tab yet, in words; "" where there is each of them.

    What was counted of a tab that is not there would only repeat the condition: "ben is still open:
    tabs of ben that were closed: 0".
    """
    there = {getattr(event, "name", "") for kind in CAME for event in context.by_kind.get(kind, ())}
    missing = [tab for tab in tabs if tab not in there]
    verb = "has" if len(missing) == 1 else "have"
    return f"not yet: {' and '.join(missing)} {verb} no tab" if missing else ""


def _filled(text: str, value: Callable[[str], str]) -> str:
    return ASKED.sub(lambda found: value(found[1]), text)


@lru_cache(maxsize=1024)
def query(text: str) -> Query:
    """A query, compiled once. Raises `PatternError`."""
    return Query.parse(text)
