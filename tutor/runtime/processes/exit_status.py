"""How a process ended that is not our child: read from /proc while it ends.

The kernel closes the files of a process, by which we learn of its end, after it has noted the exit
status and before its parent can take it away (Linux, `do_exit` in kernel/exit.c). Elsewhere it is
not known.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

PATIENCE: Final = 0.3  # seconds from the end of a connection to that of its process
MOMENT: Final = 0.01
EXITING: Final = 0x4  # PF_EXITING of include/linux/sched.h
DEAD: Final = "ZX"
# Fields of /proc/PID/stat behind the name, which are numbered from 3 in proc_pid_stat(5).
STATE, FLAGS, EXIT_CODE = 0, 6, 49

ASKED: Final = frozenset({-signal.SIGTERM, -signal.SIGINT, -getattr(signal, "SIGHUP", 1)})
"""Signals that ask a process to end; uvicorn ends by them, after its own shutdown."""


class Look(NamedTuple):
    """What there is to see of a process."""

    is_there: bool
    status: int | None  # as of `subprocess`: negative for a signal; None: it runs, or has gone


def look(pid: int) -> Look:
    """One look at it."""
    folder = Path(f"/proc/{pid}")
    try:
        is_ours = os.geteuid() in (0, folder.stat().st_uid)  # of others the status reads as 0
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        is_ending = fields[STATE] in DEAD or int(fields[FLAGS]) & EXITING
        if not is_ending or not is_ours:
            return Look(is_there=True, status=None)
        return Look(is_there=True, status=os.waitstatus_to_exitcode(int(fields[EXIT_CODE])))
    except (OSError, ValueError, IndexError):
        return Look(is_there=False, status=None)


async def exit_status(pid: int, known: Callable[[], int | None] | None = None) -> int | None:
    """Its status, with a little patience: it is about to end. None: it cannot be known.

    `known`: what its parent knows, where that is us.
    """
    for _ in range(round(PATIENCE / MOMENT)):
        seen = look(pid)
        status = seen.status if seen.status is not None or known is None else known()
        if status is not None or (known is None and not seen.is_there):
            return status
        await asyncio.sleep(MOMENT)
    return None


def how_it_ended(status: int | None, *, said_goodbye: bool) -> str:
    """The word of `server.stopped` for an end that we did not bring about."""
    if status is None:
        return "stopped" if said_goodbye else "gone"
    if status in ASKED or status == 0 or (status > 0 and said_goodbye):
        return "stopped"
    return "killed" if status == -getattr(signal, "SIGKILL", 9) else "crashed"
