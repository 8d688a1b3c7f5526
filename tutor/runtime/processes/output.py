"""What a server prints, as facts: one a line, one a traceback.

A line that its logging has reported already (the probe reports log records) is left out.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import sysconfig
import time
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from tutor.runtime.fact_intake import Facts
from tutor.runtime.paths import lessons_folder, project_root

DELAY: Final = 0.02  # seconds in which the rest of a traceback, and the probe's record, arrive
MANY: Final = 1000  # lines that wait for the rest of theirs
LIMIT: Final = 2000  # characters of one fact
RECENT: Final = 500  # facts that are searched for the same text
TRACEBACK: Final = "Traceback (most recent call last):"

_SHELVES = r"/(?:site-packages|lib/python3\.\d+)/"
LIBRARY: Final = re.compile(rf"""(?<=")/[^"\n]*{_SHELVES}|(?:/[^/\s:"']+)*{_SHELVES}""")
"""Where a Python keeps what is installed on this machine."""

Line = tuple[int, str, str]  # (monotonic_ns, "stderr", text)


@lru_cache(maxsize=1)
def _folders() -> re.Pattern[str]:
    """The folders of our own Python and of the course, word by word: a path may hold blanks."""
    known = {*sys.path, *map(sysconfig.get_path, ("stdlib", "purelib", "platlib"))}
    known |= {str(folder) for folder in (project_root(), lessons_folder().parent)}
    paths = sorted(filter(os.path.isabs, known), key=len, reverse=True)
    return re.compile("|".join(re.escape(path) + "/" for path in paths if path != "/"))


class Output:
    """Collects lines of one server process and reports them a moment later."""

    def __init__(self, facts: Facts, process: str) -> None:
        self._facts = facts
        self._process = process
        self._lines: list[Line] = []
        self._timer: asyncio.TimerHandle | None = None

    def take(self, stream: str, text: str) -> None:
        """A line has come."""
        if not text.strip():
            return
        self._lines.append((time.monotonic_ns(), stream, text))
        if len(self._lines) >= MANY:  # it prints without a pause
            self.flush()
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(DELAY, self.flush)

    def flush(self) -> None:
        """Report what has come so far."""
        if self._timer is not None:
            self._timer.cancel()
        lines, self._lines = self._lines, []
        told = self._told() if lines else set()
        for at, stream, text in blocks(lines):
            if text not in told:
                self._report(at, stream, text)

    def _report(self, at: int, stream: str, text: str) -> None:
        text = shortened(text)
        error = text.rpartition("\n")[2] if TRACEBACK in text else ""
        self._facts.emit(
            "log.written",
            process=self._process,
            at=at,
            logger=stream,
            level="ERROR" if stream == "stderr" else "INFO",
            text=text[:LIMIT],
            error=error[:200],
        )

    def _told(self) -> set[str]:
        """Texts of the last log records of this process."""
        recent = self._facts.records[-RECENT:]
        return {
            record[7]
            for process, record in recent
            if process == self._process and record[0] == "log.written" and len(record) > 7
        }


def shortened(text: str) -> str:
    """Without the folders of this machine: a recording is looked at on other ones."""
    return LIBRARY.sub("", _folders().sub("", text))


def blocks(lines: list[Line]) -> Iterator[Line]:
    """Lines as they are, except that a traceback and the line it belongs to become one."""
    at, stream, parts, inside = 0, "", list[str](), False
    for when, where, text in lines:
        begins = text.startswith(TRACEBACK)
        if inside and where == stream:
            parts.append(text)
            inside = text.startswith((" ", "\t")) or begins
            continue
        if begins and parts and where == stream:
            parts.append(text)
            inside = True
            continue
        if parts:
            yield at, stream, "\n".join(parts)
        at, stream, parts, inside = when, where, [text], begins
    if parts:
        yield at, stream, "\n".join(parts)
