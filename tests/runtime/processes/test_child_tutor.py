"""A program on our terminal: its exit code, and that it ends when it is to, whatever it does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from tutor.runtime.processes import child_tutor
from tutor.runtime.processes.child_tutor import run_python

STUBBORN = (
    "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True); time.sleep(60)"
)
QUIET = "import time; print(flush=True); time.sleep(60)"


def begin(program: str) -> subprocess.Popen[bytes]:
    """A running program that has said something."""
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout:
        process.stdout.readline()
    return process


@pytest.mark.parametrize(
    ("program", "code"),
    [("", 0), ("raise SystemExit(5)", 5), ("import os; os.kill(os.getpid(), 9)", -9)],
)
def test_exit_code_is_the_programs(program: str, code: int) -> None:
    assert run_python("-c", program, silent_input=True) == code


def test_exit_code_is_lost_where_nobody_waits() -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert run_python("-c", "raise SystemExit(5)", silent_input=True) == 0
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_child_that_does_not_leave_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_tutor, "LEAVE_WITHIN", 0.1)
    process = begin(STUBBORN)
    child_tutor._Child(process).end()
    assert process.returncode == -signal.SIGKILL


def test_stopped_child_goes_on_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_tutor, "LEAVE_WITHIN", 3600)  # one that stays stopped hangs the test
    process = begin(QUIET)
    watched = child_tutor._Child(process)
    process.send_signal(signal.SIGSTOP)
    watched._learn()
    assert watched.is_stopped
    watched.end()
    assert process.returncode == -signal.SIGTERM


@pytest.mark.parametrize("stops", [True, False])
def test_we_stop_with_a_child_that_is_stopped_and_wake_it_afterwards(
    stops: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = begin(QUIET)
    watched = child_tutor._Child(process)
    if stops:
        process.send_signal(signal.SIGSTOP)
        watched._learn()
    sent: list[tuple[int, int]] = []
    with monkeypatch.context() as patch:
        patch.setattr(os, "kill", lambda pid, number: sent.append((pid, number)))
        watched._stop_too()
    watched.end()
    both = [(os.getpid(), signal.SIGSTOP), (process.pid, signal.SIGCONT)]
    assert sent == (both if stops else [])
