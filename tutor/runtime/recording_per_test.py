"""A recording for each test of a traced project, in a folder: written as the tests run.

Each begins with the processes that told it, and has steps, connections and a clock of its own. What
no test brought about is in `outside.jsonl`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from tutor.core.by_test import ByTest
from tutor.core.events import (
    SCHEMA_MINOR,
    SCHEMA_VERSION,
    Event,
    PytestFinished,
    PytestStarted,
    SceneFinished,
    SceneStarted,
    ServerStarted,
    ServerStopped,
)
from tutor.errors import Unavailable
from tutor.runtime import chosen_files
from tutor.runtime.recording import lines

OUTSIDE: Final = "outside"
LONGEST: Final = 120  # characters of a file's name without its end
_OF_THE_RUN: Final = (SceneStarted, SceneFinished, ServerStarted, ServerStopped)
_OF_PYTEST: Final = (PytestStarted, PytestFinished)


class RecordingPerTest:
    """The folder; a test has a file in it as soon as it has brought something about."""

    def __init__(self, folder: Path) -> None:
        """A folder that is new or empty. Raises Unavailable."""
        self.path = folder
        self.failure: Unavailable | None = None  # from here on nothing is written
        self._tests = ByTest()
        self._servers: dict[str, ServerStarted] = {}
        self._parts: dict[str, _Part] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise chosen_files.unwritable(folder, error) from error

    @property
    def count(self) -> int:
        """Tests that have a recording."""
        return sum(part.is_worth_it for test, part in self._parts.items() if test)

    def add(self, events: Sequence[Event]) -> None:
        """Write these events at once; that it cannot be done is kept in `failure`."""
        changed: set[str] = set()
        for event in events:
            if type(event) is ServerStarted:
                self._servers[event.process] = event
            test = self._tests.test_of(event)
            if test or type(event) not in _OF_THE_RUN:
                self._part(test).add(event, self._servers.get(event.process))
                changed.add(test)
        self._write(changed)

    def close(self) -> None:
        """Nothing more comes. Raises Unavailable where something could not be written."""
        for part in self._parts.values():
            part.finish()
        self._write(self._parts.keys())
        if self.failure is not None:
            raise self.failure

    def _part(self, test: str) -> _Part:
        if test not in self._parts:
            names = {part.path.name for part in self._parts.values()}
            self._parts[test] = _Part(self.path / _free(_name(test), names), test)
        return self._parts[test]

    def _write(self, tests: Iterable[str]) -> None:
        if self.failure is not None:
            return
        for test in tests:
            try:
                self._parts[test].write()
            except OSError as error:
                self.failure = chosen_files.unwritable(self._parts[test].path, error)


class _Part:
    """The recording of one test."""

    def __init__(self, path: Path, test: str) -> None:
        self.path = path
        self.is_worth_it = False  # there is more to tell than that the test ran
        self._waiting: list[Event] = [
            SceneStarted(
                seq=1,
                at=0,
                process="tutor",
                schema=SCHEMA_VERSION,
                minor=SCHEMA_MINOR,
                scene=test,
            )
        ]
        self._count = 1
        self._began = -1  # `at` of its first event
        self._last = 0
        self._steps: dict[int, int] = {}  # step of the run → step here
        self._conns: dict[int, int] = {}
        self._told: set[str] = set()  # processes that stand here

    def add(self, event: Event, server: ServerStarted | None) -> None:
        """An event of the run; `server`: the beginning of its process."""
        self.is_worth_it |= type(event) not in _OF_PYTEST
        if self._began < 0:
            self._began = event.at
        if server is not None and event.process not in self._told:
            self._told.add(event.process)
            if event is not server:
                self._take(server)
        self._take(event)

    def _take(self, event: Event) -> None:
        self._count += 1
        self._steps[event.seq] = self._count
        self._last = max(self._last, event.at - self._began)
        conn, cause = event.conn, event.cause
        self._waiting.append(
            replace(
                event,
                seq=self._count,
                at=max(event.at - self._began, 0),
                conn=self._conns.setdefault(conn, len(self._conns) + 1) if conn else None,
                cause=self._steps.get(cause) if cause else None,
            )
        )

    def finish(self) -> None:
        """Its last event."""
        self._count += 1
        self._waiting.append(SceneFinished(seq=self._count, at=self._last, process="tutor"))

    def write(self) -> None:
        """What waits, into the file. Raises OSError."""
        if not self.is_worth_it:
            return
        with self.path.open("ab") as file:
            file.write(lines(self._waiting))
        self._waiting.clear()


def _name(test: str) -> str:
    """ "tests-test_chat.py-test_echo"."""
    return re.sub(r"[^\w.]+", "-", test).strip("-.")[:LONGEST] or OUTSIDE


def _free(name: str, names: set[str]) -> str:
    """This name, or one like it that no other test has."""
    tried, number = f"{name}.jsonl", 2
    while tried in names:
        tried, number = f"{name}-{number}.jsonl", number + 1
    return tried
