"""Writing files that the learner has named, and whether that would work."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryFile

from tutor import files
from tutor.errors import Unavailable


def try_folder(folder: Path) -> None:
    """Makes a file there and leaves none: os.access() says yes to root. Raises OSError."""
    with TemporaryFile(dir=folder):
        pass


def whole(path: Path, data: bytes, *, private: bool = False) -> None:
    """All of it or nothing, so that a full disk leaves an older file as it was.

    What a link of the learner's own leads to is written; a device or a pipe is written to, and
    stays what it is. `private`: for the learner alone. Raises Unavailable.
    """
    try:
        if path.is_symlink() and not _is_mine(path):
            raise Unavailable(
                f"{path} is a link that somebody else has made.", "Name another file."
            )
        if path.exists() and not path.is_file():
            with path.open("wb", buffering=0) as device:
                _write_all(device.fileno(), data)
        else:
            files.write(path.resolve(), data, private=private)
    except OSError as error:
        raise Unavailable(f"{path} cannot be written: {error.strerror or error}.") from error


def _is_mine(link: Path) -> bool:
    """In a folder that others may write to, theirs could lead anywhere."""
    return not hasattr(os, "geteuid") or link.lstat().st_uid == os.geteuid()


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
