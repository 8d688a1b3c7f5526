"""Writing files that the learner has named, and whether that would work."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

from tutor.errors import Unavailable


def try_folder(folder: Path) -> None:
    """Makes a file there and leaves none: os.access() says yes to root. Raises OSError."""
    with TemporaryFile(dir=folder):
        pass


def whole(path: Path, data: bytes) -> None:
    """All of it or nothing, so that a full disk leaves an older file as it was.

    What a link leads to is written; a device or a pipe is written to, and stays what it is. Raises
    Unavailable.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            _replace(path.resolve(), data)
    except OSError as error:
        raise Unavailable(f"{path} cannot be written: {error.strerror or error}.") from error


def _replace(path: Path, data: bytes) -> None:
    staging = path.with_name(f".{path.name}.part")
    try:
        staging.write_bytes(data)
        staging.replace(path)
    except OSError:
        with suppress(OSError):
            staging.unlink()
        raise
