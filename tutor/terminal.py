"""What the terminal can do, from the environment: player or plain text, ASCII or not, width."""

from __future__ import annotations

import os
import sys
from typing import IO, Final

from tutor.errors import UsageError
from tutor.runtime.system import is_posix, without_posix

LONGEST: Final = 1_000_000  # characters of a line

__all__ = ["has_links", "wants_ascii", "wants_color", "wants_plain", "without_posix"]


def wants_plain() -> bool:
    """Whether the player cannot or should not be opened here."""
    env = os.environ
    if not is_posix():
        return True
    if env.get("TUTOR_PLAIN", "0") not in {"", "0"} or env.get("CI", "0") not in {"", "0", "false"}:
        return True
    if env.get("TERM", "dumb") in {"", "dumb"}:
        return True
    return not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def read_line(stream: IO[str]) -> str:
    """A line of the input, "" at its end. A device without an end has no lines, and is refused."""
    line = stream.readline(LONGEST)
    if len(line) == LONGEST:
        raise UsageError("A line of the input has more than 1 MB.", "Expected lines of text.")
    return line


def wants_color() -> bool:
    """Colour on standard output: FORCE_COLOR, then NO_COLOR, then what the terminal is."""
    env = os.environ
    if "FORCE_COLOR" in env:
        return env["FORCE_COLOR"] not in {"", "0", "false"}
    if env.get("NO_COLOR"):
        return False
    return sys.stdout.isatty() and env.get("TERM", "dumb") not in {"", "dumb"}


def has_progress() -> bool:
    """Whether standard error is a terminal on which a line of progress can be overwritten."""
    return sys.stderr.isatty() and os.environ.get("TERM", "dumb") not in {"", "dumb"}


def wants_ascii() -> bool:
    """Whether this terminal is known not to show more than ASCII.

    Python itself speaks UTF-8 in the C locale (PEP 540); the terminal was promised ASCII.
    """
    if os.environ.get("LC_ALL") in {"C", "POSIX"}:
        return True
    return "utf" not in (sys.stdout.encoding or "").lower()


def has_links(*, ascii: bool = False) -> bool:
    """Whether standard output may be given links (OSC 8).

    A terminal that does not know them shows the text alone, as the sequence is made to be; it gets
    none where it is known to have none, and where somebody wants no more than plain text.
    """
    env, term = os.environ, os.environ.get("TERM", "dumb")
    if ascii or wants_ascii() or env.get("NO_COLOR") or not sys.stdout.isatty():
        return False
    if term in {"", "dumb", "linux"} or term.startswith(("vt", "eterm")):
        return False
    if term.startswith("screen") and "TMUX" not in env:  # GNU screen
        return False
    return env.get("TERM_PROGRAM") != "Apple_Terminal" and "INSIDE_EMACS" not in env
