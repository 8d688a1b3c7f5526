"""A part of a recording, written into a file while it is made: "record from here".

Each line is whole, so that what a kill leaves can be read. Its beginning says what stood then
(`core/excerpt.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tutor.core.events import Event
from tutor.core.excerpt import Excerpt
from tutor.errors import Unavailable
from tutor.runtime.live_recording import LiveRecording
from tutor.runtime.recording import Recording


class KeptFile:
    """Written with each growth of the recording until it is closed."""

    def __init__(self, path: Path, live: LiveRecording) -> None:
        """`path`: a new file. Raises Unavailable."""
        self.path = path
        self.count = 0  # facts since it began
        self.failed = ""  # why it could not go on
        self._live = live
        try:
            self._file = path.open("xb")
        except OSError as error:
            raise _unwritable(path, error) from error
        self._since = len(live.timeline)
        self._excerpt = Excerpt(live.timeline, self._since)
        self._write(self._excerpt.begun)
        self._unwatch = live.watch(self._grow)

    def close(self) -> None:
        """With all that has come."""
        self._unwatch()
        self._grow()
        self._file.close()

    def _grow(self) -> None:
        timeline = self._live.timeline
        events = timeline.between(self._since, len(timeline))
        self._since = len(timeline)
        self.count += len(events)
        self._write(self._excerpt.take(events))

    def _write(self, events: Sequence[Event]) -> None:
        if self.failed:
            return
        try:
            self._file.write(Recording(tuple(events)).dumps())
            self._file.flush()
        except OSError as error:
            self.failed = _unwritable(self.path, error).message


def _unwritable(path: Path, error: OSError) -> Unavailable:
    return Unavailable(f"{path} cannot be written: {error.strerror or error}.")
