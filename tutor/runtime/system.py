"""Whether this system has what live runs and screens are made of: POSIX processes and terminals.

Windows has not. There the recordings, the cards and plain text work, and everything else says so.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Final

from tutor.errors import Unavailable

NEEDED: Final = ("fcntl", "termios")
HERE: Final = "The recordings, the cards and plain text work here: tutor lesson 7, tutor quiz."


@cache
def is_posix() -> bool:
    """Linux, macOS and WSL are; Python on Windows lacks these modules."""
    return all(find_spec(name) is not None for name in NEEDED)


def need_posix(what: str) -> None:
    """Raises Unavailable where `what`, which begins the sentence, cannot be had."""
    if not is_posix():
        raise Unavailable(f"{what} needs Linux, macOS or WSL.", HERE)


def without_posix(error: Exception) -> Unavailable | None:
    """What an unexpected error means on a system that lacks POSIX; None where it does not."""
    if is_posix():
        return None
    return Unavailable(f"This needs Linux, macOS or WSL ({type(error).__name__}: {error}).", HERE)
