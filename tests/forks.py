"""Forks of a process that has imported what they need: one such process a kind, per worker."""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from tutor.runtime.processes.process import child_environment

ROOT = Path(__file__).resolve().parents[1]


class Fork:
    """A process that is nobody's child here: its pid, and the exit status as `Popen` has it."""

    def __init__(self, told: socket.socket) -> None:
        with told:
            self._told = told.makefile("r")
        self.pid = int(self._told.readline())
        self._code: int | None = None

    def wait(self) -> int:
        """Until it has ended."""
        if self._code is None:
            self._code = int(self._told.readline())
            self._told.close()
        return self._code


def fork(
    kind: str,
    main: str,
    args: Sequence[str],
    cwd: Path,
    env: Mapping[str, str],
    streams: Sequence[int],
    kept: Sequence[int] = (),
) -> Fork:
    """`main()` of this module in a process of its own. Its descriptors stay open here."""
    told, tells = socket.socketpair()
    order = {"main": main, "args": list(args), "cwd": str(cwd), "env": dict(env)}
    order["kept"] = list(kept)
    with tells:
        descriptors = [*streams, tells.fileno(), *kept]
        socket.send_fds(nursery(kind), [json.dumps(order).encode()], descriptors)
    return Fork(told)


@cache
def nursery(kind: str) -> socket.socket:
    """The way to the warm process, which ends with us."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        running = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery", str(theirs.fileno()), kind],
            cwd=ROOT,
            env=child_environment() if kind == "server" else dict(os.environ),
            pass_fds=[theirs.fileno()],
        )
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)

    def end() -> None:
        ours.close()
        running.wait()

    atexit.register(end)
    return ours
