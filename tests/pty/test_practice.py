"""`tutor practice closes` on a real terminal: the run, the player, an editor, the next exercise."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pty.screen import Terminal
from tutor.library.find import course
from tutor.library.find_exercises import exercises

pytestmark = pytest.mark.pty


def test_a_run_is_seen_the_code_mended_and_the_next_exercise_opened(tmp_path: Path) -> None:
    editor = tmp_path / "mend"
    editor.write_text('#!/bin/sh\nsed -i "s/def message/def chat_message/" "$1"\n')
    editor.chmod(0o755)
    names = [exercise.name for exercise in exercises(course())]
    following = names[names.index("closes") + 1]
    env = {"TUTOR_HOME": str(tmp_path), "EDITOR": str(editor), "VISUAL": ""}
    with Terminal("practice", "closes", columns=80, rows=24, **env) as terminal:
        terminal.wait("✗ Ben hears Hello")
        terminal.press("n")
        shown = terminal.wait("q to the exercise")
        assert "closes, run 1" in shown
        terminal.press("q")
        terminal.wait("waiting for a save")
        terminal.press("o")
        terminal.wait("why it was so")
        assert "run 2" in terminal.text
        terminal.press("\r")
        terminal.wait(f"· {following} ·")
        terminal.press("q")
        assert terminal.ends() == 0
        assert terminal.is_usable()
    assert (tmp_path / "practice" / following / "consumers.py").exists()


def test_what_keeps_it_from_running_is_said_when_the_screen_is_gone(tmp_path: Path) -> None:
    (tmp_path / "practice/closes").mkdir(parents=True)
    (tmp_path / "practice/closes/mine").write_text("here first")
    with Terminal("practice", "closes", TUTOR_HOME=str(tmp_path)) as terminal:
        assert terminal.ends() == 2
        assert "is there already" in terminal.text
