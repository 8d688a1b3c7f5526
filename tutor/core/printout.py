"""What a command prints, as lines of text: the newest are kept, and how many there were is known.

Bytes come in as they are read, cut anywhere; a line is made a text when it is asked for, so that a
command may print more than anybody could read. What dresses a line for a terminal (colours, titles,
a line of progress that is written again and again) is taken out. What else might steer one is left
to the view, which spells it out.
"""

from __future__ import annotations

import re
from collections import deque
from itertools import islice
from typing import Final

KEPT: Final = 2000  # lines
LONGEST: Final = 4000  # bytes of a line that are kept: one may never end
_DRESS: Final = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor (ECMA-48, section 5.4)
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC: titles, links
    r"|\x1b[ -/]*[0-~]"
)


class Printout:
    """The lines so far. Numbers count from 0 and stay, whatever is forgotten."""

    def __init__(self, *, keep: int = KEPT) -> None:
        self.version = 0  # grows with whatever comes
        self._lines: deque[bytes] = deque(maxlen=keep)
        self._ended = 0  # lines that have come to their end
        self._open = b""

    def __len__(self) -> int:
        """The number of lines that there ever were, the one that has no end yet included."""
        return self._ended + bool(self._open)

    def copy(self) -> Printout:
        """What there is now: who reads it is not disturbed by what comes."""
        twin = Printout()
        twin.version, twin._ended, twin._open = self.version, self._ended, self._open
        twin._lines = self._lines.copy()
        return twin

    @property
    def first(self) -> int:
        """The number of the oldest line that is kept."""
        return self._ended - len(self._lines)

    def feed(self, data: bytes) -> None:
        """Take what was read."""
        self.version += 1
        *whole, rest = (self._open + data).split(b"\n")
        self._lines.extend(line[:LONGEST] for line in whole)
        self._ended += len(whole)
        self._open = rest[:LONGEST]

    def lines(self, since: int, until: int) -> list[str]:
        """The lines from number `since` up to, not including, `until`, as far as they are kept."""
        first = self.first
        begin, end = max(since - first, 0), max(until - first, 0)
        found = [plain(line) for line in islice(self._lines, begin, end)]
        if self._open and since <= self._ended < until:
            found.append(plain(self._open))
        return found


def plain(line: bytes) -> str:
    """A line without its dress. Of what was written over itself (CR) the last is left."""
    text = _DRESS.sub("", line.decode("utf-8", "replace")).expandtabs(4)
    parts = [part for part in text.split("\r") if part]
    return parts[-1].rstrip() if parts else ""
