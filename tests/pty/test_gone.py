"""A terminal that goes away, or takes nothing any more: every screen ends and loses nothing."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.pty import screen
from tests.pty.screen import AFTERWARDS, Terminal, eventually

pytestmark = pytest.mark.pty

KEEPS_HUP = 'trap "" HUP; "$0" -m tutor "$@"; echo $? > "$STATUS"'
"""A shell that lives on and does not pass SIGHUP on: a container, a multiplexer, an editor."""

FRAME = 0.03  # seconds: no two keys share one
PAIRS = 25  # of keys: 400,000 characters, and more frames than Textual would let wait (30)
KEEPS_LESS = """
from tutor.tui import outlet

outlet.MOST = 50_000
from tutor.__main__ import main
main()
"""
"""The program that lets few of the frames wait that nobody reads."""

SCREENS: dict[str, tuple[tuple[str, ...], str]] = {
    "home": ((), "Channel layers and groups"),
    "lesson": (("lesson", "7", "--scene", "three_tabs", "--replay"), "step 15 of"),
    "live": (("lesson", "7", "--scene", "three_tabs"), "Three tabs"),
    "quiz": (("quiz", "--card", "broadcast-way"), "Put them in order"),
    "interview": (("interview", "--chapters", "7"), "Enter said it"),
}


@pytest.fixture(autouse=True)
def shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "SHELL", KEEPS_HUP)


class Forlorn(Terminal):
    """A tutor under such a shell, once its screen stands."""

    def __init__(self, name: str, home: Path) -> None:
        args, word = SCREENS[name]
        self.said = home / "status"
        super().__init__(*args, TUTOR_HOME=str(home), STATUS=str(self.said))
        self.wait(word)

    def is_over(self) -> bool:
        return not self.processes()

    def code(self) -> int:
        assert eventually(lambda: self.said.exists() and bool(self.said.read_text()), AFTERWARDS)
        return int(self.said.read_text())

    def stop_reading(self) -> None:
        """Keys whose frames nobody reads: far more than fits between the two."""
        for _ in range(PAIRS):
            for key in "?q":
                self.press(key)
                time.sleep(FRAME)
        assert eventually(lambda: self.unread() == 0, AFTERWARDS), "its keys are not read any more"


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_ends_with_its_terminal_though_its_shell_lives_on(
    name: str, tmp_path: Path
) -> None:
    with Forlorn(name, tmp_path) as terminal:
        terminal.hang_up()
        assert eventually(terminal.is_over, AFTERWARDS), terminal.processes()
        assert terminal.code() == 128 + signal.SIGHUP


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGCONT, signal.SIGWINCH])
def test_whatever_signal_comes_after_the_terminal_has_gone(number: int, tmp_path: Path) -> None:
    with Forlorn("quiz", tmp_path) as terminal:
        pid = terminal.pid
        terminal.hang_up()
        for _ in range(20):
            if Path(f"/proc/{pid}").exists():
                os.kill(pid, number)
        assert eventually(terminal.is_over, AFTERWARDS), terminal.processes()


@pytest.mark.parametrize("name", ["home", "lesson", "quiz"])
def test_a_screen_that_nobody_reads_ends_on_sigterm(name: str, tmp_path: Path) -> None:
    with Forlorn(name, tmp_path) as terminal:
        pid = terminal.pid
        terminal.stop_reading()
        os.kill(pid, signal.SIGTERM)
        assert eventually(terminal.is_over, AFTERWARDS), terminal.processes()
        assert terminal.code() == 128 + signal.SIGTERM


def test_a_screen_that_is_read_again_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "SHELL", KEEPS_HUP.replace("-m tutor", '-c "$PROGRAM"'))
    monkeypatch.setenv("PROGRAM", KEEPS_LESS)
    with Forlorn("quiz", tmp_path) as terminal:
        terminal.stop_reading()
        terminal.answer("4")  # a mark that only this frame has, which is dropped
        terminal.stop_reading()

        def is_over() -> bool:
            terminal.read()
            return terminal.is_over()

        terminal.wait("[1] 4)")
        terminal.press("q")
        assert eventually(is_over, screen.WITHIN)
        assert terminal.is_usable()


def test_a_lesson_from_home_ends_with_the_terminal_and_so_does_home(tmp_path: Path) -> None:
    with Forlorn("home", tmp_path) as terminal:
        terminal.press("7")
        terminal.wait("page 1 of")
        terminal.hang_up()
        assert eventually(terminal.is_over, AFTERWARDS), terminal.processes()
        assert terminal.code() == 128 + signal.SIGHUP


def test_what_was_answered_is_kept(tmp_path: Path) -> None:
    with Forlorn("interview", tmp_path) as terminal:
        terminal.answer("at most once\r")
        for _ in range(2):
            terminal.wait(lambda text: "ask further" in text or "You said" in text)
            terminal.answer("\r")
            terminal.wait("Was it in yours?")
            terminal.answer("y")
            terminal.wait(lambda text: "Was it in yours?" not in text)
        terminal.wait("Which of these did you say?")
        terminal.answer("0")
        terminal.wait("Partly")
        terminal.hang_up()
        assert eventually(terminal.is_over, AFTERWARDS), terminal.processes()
    with closing(sqlite3.connect(tmp_path / "tutor.sqlite3")) as db:
        assert db.execute("SELECT answer FROM review").fetchall() == [("at most once",)]
    assert "> at most once" in next((tmp_path / "interviews").iterdir()).read_text()


@pytest.mark.parametrize(("name", "prompt"), [("quiz", "Your answer"), ("lesson", "Your guess")])
def test_plain_text_ends_with_its_terminal(name: str, prompt: str, tmp_path: Path) -> None:
    args, _ = SCREENS[name]
    said = tmp_path / "status"
    with Terminal(*args, "--plain", TUTOR_HOME=str(tmp_path), STATUS=str(said)) as terminal:
        terminal.wait(prompt)
        terminal.hang_up()
        assert eventually(lambda: not terminal.processes(), AFTERWARDS), terminal.processes()
        assert eventually(lambda: said.exists() and said.read_text() == "129\n", AFTERWARDS)
