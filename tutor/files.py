"""Files of the learner and of the program: read within bounds, written whole, closed to others.

Knows no format. What is read may be a device or a pipe without an end, so every reading has a
limit; what is written appears whole under its name, by way of a file that only we can have made.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

LARGEST: Final = 100_000_000  # bytes; the largest export measured is a tenth of it
PIECE: Final = 1_000_000
_OTHERS: Final = 0o077
_WRITERS: Final = 0o022 if os.name == "posix" else 0


class TooLarge(OSError):
    """There is more to read than any file of ours has."""


def read(file: Path | int, limit: int = LARGEST) -> bytes:
    """Everything in a file, or behind a descriptor, which is left open.

    Piece by piece, so that a signal is heard in between. Raises OSError; TooLarge beyond the limit.
    """
    found = bytearray()
    for piece in pieces(file):
        found += piece
        if len(found) > limit:
            raise TooLarge(f"it has more than {limit // 1_000_000} MB")
    return bytes(found)


def pieces(file: Path | int) -> Iterator[bytes]:
    """What is in a file, or behind a descriptor, which is left open, a megabyte at a time. It may
    have no end: the caller sets a limit. Raises OSError.
    """
    descriptor = file if isinstance(file, int) else os.open(file, os.O_RDONLY)
    try:
        while piece := os.read(descriptor, PIECE):
            yield piece
    finally:
        if descriptor is not file:
            os.close(descriptor)


def text(file: Path, errors: str = "strict") -> str:
    """The text in a file, whatever its lines end with. Raises OSError, UnicodeDecodeError."""
    found = read(file).decode("utf-8", errors)
    return found.replace("\r\n", "\n").replace("\r", "\n")


def write(path: Path, data: bytes, *, private: bool = False, lasting: bool = True) -> None:
    """All of it under this name, or nothing.

    It is written to a name that cannot be guessed, made by us alone (O_EXCL, which follows no
    link), and renamed. `private`: for its owner alone; else an older file's mode stays. `lasting`:
    on the disk before it has its name. Raises OSError.
    """
    descriptor, name = tempfile.mkstemp(
        prefix=f".{path.name[:40]}-", suffix=".part", dir=path.parent
    )
    try:
        with os.fdopen(descriptor, "wb") as staging:
            staging.write(data)
            staging.flush()
            if not private:
                Path(name).chmod(_mode(path))
            if lasting:
                os.fsync(descriptor)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _mode(path: Path) -> int:
    """That of the file that is there, else that of any new file."""
    with suppress(OSError):
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def private_folder(folder: Path) -> None:
    """Makes the folder, and those it lies in, for its owner alone. Raises OSError."""
    for part in reversed((folder, *folder.absolute().parents)):
        if not part.exists():
            with suppress(FileExistsError):  # another tutor was quicker
                part.mkdir(mode=0o700)
    if not folder.is_dir():
        raise NotADirectoryError(20, "Not a directory", str(folder))
    close_to_others(folder)


def close_to_others(path: Path) -> None:
    """Takes away the others' rights to a file or folder of ours; a shared one (/tmp) stays so."""
    with suppress(OSError):
        found = path.lstat()
        is_mine = found.st_uid == _me() and not stat.S_ISLNK(found.st_mode)
        if is_mine and found.st_mode & _OTHERS and not found.st_mode & stat.S_ISVTX:
            path.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)


def is_ours(path: Path) -> bool:
    """It belongs to us, a link included, and no one else may write to it. Raises OSError."""
    return path.lstat().st_uid == path.stat().st_uid == _me() and not path.stat().st_mode & _WRITERS


def _me() -> int:
    """Windows has no numbers of users, and gives 0 for the owner of any file."""
    return os.geteuid() if hasattr(os, "geteuid") else 0
