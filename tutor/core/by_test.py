"""Which test of a traced project an event belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from tutor.core.events import Event, PytestFinished, PytestStarted


class ByTest:
    """Tells it of one event after the other, in the order of the recording."""

    def __init__(self) -> None:
        self._now: dict[str, str] = {}  # process → the test that it runs
        self._opened: dict[int, str] = {}  # connection → the test that opened it

    def test_of(self, event: Event) -> str:
        """The node id of the test; "" for what belongs to none."""
        if type(event) is PytestStarted:
            self._now[event.process] = event.name
        elif type(event) is PytestFinished:
            return self._now.pop(event.process, event.name)
        name = self._now.get(event.process, "")
        return self._opened.setdefault(event.conn, name) if event.conn else name


def tests_of(events: Iterable[Event]) -> dict[int, str]:
    """`seq` → the node id, of the events that belong to a test."""
    known = ByTest()
    return {event.seq: name for event in events if (name := known.test_of(event))}
