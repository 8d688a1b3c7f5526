"""Ctrl-Z under a shell with job control: its prompt comes, and `fg` brings all of it back."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pyte
import pytest

from tests.pty import screen
from tests.pty.screen import AFTERWARDS, Terminal, eventually

pytestmark = pytest.mark.pty

CTRL_Z = "\x1a"
PROMPT, STOPPED = "shell> ", "Stopped"
HANDED = 0.05  # seconds in which a shell hands the terminal to the job that it resumes
SECOND_SCREEN = 1049


class Emulator(pyte.Screen):
    """The second screen is empty when a program enters it; pyte has but one."""

    def set_mode(self, *modes: int, **keywords: object) -> None:
        """As a terminal."""
        super().set_mode(*modes, **keywords)
        if SECOND_SCREEN in modes:
            self.erase_in_display(2)


class Shell(Terminal):
    """An interactive bash, at whose prompt the tutor is started."""

    def __init__(self, home: Path) -> None:
        bash = {"PS1": PROMPT, "HISTFILE": "", "PYTHON": sys.executable}
        super().__init__(columns=80, rows=24, TUTOR_HOME=str(home), **bash)
        self.child.delaybeforesend = HANDED  # a shell reads whatever is typed before
        self.screen = Emulator(80, 24)
        self.stream = pyte.ByteStream(self.screen)
        self.wait(PROMPT.strip())

    def start(self, *args: str) -> None:
        """Types the command."""
        self.forget()
        self.press(f"$PYTHON -m tutor {' '.join(args)}\r")

    def forget(self) -> None:
        """Nothing was said before."""
        self.raw = b""
        self.screen.reset()

    def settled(self, word: str) -> str:
        """The screen, once it shows this and nothing more comes."""
        self.wait(word)
        before = b""
        while before != self.raw:
            before = self.raw
            self.read(0.5)
        return self.text

    def suspend(self) -> None:
        """Ctrl-Z, until the shell asks for a command."""
        self.forget()
        self.press(CTRL_Z)
        self.wait(lambda _: STOPPED.encode() in self.raw and self.raw.endswith(PROMPT.encode()))

    def resume(self, frame: str) -> None:
        """`fg`, until the whole of this frame stands again."""
        self.press("fg\r")
        self.wait(lambda text: text == frame, within=screen.WITHIN / 4)

    def is_itself(self) -> bool:
        """A prompt on the first screen, and commands that find the terminal as it was."""
        self.forget()
        self.press("stty -a\r")
        shown = self.wait("echok")
        return "-icanon" not in shown and " -echo " not in shown

    def suspend_and_resume(self, word: str) -> None:
        """Both, from and to the frame that shows this word."""
        frame = self.settled(word)
        self.suspend()
        self.resume(frame)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    monkeypatch.setattr(screen, "SHELL", "exec bash --norc --noprofile -i")
    terminal = Shell(tmp_path)
    with terminal:
        yield terminal


def nothing_is_left(shell: Shell) -> bool:
    """Whether the tutor and whatever it started is over."""
    shell.read(0.01)
    return not shell.processes()


def test_player_comes_back_whole(shell: Shell) -> None:
    shell.start("lesson", "7", "--scene", "three_tabs", "--replay", "--step", "15")
    shell.suspend_and_resume("15/163")
    shell.press("n")
    shell.wait(lambda text: "/163" in text and " 15/163" not in text)
    shell.suspend_and_resume("Three tabs")
    shell.press("?")
    shell.suspend_and_resume("signs on this screen")
    shell.press("q")
    shell.wait("Three tabs")
    shell.press("q")
    assert eventually(lambda: nothing_is_left(shell), AFTERWARDS), shell.processes()
    assert shell.is_itself()


def test_home_comes_back_whole_also_under_its_help(shell: Shell) -> None:
    shell.start()
    shell.suspend_and_resume("Architecture")
    shell.press("?")
    shell.suspend_and_resume("your progress")
    shell.suspend()
    assert shell.is_itself()


def test_quiz_comes_back_whole(shell: Shell) -> None:
    shell.start("quiz", "--card", "broadcast-way")
    shell.suspend_and_resume("Put them in order")
    shell.suspend()
    assert shell.is_itself()


def test_lesson_from_home_stops_with_home_and_comes_back(shell: Shell) -> None:
    shell.start()
    shell.wait("Architecture")
    shell.press("7")
    shell.suspend_and_resume("page 1 of")
    shell.suspend_and_resume("page 1 of")
    shell.press("q")
    shell.suspend_and_resume("n goes on")
    shell.press("q")
    assert eventually(lambda: nothing_is_left(shell), AFTERWARDS), shell.processes()
    assert shell.is_itself()


def test_proof_stops_with_the_quiz_and_comes_back(shell: Shell) -> None:
    shell.start("quiz", "--card", "broadcast-way")
    shell.wait("Put them in order")
    shell.answer("x")
    shell.wait("Not yet")
    shell.press("p")
    shell.suspend_and_resume("beat 1")  # it may be a live run: how many facts is its own
    shell.press("q")
    shell.wait("Not yet")
    shell.suspend()
    assert shell.is_itself()


def stopped_lesson(shell: Shell) -> int:
    """Home and its lesson, both stopped; home's number."""
    shell.start()
    shell.wait("Architecture")
    home = shell.pid
    shell.press("7")
    shell.settled("page 1 of")
    shell.suspend()
    return home


def test_stopped_lesson_ends_with_home(shell: Shell) -> None:
    home = stopped_lesson(shell)
    os.kill(home, signal.SIGTERM)
    os.kill(home, signal.SIGCONT)  # home alone: the lesson stays stopped
    assert eventually(lambda: nothing_is_left(shell), AFTERWARDS), shell.processes()
    assert b"fault" not in shell.raw
    assert shell.is_itself()


def test_shell_ends_a_stopped_lesson(shell: Shell) -> None:
    stopped_lesson(shell)
    shell.press("kill %1\r")
    assert eventually(lambda: nothing_is_left(shell), AFTERWARDS), shell.processes()
    assert b"fault" not in shell.raw
    assert shell.is_itself()


def test_nothing_stops_where_no_shell_could_bring_it_back(tmp_path: Path) -> None:
    with Terminal(TUTOR_HOME=str(tmp_path)) as terminal:  # the tutor leads its session
        terminal.wait("Channel layers and groups")
        terminal.press(CTRL_Z)
        terminal.press("?")
        terminal.wait("a mock interview")
        assert psutil.Process(terminal.pid).status() != psutil.STATUS_STOPPED
