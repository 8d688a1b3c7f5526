"""A recording that is written as it grows: each event is a line as soon as it is settled.

What a kill leaves of it is a recording without its end (`recording.load_newest`).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tutor.core.events import Event
from tutor.errors import Unavailable
from tutor.runtime import chosen_files
from tutor.runtime.recording import lines


class GrowingFile:
    """The file. It is there, and empty, from the beginning."""

    def __init__(self, path: Path) -> None:
        """A new file, or a device or a pipe. Raises Unavailable."""
        self.path = path
        self.failure: Unavailable | None = None  # from here on nothing is written
        self._size = 0  # of what is whole
        try:
            chosen_files.refuse_theirs(path)
            is_device = path.exists() and not path.is_file()
            new = 0 if is_device else os.O_CREAT | os.O_EXCL
            self._descriptor = os.open(path.resolve(), os.O_WRONLY | new, 0o666)
        except OSError as error:
            raise chosen_files.unwritable(path, error) from error

    def add(self, events: Sequence[Event]) -> None:
        """Write these events at once; that it cannot be done is kept in `failure`."""
        if self.failure is not None or not events:
            return
        data = lines(events)
        try:
            chosen_files.write_all(self._descriptor, data)
        except OSError as error:
            self.failure = chosen_files.unwritable(self.path, error)
            with suppress(OSError):  # a device has no size
                os.ftruncate(self._descriptor, self._size)
        else:
            self._size += len(data)

    def close(self) -> None:
        """Nothing more comes. Raises Unavailable where something could not be written."""
        with suppress(OSError):
            os.close(self._descriptor)
        if self.failure is not None:
            raise self.failure
