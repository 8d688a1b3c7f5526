"""An interview as a shell sees it: its transcript, whatever ends it, and where that may go."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import warm_tutor
from tests.architecture.source import ROOT
from tests.pty.screen import Terminal

WORDS = ("interview", "--plain", "--seed", "3")
SAID = "my answer\n\n"  # at the first follow-up: nothing is ticked yet
TOLD = SAID + "\ny\n\nn\n1\n"  # at the second question


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "TUTOR_HOME": str(home / "home")}


def start(home: Path, *args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tutor", *WORDS, *args],
        cwd=home,
        env=environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def interview(home: Path, lines: str, *args: str) -> tuple[int, str, str]:
    """Exit code, output and errors of an interview that hears these lines."""
    done = warm_tutor.run([*WORDS, *args], environment(home), lines.encode(), home)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_what_was_answered_is_written_down_whatever_ends_it(
    number: signal.Signals, tmp_path: Path
) -> None:
    with start(tmp_path, "--transcript", "new/t.md") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(TOLD)
        process.stdin.flush()
        while "Question 2" not in (line := process.stdout.readline()):
            assert line, "it ended before"
        process.send_signal(number)
        rest = process.stdout.read()
        assert process.wait(20) == 128 + number
    assert "of 1 right" in rest
    assert "Transcript: new/t.md" in rest
    assert "> my answer\n\n- [x] " in (tmp_path / "new/t.md").read_text()


def test_input_that_ends_at_a_follow_up_is_no_answer(tmp_path: Path) -> None:
    code, out, _ = interview(tmp_path, SAID + "And more.", "--transcript", "t.md")
    assert (code, "Nothing was answered" in out) == (0, True)
    assert not (tmp_path / "t.md").exists()


@pytest.mark.parametrize("options", [(), ("--transcript", "t.md")], ids=["usual", "named"])
def test_transcript_is_the_learners_alone(options: tuple[str, ...], tmp_path: Path) -> None:
    interview(tmp_path, TOLD, *options)
    (file,) = (file for file in tmp_path.rglob("*.md") if file.is_file())
    assert oct(file.stat().st_mode & 0o777) == "0o600"


def test_nothing_is_written_when_nothing_was_answered(tmp_path: Path) -> None:
    code, out, _ = interview(tmp_path, "", "--transcript", "new/t.md")
    assert (code, "Nothing was answered" in out) == (0, True)
    assert [file.name for file in tmp_path.iterdir()] == ["home"]


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("there.md", 2, "there.md exists already.\n       Name another file, as there-3.md."),
        ("folder", 3, "folder is a directory.\n       Name a file, as folder/interv"),
        ("there.md/t.md", 3, "there.md/t.md cannot be written: Not a directory."),
        ("there.md/new/t.md", 3, "there.md/new/t.md cannot be written: Not a directory."),
        ("/proc/none/t.md", 3, "/proc/none/t.md cannot be written: "),
        ("x" * 300, 3, "x cannot be written: File name too long."),
    ],
)
def test_a_transcript_that_cannot_be_is_refused_before_the_first_question(
    name: str, code: int, says: str, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "there.md").write_text("An older one.")
    (tmp_path / "there-2.md").touch()
    ended, out, err = interview(tmp_path, TOLD, "--transcript", name)
    assert (ended, out) == (code, "")
    assert says in err
    assert (tmp_path / "there.md").read_text() == "An older one."
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir(mode=0o500)
    ended, out, err = interview(tmp_path, TOLD, "--transcript", "folder/new/t.md")
    assert (ended, out) == (3, "")
    assert "folder/new/t.md cannot be written: Permission denied." in err


def test_a_home_that_cannot_be_written_fails_no_interview(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("in the way")
    code, _, err = interview(tmp_path, TOLD)
    assert (code, "transcript could not be written" in err) == (0, True)


def test_a_transcript_that_fails_at_the_end_is_no_success(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    code, _, err = interview(tmp_path, TOLD, "--transcript", "/dev/full")
    assert (code, "could not be written" in err) == (3, True)


def is_asked_further(screen: str) -> bool:
    """The next follow-up is there, and the last one is not."""
    return "ask further" in screen and "Was it in yours?" not in screen


@pytest.mark.pty
@pytest.mark.parametrize(("ending", "code"), [("q", 0), (signal.SIGTERM, 143)])
def test_on_the_screen_what_was_answered_is_kept_when_a_follow_up_is_left(
    ending: str | signal.Signals, code: int, tmp_path: Path
) -> None:
    file = tmp_path / "new" / "t.md"
    args = ("interview", "--seed", "20", "--transcript", str(file))
    with Terminal(*args, TUTOR_HOME=str(tmp_path)) as terminal:
        terminal.wait("Enter said it")
        terminal.answer("my answer\r")
        for reply in ("y", "n"):
            terminal.wait(is_asked_further)
            terminal.answer("And more.\r")
            terminal.wait("Was it in yours?")
            terminal.answer(reply)
        terminal.wait("Which of these did you say?")
        terminal.answer("1\r")
        terminal.wait("missed:")
        terminal.answer("\r")
        terminal.wait("> _")
        terminal.answer("another\r")
        terminal.wait("ask further")
        terminal.answer("Left.\r")
        terminal.wait("Was it in yours?")
        if isinstance(ending, str):
            terminal.press(ending)
            terminal.wait("Leave the interview?")
            terminal.press(ending)
        else:
            os.kill(terminal.pid, ending)
        assert terminal.ends() == code
        assert terminal.is_usable()
    written = file.read_text()
    assert "> my answer\n\n- [x] " in written
    assert "** And more.\n\nMissed: " in written
    assert "another" not in written
