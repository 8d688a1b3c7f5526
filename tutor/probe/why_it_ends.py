"""Why a server process ends that we have started: what the code raised, and the exit status."""

from __future__ import annotations

import os
import traceback
from collections.abc import Sequence
from typing import Any

from .places import Places

FAILED = 1  # exit status of a Python that ends with an exception


def told(error: BaseException, roots: Sequence[str]) -> dict[str, Any]:
    """What failed in one line, the deepest line of these folders ("path:line"), the traceback."""
    places = Places(roots)
    said = {"failed": _last_line(error), "where": _place(error, places)}
    return {**said, "trace": _trace(error, places)}


def status(error: BaseException) -> int:
    """The exit status of a Python that ends with this exception; `sys.exit` says its own."""
    if not isinstance(error, SystemExit):
        return FAILED
    code = error.code
    if code is None:
        return 0
    return code & 0xFF if isinstance(code, int) else FAILED  # as `exit(3)` cuts it


def _last_line(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    return f"{type(error).__name__}: {error}".strip().rstrip(":")


def _place(error: BaseException, places: Places) -> str:
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if places.is_project(frame.filename)]
    return f"{ours[-1].filename}:{ours[-1].lineno}" if ours else ""


def _trace(error: BaseException, places: Places) -> list[str]:
    """Without the frames that are not the project's; files by their names."""
    frames = [
        traceback.FrameSummary(
            os.path.basename(each.filename), each.lineno, each.name, line=each.line
        )
        for each in traceback.extract_tb(error.__traceback__)
        if places.is_project(each.filename)
    ]
    if isinstance(error, SyntaxError) and error.filename:
        error.filename = os.path.basename(error.filename)
    last = traceback.format_exception_only(error)
    head = ["Traceback (most recent call last):\n"] if frames else []
    said = "".join([*head, *traceback.format_list(frames), *last])
    return said.rstrip().splitlines()
