"""Characters in a course's files that steer a terminal or turn the direction of reading.

A learner never gets them raw; a reader in an editor or a review may ("Trojan Source").
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tutor.core.harmless import spelled, steering
from tutor.course.problems import Problem

READ: Final = ("*.toml", "*.md", "*.py")


def check_characters(folder: Path) -> Iterator[Problem]:
    """Every line of the course's texts and programs that has one."""
    for file in sorted(file for pattern in READ for file in folder.rglob(pattern)):
        text = file.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.split("\n"), start=1):
            if found := steering(line):
                message = f"The line has {', '.join(map(spelled, found))} in it."
                hint = "Leave it out; in a program or in TOML write the escape."
                yield Problem(file=file, line=number, message=message, hint=hint)
