"""`tutor doctor`: what is here, what it is needed for, and what a killed tutor has left."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path

import typer

from tutor.errors import Exit, TutorError, Unavailable
from tutor.runtime import loopback
from tutor.runtime.clients import chromium
from tutor.runtime.needs import absent, requirements
from tutor.runtime.paths import DISTRIBUTION, leftovers, project_root, sweep_temp, user_data
from tutor.terminal import wants_ascii, wants_plain

__all__ = ["absent", "run", "version"]


def version() -> str:
    """The tutor's own version."""
    try:
        return version_of(DISTRIBUTION)
    except PackageNotFoundError:
        return "0 (run from a checkout)"


def run(*, clean: bool) -> None:
    """Prints what there is, one fact a line; `clean` removes leftovers.

    Ends with 1 when a module that the tutor needs is missing, and names it. A version outside of
    what the metadata asks for is said and no fault: to try the course on it is what `check` is for.
    """
    try:
        _run(clean=clean)
    except ModuleNotFoundError as error:  # without packaging, none can be named but this one
        if lacks := absent(error):
            raise TutorError(lacks.message, lacks.hint) from error
        raise


def _run(*, clean: bool) -> None:
    for name, value in _facts():
        print(f"{name:<18}{value}".rstrip())
    left = list(leftovers())
    print(f"{'left behind':<18}{_folders(left)}")
    if clean:
        sweep_temp()
        print(f"{'removed':<18}{_folders([folder for folder in left if not folder.exists()])}")
    elif left:
        print("\n`tutor doctor --clean` removes it.")
    if lacking := [asked.module for asked in requirements() if asked.is_missing]:
        print(f"\nMissing here, and needed: {', '.join(lacking)}.")
        raise typer.Exit(Exit.FAILED)


def _folders(folders: list[Path]) -> str:
    return ", ".join(map(str, folders)) or "nothing"


def _facts() -> Iterator[tuple[str, str]]:
    yield "tutor", f"{version()}, {project_root()}"
    yield "python", f"{platform.python_version()}, {sys.executable}"
    for asked in requirements():
        yield asked.name, asked.state
    yield "loopback", _loopback()
    yield "broker", _broker()
    yield "chromium", chromium.program() or "none: not needed"
    yield "terminal", _terminal()
    yield "your progress", _data()
    if os.environ.get("PYTHONDONTWRITEBYTECODE"):
        yield "slow start", "PYTHONDONTWRITEBYTECODE is set: every start compiles everything anew"


def _package(name: str) -> str:
    try:
        return version_of(name)
    except PackageNotFoundError:
        return "missing"


def _tool(*names: str) -> str:
    return next((path for name in names if (path := shutil.which(name))), "")


def _loopback() -> str:
    try:
        loopback.check()
    except Unavailable as error:
        return error.told
    return "works"


def _broker() -> str:
    found = _tool("redis-server", "valkey-server")
    return found or f"embedded fakeredis {_package('fakeredis')} (no redis-server on the PATH)"


def _terminal() -> str:
    size = shutil.get_terminal_size()
    mode = "plain text" if wants_plain() else "player"
    marks = "ASCII" if wants_ascii() else "Unicode"
    return f"{os.environ.get('TERM', 'none')}, {size.columns}x{size.lines}, {marks}: {mode}"


def _begun(lessons: int) -> str:
    return f"{lessons} {'lesson' if lessons == 1 else 'lessons'} begun"


def _data() -> str:
    try:
        from tutor.learner.store import FILE, Store
    except ModuleNotFoundError as error:
        return f"cannot be read without {error.name}"

    store = Store(user_data())
    try:
        return store.trouble or f"{user_data() / FILE}, {_begun(len(store.positions()))}"
    finally:
        store.close()
