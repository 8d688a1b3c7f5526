"""A round on a real terminal: leaving it, a signal, and the recording after an incident."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.pty.screen import Terminal

pytestmark = pytest.mark.pty

SMALL = {"columns": 80, "rows": 24}


def kept(home: Path) -> str:
    (file,) = (home / "interviews").iterdir()
    return file.read_text()


def test_who_leaves_keeps_the_transcript(tmp_path: Path) -> None:
    with Terminal(
        "interview", "--design", "chat-10k", **SMALL, TUTOR_HOME=str(tmp_path)
    ) as terminal:
        terminal.wait("Clarify, 1 of 5")
        terminal.press("how many users?\r")
        terminal.wait("At the peak all 10,000")
        terminal.press("\x03")
        terminal.wait("Leave the round?")
        terminal.press("y")
        assert terminal.ends() == 0
    assert "> how many users?" in kept(tmp_path)


def test_a_signal_keeps_it_as_well(tmp_path: Path) -> None:
    with Terminal(
        "interview", "--design", "chat-10k", **SMALL, TUTOR_HOME=str(tmp_path)
    ) as terminal:
        terminal.wait("Clarify, 1 of 5")
        terminal.press("how many users?\r")
        terminal.wait("At the peak all 10,000")
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.ends() == 128 + signal.SIGTERM
    assert "> how many users?" in kept(tmp_path)


def test_after_an_incident_its_recording_is_opened_where_it_happened(tmp_path: Path) -> None:
    args = ("interview", "--incident", "ghost-member")
    with Terminal(*args, **SMALL, TUTOR_HOME=str(tmp_path)) as terminal:
        terminal.wait("The cause, 1 of 2")
        terminal.press("a stale member\r")
        terminal.press("\x03")
        terminal.wait("Leave the round?")
        terminal.press("y")
        terminal.wait("Open the recording at that step?")
        terminal.press("\r")
        terminal.wait("A crash in three rooms")
        terminal.press("q")
        assert terminal.ends() == 0
