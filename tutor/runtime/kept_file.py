"""A part of a recording, written into a file while it is made: "record from here".

Its beginning says what stood then (`core/excerpt.py`).
"""

from __future__ import annotations

from pathlib import Path

from tutor.core.excerpt import Excerpt
from tutor.errors import Unavailable
from tutor.runtime.growing_file import GrowingFile
from tutor.runtime.live_recording import LiveRecording


class KeptFile:
    """Written with each growth of the recording until it is closed."""

    def __init__(self, path: Path, live: LiveRecording) -> None:
        """`path`: a new file. Raises Unavailable."""
        self.path = path
        self.count = 0  # facts since it began
        self.failed = ""  # why it is not whole, once it is closed
        self._live = live
        self._file = GrowingFile(path)
        self._since = len(live.timeline)
        self._excerpt = Excerpt(live.timeline, self._since)
        self._file.add(self._excerpt.begun)
        self._unwatch = live.watch(self._grow)

    def close(self) -> None:
        """With all that has come."""
        self._unwatch()
        self._grow()
        try:
            self._file.close()
        except Unavailable as error:
            self.failed = error.message

    def _grow(self) -> None:
        timeline = self._live.timeline
        events = timeline.between(self._since, len(timeline))
        self._since = len(timeline)
        self.count += len(events)
        self._file.add(self._excerpt.take(events))
