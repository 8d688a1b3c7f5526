"""Servers of scenes that are forked from a warm process, one such process per worker of xdist.

Tests that play hundreds of scenes use it. How a server is started from nothing is for the tests of
`tests/runtime/processes`, and for every test that runs the program; those do not use it.
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

from tests.architecture.source import ROOT
from tutor.runtime.processes import process
from tutor.runtime.processes.server import DAPHNE


class Forked:
    """As much of `Popen` as `process.Child` needs."""

    def __init__(self, nursery: socket.socket, argv: list[str], **how: Any) -> None:
        (out, out_end), (err, err_end) = os.pipe(), os.pipe()
        self._status, status_end = socket.socketpair()
        main, _control, *args = argv[2:]
        order = {"main": main, "args": args, "cwd": str(how["cwd"]), "env": how["env"]}
        ends = [out_end, err_end, *how["pass_fds"], status_end.fileno()]
        socket.send_fds(nursery, [json.dumps(order).encode()], ends)
        os.close(out_end)
        os.close(err_end)
        status_end.close()
        self.stdout, self.stderr = os.fdopen(out, "rb"), os.fdopen(err, "rb")
        self._told = self._status.makefile("r")
        self.pid = int(self._told.readline())
        self._code: int | None = None

    def wait(self) -> int:
        if self._code is None:
            self._code = int(self._told.readline())
            self._told.close()
            self._status.close()
        return self._code


@cache
def nursery() -> socket.socket:
    """The way to the warm process, which ends with us."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        running = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery", str(theirs.fileno())],
            cwd=ROOT,
            env=process.child_environment(),
            pass_fds=[theirs.fileno()],
        )
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)

    def end() -> None:
        ours.close()
        running.wait()

    atexit.register(end)
    return ours


def _popen(argv: list[str], **how: Any) -> Any:
    """A server that is a Daphne is forked, any other process is started."""
    if argv[1:3] == ["-m", DAPHNE]:
        return Forked(nursery(), argv, **how)
    return subprocess.Popen(argv, **how)


@pytest.fixture(autouse=True, scope="module")
def warm_servers() -> Iterator[None]:
    """In a conftest.py: the servers of its tests are forked, on Linux."""
    if sys.platform != "linux":
        yield
        return
    has = {name: getattr(subprocess, name) for name in ("DEVNULL", "PIPE")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process, "subprocess", SimpleNamespace(Popen=_popen, **has))
        yield
