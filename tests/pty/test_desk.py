"""Home, quiz and interview on a real terminal: sizes, colours, locales, proofs, what is left."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.pty.screen import AFTERWARDS, Terminal, eventually

pytestmark = pytest.mark.pty

SIZES = {"narrow": (40, 20), "small": (80, 24), "wide": (120, 40)}
COLOUR = re.compile(rb"\x1b\[[0-9;]*(?:3[1-7]|9[1-7])[0-9;]*m")


def reviews(home: Path) -> list[tuple[str, str, int]]:
    """Card, mode and grade of every entry in the learner's file."""
    with closing(sqlite3.connect(home / "tutor.sqlite3")) as db:
        return db.execute("SELECT card, mode, grade FROM review ORDER BY id").fetchall()


def is_answered(text: str) -> bool:
    return any(word in text for word in ("Right", "Partly", "Wrong", "Not yet"))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_a_card_is_answered_and_kept(size: str, locale: str, tmp_path: Path) -> None:
    columns, rows = SIZES[size]
    with Terminal(
        *("quiz", "7", "--seed", "4"),
        columns=columns,
        rows=rows,
        LC_ALL=locale,
        TUTOR_HOME=str(tmp_path),
    ) as terminal:
        terminal.wait("of")
        terminal.wait(lambda text: "Enter" in text or re.search(r"\b1-[2-9]\b", text) is not None)
        terminal.answer("\r")
        shown = terminal.wait(lambda text: is_answered(text) or "tick" in text)
        assert locale != "C" or shown.isascii(), shown
        if not is_answered(shown):
            terminal.answer("0")  # a free answer: none of its points
            terminal.wait(is_answered)
        terminal.press("\x03")
        assert terminal.ends() == 0
        assert terminal.is_usable()
    assert [mode for _, mode, _ in reviews(tmp_path)] == ["quiz"]


@pytest.mark.parametrize(("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_is_the_terminals_choice(
    env: dict[str, str], coloured: bool, tmp_path: Path
) -> None:
    with Terminal("quiz", "--card", "broadcast-way", TUTOR_HOME=str(tmp_path), **env) as terminal:
        terminal.wait("q quit")
        assert bool(COLOUR.search(terminal.raw)) is coloured


def test_the_proof_is_played_and_the_quiz_goes_on_where_it_was(tmp_path: Path) -> None:
    with Terminal("quiz", "--card", "broadcast-way", TUTOR_HOME=str(tmp_path)) as terminal:
        terminal.wait("Put them in order")
        terminal.answer("x")
        terminal.wait("Not yet")
        terminal.press("p")
        terminal.wait("space play")
        terminal.press("q")
        terminal.wait(lambda text: "Not yet" in text and "Enter next" in text)
        with closing(sqlite3.connect(tmp_path / "tutor.sqlite3")) as db:
            assert db.execute("SELECT * FROM position").fetchall() == []


def test_home_opens_a_lesson_and_comes_back(tmp_path: Path) -> None:
    with Terminal(TUTOR_HOME=str(tmp_path)) as terminal:
        terminal.wait("Channel layers and groups")
        terminal.press("7")
        terminal.wait("page 1 of")
        terminal.press("q")
        shown = terminal.wait("n goes on: 7 Channel layers and groups, page 1")
        assert "◂ page 1" in shown
        terminal.press("q")
        assert terminal.ends() == 0


@pytest.mark.parametrize(("columns", "rows"), SIZES.values())
def test_home_in_ascii_on_any_screen(columns: int, rows: int, tmp_path: Path) -> None:
    with Terminal(columns=columns, rows=rows, LC_ALL="C", TUTOR_HOME=str(tmp_path)) as terminal:
        shown = terminal.wait("Architecture")
        assert shown.isascii()
        terminal.press("q")
        assert terminal.ends() == 0


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM], ids=lambda e: e.name)
def test_a_lesson_from_home_does_not_outlive_home(ending: signal.Signals, tmp_path: Path) -> None:
    with Terminal(TUTOR_HOME=str(tmp_path)) as terminal:
        terminal.wait("Channel layers and groups")
        terminal.press("7")
        terminal.wait("page 1 of")
        os.kill(terminal.pid, ending)

        def is_over() -> bool:
            terminal.read(0.01)
            return terminal.status is not None and not terminal.processes()

        assert eventually(is_over, AFTERWARDS)
        assert terminal.is_usable()


def test_a_mock_interview_asks_further_and_is_written_down(tmp_path: Path) -> None:
    file = tmp_path / "said.md"
    with Terminal(
        *("interview", "--minutes", "3", "--chapters", "7", "--transcript", str(file)),
        TUTOR_HOME=str(tmp_path),
    ) as terminal:
        terminal.wait("Enter said it")
        terminal.answer("at most once\r")
        for _ in range(2):
            terminal.wait(lambda text: "ask further" in text or "You said" in text)
            terminal.answer("\r")
            terminal.wait("Was it in yours?")
            terminal.answer("y")
            terminal.wait(lambda text: "Was it in yours?" not in text)
        terminal.wait("Which of these did you say?")
        terminal.answer("0")
        terminal.wait(is_answered)
        terminal.press("\x03")
        terminal.wait("Leave the interview?")
        terminal.press("\x03")
        terminal.ends()
    said = file.read_text()
    assert "> at most once" in said
    assert "Made: " in said


def test_a_dumb_terminal_has_a_conversation(tmp_path: Path) -> None:
    with Terminal("quiz", "7", TERM="dumb", TUTOR_HOME=str(tmp_path)) as terminal:
        terminal.wait(lambda text: "Your answer" in text or "Say it aloud" in text)
        assert b"\x1b[" not in terminal.raw
        terminal.press(":q\n")
        assert terminal.ends() == 0
