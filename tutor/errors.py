"""The one base of errors that the tutor means to tell a learner about, and the exit codes.

An error says what was expected, what came, and (`hint`) what to do next. `cli.py` alone prints it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of `tutor`."""

    OK = 0
    FAILED = 1  # it ran, and what it checks is not so
    USAGE = 2  # the command line or a file names something that does not exist
    UNAVAILABLE = 3  # a tool, a server or a file that is needed cannot be had
    INTERRUPTED = 130


class TutorError(Exception):
    """Something a learner or an author should read."""

    exit_code: Exit = Exit.FAILED

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def told(self) -> str:
        """Message and hint in one line."""
        return " ".join(filter(None, (self.message, self.hint)))


class UsageError(TutorError):
    """The learner named a lesson, scene, step or option value that does not exist."""

    exit_code = Exit.USAGE


def unknown(what: str, name: object, known: Sequence[object], where: str = "") -> UsageError:
    """The error of a name that does not exist: "There is no scene nix in lesson 7." and a hint."""
    from tutor.core import naming  # only when it is said

    return UsageError(naming.unknown(what, name, known, where), naming.instead(name, known))


class Unavailable(TutorError):
    """A live run cannot be had here; the recording can still be played."""

    exit_code = Exit.UNAVAILABLE


class SceneFailed(TutorError):
    """A scene's script expected something that did not come."""
