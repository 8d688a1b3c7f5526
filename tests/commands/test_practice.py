"""`tutor practice` as it is typed."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import typer

from tests import warm_tutor
from tests.pty.screen import Terminal
from tutor.commands import practice
from tutor.library.find import course
from tutor.library.find_exercises import named
from tutor.library.workbench import Workbench

Out = pytest.CaptureFixture[str]


def tutor(home: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run it, with the learner's files below `home`."""
    env = {**os.environ, "TUTOR_HOME": str(home), "EDITOR": "", "VISUAL": ""}
    done = warm_tutor.run(["practice", *words], env, typed.encode())
    said = done.stdout.decode(), done.stderr.decode()
    return subprocess.CompletedProcess(done.args, done.returncode, *said)


def test_the_list_says_what_there_is(tmp_path: Path) -> None:
    ran = tutor(tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Lesson 7" in ran.stdout
    assert "closes" in ran.stdout
    assert "to write" in ran.stdout
    assert tutor(tmp_path, "--list").stdout == ran.stdout
    [told] = [
        one for one in json.loads(tutor(tmp_path, "--json").stdout) if one["exercise"] == "leaks"
    ]
    assert (told["lesson"], told["state"], told["file"]) == (7, "", None)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("closed",), "There is no exercise closed."),
        (("--once",), "Which exercise?"),
        (("closes", "--once", "--undo"), "One thing at a time."),
        (("closes", "--undo"), "closes has not been begun."),
        (("--verify",), "No exercise has been begun."),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    ran = tutor(tmp_path, *words)
    assert (ran.returncode, says in ran.stderr) == (2, True), ran


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path))
    return tmp_path


def test_a_run_that_does_not_hold_ends_with_1(home: Path, capsys: Out) -> None:
    with pytest.raises(typer.Exit) as ended:
        practice.run("closes", practice.Wishes(once=True))
    assert ended.value.exit_code == 1
    assert "Run 1: not mended." in capsys.readouterr().out


def test_starting_over_can_be_taken_back(home: Path, capsys: Out) -> None:
    bench = Workbench.begin(named(course(), "closes"))
    starter = bench.file.read_text()
    bench.keep(starter)
    bench.file.write_text("x = 1\n")
    practice.start_over("closes")
    assert bench.file.read_text() == starter
    practice.undo("closes")
    assert bench.file.read_text() == "x = 1\n"
    over, back = capsys.readouterr().out.splitlines()
    assert over == (
        f"{bench.file} is the starter again; `tutor practice closes --undo` takes that back."
    )
    assert back.startswith(f"{bench.file} is as it was one save before; ")


def test_a_solution_that_was_looked_at_is_noted_beside_the_hints(home: Path, capsys: Out) -> None:
    exercise = named(course(), "closes")
    Workbench.begin(exercise).note_help(2, is_solution_shown=False)
    practice.solution("closes")
    assert "chat_message" in capsys.readouterr().out
    bench = Workbench.find(exercise)
    assert bench is not None
    assert bench.help == (2, True)


@pytest.mark.pty
@pytest.mark.parametrize(
    ("options", "told"), [((), "In another terminal: nix-da"), (("--no-editor",), "")]
)
def test_an_editor_of_the_terminal_is_named_unless_none_is_wanted(
    options: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    words = ("practice", "closes", "--plain", *options)
    with Terminal(*words, TUTOR_HOME=str(tmp_path), VISUAL="", EDITOR="nix-da") as terminal:
        shown = terminal.wait("Run 1: not mended")
        terminal.press("q\r")
        terminal.ends()
    assert "".join(re.findall(r"In another terminal: nix-da\s", shown)).rstrip() == told


@pytest.mark.slow
def test_a_starter_a_mend_a_syntax_error_and_back(tmp_path: Path) -> None:
    assert tutor(tmp_path, "closes", "--once").returncode == 1
    file = tmp_path / "practice/closes/consumers.py"
    starter = file.read_text()
    file.write_text(starter.replace("def message", "def chat_message"))
    ran = tutor(tmp_path, "closes", "--once", "--json")
    assert (ran.returncode, json.loads(ran.stdout)["verdict"]) == (0, "mended")
    file.write_text("x = (")
    ran = tutor(tmp_path, "closes", "--once")
    assert (ran.returncode, "SyntaxError: '(' was never closed" in ran.stdout) == (2, True)
    assert tutor(tmp_path, "closes", "--undo").returncode == 0
    ran = tutor(tmp_path, "--verify")
    assert (ran.returncode, "closes: mended" in ran.stdout) == (0, True)
    assert tutor(tmp_path, "closes", "--reset").returncode == 0
    assert file.read_text() == starter
    [told] = [
        one for one in json.loads(tutor(tmp_path, "--json").stdout) if one["exercise"] == "closes"
    ]
    assert (told["state"], told["file"]) == ("mended", str(file))


@pytest.mark.slow
def test_watching_ends_with_what_is_typed_and_the_verdict_is_its_exit_code(tmp_path: Path) -> None:
    ran = tutor(tmp_path, "closes", typed="h\nh\nwhat\nd\nu\n")
    assert ran.returncode == 1, ran
    for says in (
        "Hint 2 of 3",
        "r run, h hint",
        "There is no save before this one.",
        "Run 1: not mended",
    ):
        assert says in ran.stdout, says
    ran = tutor(tmp_path, "closes", "--json", typed="s\nx\n")
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    assert told[0]["exercise"] == "closes"
    assert {"said": "Ours, against the starter:"} in told
    assert told[-1]["verdict"] == "not mended"


@pytest.mark.slow
def test_hints_and_the_solution_without_watching(tmp_path: Path) -> None:
    assert "who raises it" in tutor(tmp_path, "closes", "--hint", "1").stdout
    assert "channels/consumer.py, line" in tutor(tmp_path, "closes", "--hint", "2").stdout
    assert "Asked of the run:" in tutor(tmp_path, "closes", "--hint", "3").stdout
    assert "+  26      async def chat_message" in tutor(tmp_path, "closes", "--solution").stdout
    assert "solution shown" in tutor(tmp_path).stdout
