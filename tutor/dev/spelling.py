"""Misspelt words in what a learner reads, as `codespell` knows them; code in backticks is left out.

`spelling.txt` in the course's folder has the words that are right here, one a line. Without
codespell (a tool for authors, not a need of the tutor) nothing is looked at.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tutor.course.problems import Problem

RIGHT_HERE: Final = "spelling.txt"
READ: Final = (
    *("*/lesson.md", "*/quiz.toml", "*/answers.toml", "*/rounds/*.toml"),
    *("claims.toml", "course.toml", "sheet.toml"),
)
CODE: Final = r"`[^`\n]+`|^(proof|answer|before|facts|accept|look|code|words).*$|^:::.*$"
_FOUND: Final = re.compile(r"^(?P<file>.+?):(?P<line>\d+): (?P<word>\S+) ==> (?P<right>.+)$")


def check_spelling(folder: Path) -> Iterator[Problem]:
    """Every word of the course's texts that codespell would write otherwise."""
    files = sorted(file for pattern in READ for file in folder.glob(pattern))
    if not files or importlib.util.find_spec("codespell_lib") is None:
        return
    words = folder / RIGHT_HERE
    ignored = ["--ignore-words", str(words)] if words.is_file() else []
    command = [
        sys.executable,
        "-m",
        "codespell_lib",
        "--ignore-regex",
        CODE,
        *ignored,
        *map(str, files),
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    for found in map(_FOUND.match, told.splitlines()):
        if found is not None:
            message = f"{found['word']} is misspelt"
            hint = f"{found['right']}, or add it to {RIGHT_HERE} if it is right"
            yield Problem(
                file=Path(found["file"]), line=int(found["line"]), message=message, hint=hint
            )
