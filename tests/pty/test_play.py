"""`tutor play` on a real terminal: sizes, a line that is typed, and the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pty.screen import Terminal

pytestmark = pytest.mark.pty


@pytest.mark.parametrize(("columns", "rows", "locale"), [(80, 24, "C.UTF-8"), (40, 20, "C")])
def test_a_line_is_typed_and_the_picture_shows_it(
    columns: int, rows: int, locale: str, tmp_path: Path
) -> None:
    with Terminal(
        "play", "lobby", columns=columns, rows=rows, LC_ALL=locale, TUTOR_HOME=str(tmp_path)
    ) as terminal:
        terminal.wait("/ws/lobby/")
        terminal.press("open ann\r")
        # What a tab sees stands in the log before it is settled, and drawn.
        shown = terminal.wait(lambda text: "ann is connected" in text and "#1" in text)
        assert locale != "C" or shown.isascii(), shown
        terminal.press("nix\r")
        terminal.wait("There is no command nix.")
        terminal.press("\x04")
        assert terminal.ends() == 0


def test_from_a_scene_of_a_lesson_and_back_to_the_same_place(tmp_path: Path) -> None:
    with Terminal(
        *("lesson", "7", "--scene", "alone"), columns=80, rows=24, TUTOR_HOME=str(tmp_path)
    ) as terminal:
        before = terminal.wait("beat 1")
        terminal.press("!")
        terminal.wait("The script of alone was played")
        terminal.press("\x04")
        after = terminal.wait("beat 1")
        assert after.split("\n")[0] == before.split("\n")[0]
        terminal.press("q")
        assert terminal.ends() == 0
