"""A command that `tutor trace --plain` runs has the terminal, as it would have without us."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pty import screen
from tests.pty.screen import Terminal, eventually
from tests.pty.test_suspend import AFTERWARDS, Shell, nothing_is_left

pytestmark = pytest.mark.pty

ASKS = """
import sys
while True:
    try:
        said = input("what? ")
    except KeyboardInterrupt:
        print("not now")
        continue
    if said == "end":
        sys.exit(7)
    print("heard:", said.upper())
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    (tmp_path / "asks.py").write_text(ASKS)
    return tmp_path / "asks.py"


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    monkeypatch.setattr(screen, "SHELL", "exec bash --norc --noprofile -i")
    terminal = Shell(tmp_path)
    with terminal:
        yield terminal


def test_keys_and_ctrl_c_are_the_commands_and_the_shell_has_them_afterwards(
    script: Path, tmp_path: Path
) -> None:
    trace = ("trace", "--plain", "--", "python3", str(script))
    with Terminal(*trace, TUTOR_HOME=str(tmp_path)) as terminal:
        terminal.wait("what?")
        terminal.press("hello\r")
        terminal.wait("heard: HELLO")
        terminal.press("\x03")
        terminal.wait("not now")
        terminal.press("end\r")
        assert (terminal.ends(), terminal.is_usable()) == (7, True)
        terminal.press("\r")  # the shell reads it, and ends
        assert eventually(lambda: not terminal.child.isalive(), screen.WITHIN)


def test_ctrl_z_stops_both_and_fg_brings_both_back(script: Path, shell: Shell) -> None:
    shell.start("trace", "--plain", "--", "python3", str(script))
    shell.wait("what?")
    shell.suspend()
    assert shell.is_itself()
    shell.press("fg\r")
    shell.press("again\r")
    shell.wait("heard: AGAIN")
    shell.press("end\r")
    shell.wait("No server process was observed")
    assert eventually(lambda: nothing_is_left(shell), AFTERWARDS), shell.processes()
    assert shell.is_itself()


def test_a_job_in_the_background_waits_for_its_turn_to_read(script: Path, shell: Shell) -> None:
    shell.start("trace", "--plain", "--", "python3", str(script))
    shell.wait("what?")
    shell.suspend()
    shell.press("bg\r")

    def has_stopped() -> bool:
        shell.press("jobs\r")
        shell.read(0.3)
        return b"Stopped" in shell.raw.partition(b"bg\r")[2]

    assert eventually(has_stopped, screen.WITHIN)  # by SIGTTIN, and so are we
    shell.press("kill %1\r")
    assert eventually(lambda: nothing_is_left(shell), AFTERWARDS), shell.processes()
    assert shell.is_itself()
