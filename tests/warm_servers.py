"""Servers of scenes that are forked from a warm process, one such process per worker of xdist.

Tests that play hundreds of scenes use it. How a server is started from nothing is for the tests of
`tests/runtime/processes`, and for every test that runs the program; those do not use it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from tests.forks import fork
from tutor.runtime.processes import process
from tutor.runtime.processes.server import DAPHNE


class Forked:
    """As much of `Popen` as `process.Child` needs."""

    def __init__(self, argv: list[str], **how: Any) -> None:
        (out, out_end), (err, err_end) = os.pipe(), os.pipe()
        stdin = os.open(os.devnull, os.O_RDONLY)
        ends = [stdin, out_end, err_end]
        main, *args = argv[2:]
        try:
            running = fork("server", main, args, how["cwd"], how["env"], ends, how["pass_fds"])
        finally:
            for end in ends:
                os.close(end)
        self.stdout, self.stderr = os.fdopen(out, "rb"), os.fdopen(err, "rb")
        self.pid, self.wait = running.pid, running.wait


def _popen(argv: list[str], **how: Any) -> Any:
    """A server that is a Daphne is forked, any other process is started."""
    if argv[1:3] == ["-m", DAPHNE]:
        return Forked(argv, **how)
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
