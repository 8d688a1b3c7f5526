"""What is wrong in a course's files: one frozen record a problem, so that all can be shown at once.

Nothing here reads a file or stops a program; `load.py` and `check.py` find problems, and
`as_error` turns them into the one error that a learner may meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tutor.core.naming import sentence
from tutor.course.model import Source
from tutor.errors import TutorError


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """One thing an author has to put right: where it is, what it is, what to do."""

    file: Path
    line: int  # from 1
    message: str
    hint: str = ""

    @property
    def place(self) -> str:
        """`file:line`, as editors understand it."""
        return f"{self.file}:{self.line}"

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" + (f"\n    {self.hint}" if self.hint else "")


def problem(source: Source, message: str, hint: str = "") -> Problem:
    """A problem of a block that has been read."""
    return Problem(file=source.file, line=source.line, message=message, hint=hint)


def as_error(problems: Sequence[Problem]) -> TutorError:
    """The first problem as an error, with the number of the others."""
    first = problems[0]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    hint = sentence(first.hint) if first.hint else ""
    return TutorError(f"{first.place}: {first.message}{more}.", hint)
