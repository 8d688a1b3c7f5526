"""What a fault of the tutor leaves for its report: the last one's traceback, in one file."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

NAME: Final = "fault.log"


def keep(error: BaseException) -> Path | None:
    """Writes it down, in the learner's cache or else for this time only; None if nowhere."""
    from tutor.runtime.paths import user_cache

    text = _report(error)
    with suppress(OSError):
        return _replace(user_cache() / NAME, text)
    with suppress(OSError):
        return _new(None, text)
    return None


def _report(error: BaseException) -> str:
    import tutor

    when = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    head = f"{when}, tutor {tutor.__version__}, Python {sys.version.split()[0]}, {sys.platform}"
    return f"{head}\n{sys.argv}\n\n{''.join(traceback.format_exception(error))}"


def _replace(file: Path, text: str) -> Path:
    """Whole or not at all, and never through a link that lies in its place."""
    file.parent.mkdir(parents=True, exist_ok=True)
    return _new(file.parent, text).replace(file)


def _new(folder: Path | None, text: str) -> Path:
    number, name = tempfile.mkstemp(prefix="tutor-fault-", suffix=".log", dir=folder)
    with os.fdopen(number, "w", encoding="utf-8", errors="backslashreplace") as out:
        out.write(text)
    return Path(name)
