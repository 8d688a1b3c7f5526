"""Bounds for a process that serves code which nobody has read, such as a learner's.

They stop accidents and no ill will: the code runs as the learner, who may do all this anyway.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any

FORKED = "an exercise is one process: it may not fork"
LARGEST = 100_000_000  # bytes of one file
MEMORY = 2_000_000_000  # bytes of address space: libraries and thread stacks take half of it
_FORKS = frozenset({"os.fork", "os.forkpty"})


def confine() -> None:
    """From here on a fork raises PermissionError, and memory and files have an end."""
    sys.addaudithook(_refuse_forks)
    with suppress(ImportError):
        import resource

        for kind, most in (
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, LARGEST),
            (resource.RLIMIT_AS, MEMORY),
        ):
            with suppress(ValueError, OSError):  # the system's own bound is tighter
                _, hard = resource.getrlimit(kind)
                resource.setrlimit(kind, (most, hard))


def _refuse_forks(event: str, _: Any) -> None:
    if event in _FORKS:
        raise PermissionError(FORKED)
