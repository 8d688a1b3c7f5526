"""The bounds of code that nobody has read, in a process of their own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tutor.probe.confine import FORKED, _refuse_forks

BOUNDED = """
from tutor.probe.confine import confine
confine()
import os, resource, subprocess, sys
told = [resource.getrlimit(kind)[0] for kind in
        (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_AS)]
try:
    os.fork()
except PermissionError as error:
    told.append(str(error))
print(*told, sep="|")
"""


def test_it_may_not_fork_and_memory_and_files_have_an_end() -> None:
    ran = subprocess.run([sys.executable, "-c", BOUNDED], capture_output=True, text=True)
    assert (ran.stdout.strip(), ran.stderr) == (f"0|100000000|2000000000|{FORKED}", "")


def test_a_tighter_bound_of_the_system_stays() -> None:
    tight = f"import resource as r; r.setrlimit(r.RLIMIT_FSIZE, (9_000_000,) * 2){BOUNDED}"
    ran = subprocess.run([sys.executable, "-c", tight], capture_output=True, text=True)
    assert ran.stdout.split("|")[1] == "9000000"


def test_a_fork_alone_is_refused() -> None:
    _refuse_forks("os.exec", ())
    for fork in ("os.fork", "os.forkpty"):
        with pytest.raises(PermissionError, match=FORKED):
            _refuse_forks(fork, ())
