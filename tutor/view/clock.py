"""The one clock of a scene: every view counts milliseconds from the first act of a client.

What happened before has no number: a negative time reads as an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from tutor.core import events as e
from tutor.core.events import Event

BEFORE: Final = "before"  # in place of a number: as wide as one


class Zero(NamedTuple):
    """When a scene's clock starts (nanoseconds since its first fact), and with what."""

    at: int
    words: str  # "john · tab 1 connects"


class _Memo:
    """The zero of the recording that was looked at last: it stays, however that grows."""

    facts: Sequence[Event] | None = None
    zero: Zero


def zero(facts: Sequence[Event]) -> Zero:
    """The first act of a client; without any, the first fact."""
    if _Memo.facts is facts:
        return _Memo.zero
    for fact in facts:
        if words := _act(fact):
            _Memo.facts, _Memo.zero = facts, Zero(fact.at, words)
            return _Memo.zero
    return Zero(facts[0].at if facts else 0, "the scene begins")


def _act(fact: Event) -> str:
    match fact:
        case e.ClientConnecting():
            return f"{fact.name or 'a client'} connects"
        case e.ClientAsked():
            return f"{fact.name or 'a client'} asks"
        case e.WireSent() | e.ClientSent():
            return f"{fact.name or 'a client'} sends"
        case e.HttpReceived():
            return "the first request arrives"
        case e.ConnectionOpened():
            return "the first handshake arrives"
    return ""


def stamp(nanoseconds: int) -> str:
    """A time since zero, at most six cells below a day: "0.6", "1234.5", "12346", "before"."""
    ms = nanoseconds / 1e6
    if ms < 0:
        return BEFORE
    if ms < 999_999.5:
        return f"{ms:.{1 if ms < 9_999.95 else 0}f}"
    return f"{ms / 1000:.0f}s"
