"""Writing files that the learner has named, and whether that would work."""

from __future__ import annotations

import itertools
import os
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

from tutor import files
from tutor.errors import Unavailable, UsageError


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
        refuse_theirs(path)
        if path.exists() and not path.is_file():
            with path.open("wb", buffering=0) as device:
                write_all(device.fileno(), data)
        else:
            files.write(path.resolve(), data, private=private)
    except OSError as error:
        raise unwritable(path, error) from error


def refuse_theirs(path: Path) -> None:
    """A link of somebody else's could lead anywhere. Raises Unavailable, OSError."""
    if path.is_symlink() and not _is_mine(path):
        raise Unavailable(f"{path} is a link made by another user.", "Name another file.")


def unwritable(path: Path, error: OSError) -> Unavailable:
    """What to raise of an error while a file is written."""
    return Unavailable(f"{path} cannot be written: {error.strerror or error}.")


def _is_mine(link: Path) -> bool:
    """In a folder that others may write to, theirs could lead anywhere."""
    return not hasattr(os, "geteuid") or link.lstat().st_uid == os.geteuid()


def write_all(descriptor: int, data: bytes) -> None:
    """All of it. Raises OSError; a part may have been written then."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def check_new(file: Path, *, like: str) -> None:
    """Refuses a file that is there or could not be written, before there is anything to write.

    `like`: a file name for the hint. Raises UsageError or Unavailable.
    """
    try:
        if file.is_dir():
            raise Unavailable(f"{file} is a directory.", f"Name a file, as {file / like}.")
        if file.is_file():
            raise UsageError(f"{file} exists already.", f"Name another file, as {_free(file)}.")
        if not file.exists():
            with suppress(FileNotFoundError, NotADirectoryError):
                file.lstat()  # for exists() a name that cannot be is one of nothing, from 3.14 on
            folder = next(parent for parent in file.absolute().parents if parent.exists())
            try_folder(folder)
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror or error}."
        raise Unavailable(
            message, "Name another file, in a folder that you can write to."
        ) from error


def check_new_folder(folder: Path) -> None:
    """The same for a folder, which may be there if it is empty. Raises as well."""
    if folder.is_dir():
        if any(folder.iterdir()):
            raise UsageError(f"{folder} is not empty.", "Name another folder.")
    elif folder.exists():
        raise UsageError(f"{folder} is a file.", "Name a folder.")
    else:
        check_new(folder, like="")


def _free(file: Path) -> Path:
    """A name like this one that no file has."""
    names = (file.with_stem(f"{file.stem}-{number}") for number in itertools.count(2))
    return next(name for name in names if not name.exists())
