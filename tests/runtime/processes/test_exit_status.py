"""How a process ended that was started by somebody else, seen from outside."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys

import pytest

from tutor.runtime.processes import exit_status as module
from tutor.runtime.processes.exit_status import Look, exit_status, how_it_ended, look

SLEEPS = "import time; print(flush=True); time.sleep(600)"


def started(code: str = SLEEPS) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    return process


async def test_a_process_is_looked_at_while_its_parent_has_not_taken_it_away() -> None:
    process = started()
    try:
        assert look(process.pid) == Look(is_there=True, status=None)
        process.send_signal(signal.SIGKILL)
        assert await exit_status(process.pid) == -signal.SIGKILL
    finally:
        process.kill()
        process.communicate()
    assert look(process.pid) == Look(is_there=False, status=None)
    assert await exit_status(process.pid) is None


async def test_an_exit_status_is_seen_as_well() -> None:
    process = started("print(flush=True); raise SystemExit(7)")
    assert await exit_status(process.pid) == 7
    process.communicate()


async def test_of_a_child_of_ours_the_system_tells_us(monkeypatch: pytest.MonkeyPatch) -> None:
    known: list[int | None] = [None, None, 3]
    monkeypatch.setattr(module, "look", lambda pid: Look(is_there=False, status=None))
    assert await exit_status(1, lambda: known.pop(0)) == 3


async def test_a_process_that_goes_on_is_not_waited_for() -> None:
    assert await asyncio.wait_for(exit_status(os.getpid()), 10) is None


async def test_what_is_not_ours_is_not_guessed_at(monkeypatch: pytest.MonkeyPatch) -> None:
    process = started()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    process.kill()
    try:
        assert await exit_status(process.pid) is None
    finally:
        process.communicate()


@pytest.mark.parametrize(
    ("status", "said_goodbye", "how"),
    [
        (None, True, "stopped"),
        (None, False, "gone"),
        (0, False, "stopped"),
        (1, True, "stopped"),
        (1, False, "crashed"),
        (-signal.SIGTERM, False, "stopped"),  # uvicorn, after its shutdown
        (-signal.SIGKILL, False, "killed"),
        (-signal.SIGSEGV, True, "crashed"),
    ],
)
def test_the_end_has_a_word(status: int | None, said_goodbye: bool, how: str) -> None:
    assert how_it_ended(status, said_goodbye=said_goodbye) == how
