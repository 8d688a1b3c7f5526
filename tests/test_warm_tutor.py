"""A forked command is the command: what it says, where it says it, and how it ends."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest

from tests import warm_tutor
from tests.warm_tutor import ROOT, Running

COMMANDS = {
    "version": ("--version",),
    "home": (),
    "a wrong word": ("lesson", "nix"),
    "a page": ("lesson", "7", "--replay", "--plain", "--page", "1"),
    "answers": ("quiz", "--card", "broadcast-way", "--plain", "--seed", "1"),
    "a document": ("why", "fallen", "--json"),
}
TYPED = b"1\n\n" * 4


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "TUTOR_HOME": str(tmp_path / "home"), "COLUMNS": "60", "TERM": "xterm"}


def started(
    args: tuple[str, ...], env: dict[str, str], streams: tuple[int, int, int]
) -> subprocess.Popen[bytes]:
    stdin, stdout, stderr = streams
    ends: dict[str, Any] = {"stdin": stdin, "stdout": stdout, "stderr": stderr}
    command = [sys.executable, "-m", "tutor", *args]
    return subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True, **ends)


@pytest.mark.parametrize("args", COMMANDS.values(), ids=COMMANDS)
def test_in_a_pipe_it_says_what_a_started_one_says(
    args: tuple[str, ...], env: dict[str, str]
) -> None:
    command = [sys.executable, "-m", "tutor", *args]
    done = subprocess.run(command, cwd=ROOT, env=env, input=TYPED, capture_output=True)
    rmtree(env["TUTOR_HOME"], ignore_errors=True)
    forked = warm_tutor.run(args, env, TYPED)
    assert (forked.stdout, forked.stderr) == (done.stdout, done.stderr)
    assert forked.returncode == done.returncode


def on_a_terminal(args: tuple[str, ...], env: dict[str, str], start: Any) -> tuple[bytes, int]:
    master, slave = pty.openpty()
    nothing = os.open(os.devnull, os.O_RDONLY)
    running: Running = start(args, env, (nothing, slave, slave))
    os.close(slave)
    os.close(nothing)
    said = b""
    with suppress(OSError):  # the terminal's end
        while more := os.read(master, 65536):
            said += more
    os.close(master)
    return said, running.wait()


@pytest.mark.parametrize("args", COMMANDS.values(), ids=COMMANDS)
def test_on_a_terminal_it_sends_what_a_started_one_sends(
    args: tuple[str, ...], env: dict[str, str]
) -> None:
    forked = on_a_terminal(args, env, warm_tutor.start)
    rmtree(env["TUTOR_HOME"], ignore_errors=True)
    assert forked == on_a_terminal(args, env, started)
