"""Which rows of a trace are shown: those that a sieve takes, without the families that are hidden.

What is hidden is counted, and so is what of it was lost or failed: a filter must not make a fault
disappear unsaid.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from tutor.core.events import Event
from tutor.core.names_of_connections import Names
from tutor.core.observed import Row
from tutor.core.pattern import Context
from tutor.core.sieve import Sieve
from tutor.core.timeline import Timeline

FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "database": ("db.",),
    "threads": ("thread.",),
    "http": ("http.",),
    "scope": ("scope.",),
}
"""What can be hidden: name → what its kinds begin with."""


class Hidden(NamedTuple):
    """Rows that are not shown."""

    rows: int = 0
    bad: int = 0  # of them those in which something was lost or failed


class Selection:
    """What is shown, as the recording grows."""

    def __init__(self) -> None:
        self.sieve: Sieve | None = None
        self.hides: frozenset[str] = frozenset()
        self._taken: set[int] = set()  # roots of the rows that the sieve takes

    def choose(self, sieve: Sieve | None) -> None:
        """Another sieve, or none: all rows are to be looked at again."""
        self.sieve = sieve
        self._taken.clear()

    def toggle(self, family: str) -> bool:
        """Hide a family or show it again; whether it is hidden now."""
        self.hides ^= {family}
        return family in self.hides

    def look(self, rows: Iterable[Row], timeline: Timeline, names: Names) -> None:
        """These rows are new, or have more facts than before."""
        if self.sieve is None:
            return
        context = Context(timeline.events)
        for row in rows:
            facts = [fact for seq in row.seqs if (fact := timeline.event(seq)) is not None]
            if self.sieve.takes(facts, names, context):
                self._taken.add(row.root)
            else:
                self._taken.discard(row.root)
        self._taken = {root for root in self._taken if root > timeline.first}

    def shows(self, row: Row) -> bool:
        """Whether a row is shown."""
        if self.sieve is not None and row.root not in self._taken:
            return False
        return not self.hides_fact(row.fact)

    @property
    def kinds(self) -> tuple[str, ...]:
        """What the kinds begin with that are hidden, in a fixed order."""
        return tuple(kind for name in FAMILIES if name in self.hides for kind in FAMILIES[name])

    def hides_fact(self, fact: Event | None) -> bool:
        """Whether a fact is of a family that is hidden."""
        return fact is not None and fact.kind.startswith(self.kinds)

    def sort(self, rows: Iterable[Row]) -> tuple[list[Row], Hidden]:
        """Those that are shown, in order, and how many are not."""
        if self.sieve is None and not self.hides:
            return [*rows], Hidden()
        shown: list[Row] = []
        hidden = bad = 0
        for row in rows:
            if self.shows(row):
                shown.append(row)
            else:
                hidden += 1
                bad += row.is_bad
        return shown, Hidden(hidden, bad)
