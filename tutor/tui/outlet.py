"""What goes out to a terminal, in a thread of its own: only that ever waits for the terminal.

A terminal may take nothing for a while (a multiplexer in copy mode, a connection that hangs) or
never again. Then frames wait, up to `MOST` characters; beyond that they are dropped, and when the
terminal reads on, the screen is painted afresh (`behind`). Written past `sys.stderr`: a thread that
holds its lock when the interpreter ends is fatal.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable
from typing import Final, TextIO

MOST: Final = 1_000_000  # characters that wait
PIECE: Final = 4096  # bytes of one write: so it is seen that the terminal still reads
PATIENCE: Final = 0.4  # seconds in which it has to take a piece, once we want to leave


class Outlet:
    """Open from the first; `close` ends it."""

    def __init__(
        self, file: TextIO, *, gone: Callable[[], object], behind: Callable[[], object]
    ) -> None:
        """`gone`: the terminal takes nothing more; `behind`: it does again. Called in a thread."""
        self._fileno, self._encoding = file.fileno(), file.encoding
        self._gone, self._behind = gone, behind
        self._waiting: deque[str] = deque()
        self._size = self._pieces = 0  # characters that wait; pieces that were taken
        self._is_late = self._is_closing = self._is_gone = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, daemon=True, name="outlet")
        self._thread.start()

    def write(self, text: str) -> None:
        """At once; what a terminal that has gone would be told is forgotten."""
        with self._changed:
            if self._is_gone:
                return
            if self._size > MOST:
                self._waiting.clear()
                self._size, self._is_late = 0, True
            self._waiting.append(text)
            self._size += len(text)
            self._changed.notify()

    def close(self) -> bool:
        """Whether everything is out; a terminal that takes nothing is left with what it has."""
        with self._changed:
            self._is_closing = True
            self._changed.notify()
        taken = -1
        while self._thread.is_alive() and taken != self._pieces:
            taken = self._pieces
            self._thread.join(PATIENCE)
        return not self._thread.is_alive() and not self._is_gone

    def _run(self) -> None:
        while text := self._next():
            try:
                self._write(text.encode(self._encoding, "backslashreplace"))
            except OSError:
                self._end()
                return
            self._catch_up()

    def _next(self) -> str:
        """All that waits; nothing when there will be no more."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._is_closing)
            text = "".join(self._waiting)
            self._waiting.clear()
            self._size = 0
            return text

    def _write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._fileno, data[:PIECE]) :]
            self._pieces += 1

    def _catch_up(self) -> None:
        if self._is_late and not self._waiting:
            self._is_late = False
            self._behind()

    def _end(self) -> None:
        with self._changed:
            self._is_gone = True
            self._waiting.clear()
        self._gone()
