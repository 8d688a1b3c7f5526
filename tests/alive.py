"""Whether a process still runs. Where init is lazy, a dead one stays a zombie for seconds."""

from __future__ import annotations

from contextlib import suppress

import psutil


def is_alive(process: psutil.Process | int) -> bool:
    """Of a process, or of the one with this number."""
    with suppress(psutil.NoSuchProcess):
        one = psutil.Process(process) if isinstance(process, int) else process
        return bool(one.status() != psutil.STATUS_ZOMBIE)
    return False
