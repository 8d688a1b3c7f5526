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
from typing import Final

from tutor.commands.terminal import wants_ascii, wants_plain
from tutor.runtime.paths import DISTRIBUTION, leftovers, project_root, sweep_temp, user_data

PACKAGES: Final = (
    *("django", "channels", "daphne", "channels_redis", "redis", "websockets"),
    *("textual", "rich", "typer", "msgspec"),
)


def version() -> str:
    """The tutor's own version."""
    try:
        return version_of(DISTRIBUTION)
    except PackageNotFoundError:
        return "0 (run from a checkout)"


def run(*, clean: bool) -> None:
    """Prints what there is, one fact a line; `clean` removes leftovers."""
    for name, value in _facts():
        print(f"{name:<18}{value}".rstrip())
    left = list(leftovers())
    print(f"{'left behind':<18}{_folders(left)}")
    if clean:
        sweep_temp()
        print(f"{'removed':<18}{_folders([folder for folder in left if not folder.exists()])}")
    elif left:
        print("\n`tutor doctor --clean` removes it.")


def _folders(folders: list[Path]) -> str:
    return ", ".join(map(str, folders)) or "nothing"


def _facts() -> Iterator[tuple[str, str]]:
    yield "tutor", f"{version()}, {project_root()}"
    yield "python", f"{platform.python_version()}, {sys.executable}"
    for name in PACKAGES:
        yield name, _package(name)
    yield "broker", _broker()
    yield "chromium", _tool("chromium", "chromium-browser", "google-chrome") or "none: not needed"
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
    from tutor.runtime.store import FILE, Store

    store = Store(user_data())
    try:
        return store.trouble or f"{user_data() / FILE}, {_begun(len(store.positions()))}"
    finally:
        store.close()
