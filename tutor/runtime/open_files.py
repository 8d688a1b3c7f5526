"""How many files, sockets among them, this process and its children may open at once.

The soft limit is a default, 1,024 on most Linux systems and 256 on macOS; every program may raise
its own up to the hard one (`man setrlimit`). Children inherit it.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

from tutor.errors import UsageError

WANTED: Final = 4_096  # a crowd is of 2,000 tabs at most, and several may come
SPARE: Final = 64  # that a process opens for itself: its code, pipes, the broker's connections


def raise_limit() -> None:
    """The soft limit becomes what a crowd needs, or as much as the hard one lets it."""
    import resource  # POSIX only

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = WANTED if hard == resource.RLIM_INFINITY else min(WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        with suppress(ValueError, OSError):  # macOS has a second limit, below a hard one of none
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def need_files(count: int) -> None:
    """Raises `UsageError` where so many more sockets cannot be opened."""
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return
    free = max(soft - len(list(Path("/dev/fd").iterdir())) - SPARE, 0)
    if count > free:
        raise UsageError(
            f"{count} more tabs need more open files than the {soft} of this system's limit.",
            f"{free} tabs are possible; `ulimit -Hn` shows the limit.",
        )
