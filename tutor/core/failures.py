"""What went wrong in a run, and where it began: the failure behind a symptom.

A client is told "HTTP 500"; the trace holds the exception that brought it about. A failure is a
fact that carries an error, or a process that ended by itself. Nothing here decides whether a run
was as it should be: whoever asks names the symptoms.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from .causes import chain
from .events import ClientAnswered, ClientClosed, ClientRefused, Event, LogWritten

_OF_THIS_RUN: Final = re.compile(r"0x[0-9a-f]+|[0-9a-f]{8,}|\d+")  # ports, ids, milliseconds
_LOUD: Final = frozenset({"ERROR", "CRITICAL"})
_SERVER_ERROR: Final = 500  # RFC 9110, 15.6


class Blame(NamedTuple):
    """The failure behind a symptom; `caused`: it lies on the symptom's own causal chain."""

    event: Event
    caused: bool

    def __str__(self) -> str:
        """ "step 21, layer.failed: receive: AttributeError: …"."""
        what = getattr(self.event, "call", "") or getattr(self.event, "name", "")
        place = getattr(self.event, "where", "")
        told = [self.event.kind, what, error_of(self.event)]
        text = f"step {self.event.seq}, {': '.join(filter(None, told))}"
        return f"{text} ({place})" if place else text


def error_of(event: Event) -> str:
    """What went wrong in this fact, in one line; "" for a fact in which nothing did."""
    if error := str(getattr(event, "error", "")):
        return error
    if isinstance(event, LogWritten) and event.level in _LOUD:
        return event.text
    if getattr(event, "how", "") == "crashed":
        return f"{event.process} ended by itself, exit status {getattr(event, 'code', None)}"
    return ""


def blame(
    events: Sequence[Event], symptoms: Iterable[int] = (), expected: Sequence[Event] = ()
) -> Blame | None:
    """The first failure on the causal chains of the symptoms (by `seq`), else of the whole run.

    `expected` is a run in which all was well: a failure that it has, too, explains nothing.
    """
    new = _new(events, expected)
    roots = {_root(events, seq) for seq in symptoms}
    caused = (event for event in new if _root(events, event.seq) in roots)
    if found := next(caused, None):
        return Blame(found, caused=True)
    return Blame(new[0], caused=False) if new else None


def _root(events: Sequence[Event], seq: int) -> int:
    return chain(events, seq)[-1].seq


def symptoms(events: Sequence[Event]) -> list[int]:
    """What a client met last: a refusal, an HTTP 5xx, a connection that it did not end itself."""
    return [event.seq for event in events if _is_symptom(event)][-1:]


def _is_symptom(event: Event) -> bool:
    if isinstance(event, ClientClosed):
        return event.by in {"server", "lost"}
    refused = isinstance(event, ClientRefused)
    return refused or (isinstance(event, ClientAnswered) and event.status >= _SERVER_ERROR)


def _new(events: Sequence[Event], expected: Sequence[Event]) -> list[Event]:
    known = Counter(_sign(event) for event in expected if error_of(event))
    found = []
    for event in events:
        if error_of(event) and not known[_sign(event)]:
            found.append(event)
        elif error_of(event):
            known[_sign(event)] -= 1
    return found


def _sign(event: Event) -> tuple[str, str]:
    """What a failure is known by in another run."""
    return event.kind, _OF_THIS_RUN.sub("#", error_of(event))
