"""`--brief` is what to read in a hurry, `--words` what a screen reader can read."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.architecture.source import ROOT
from tutor.plain.lesson_text import first_words

DRAWN = re.compile("[\u2500-\u257f\u25b6\u25c0]")  # boxes and arrows


def printed(*args: str) -> str:
    command = [sys.executable, "-m", "tutor", "lesson", *args, "--visit"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL
    )
    return done.stdout


def test_a_long_lesson_in_brief_is_read_in_ten_minutes() -> None:
    text = printed("7", "--brief")
    assert len(text.splitlines()) <= 250
    assert "How many browsers show it? 3. The layer makes one copy" in " ".join(text.split())
    assert "What an interviewer asks" in text  # the last page, whole
    assert "Scene 2 of 12" not in text


def test_in_brief_nothing_is_run_or_asked() -> None:
    text = printed("1", "--brief")
    assert "The server starts" not in text
    assert not DRAWN.search(text)


def test_what_starts_no_server_takes_no_layer() -> None:
    command = [sys.executable, "-m", "tutor", "lesson", "7", "--brief", "--layer", "redis"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "--brief starts no server" in done.stderr
    assert "--replay" not in done.stderr


def test_in_words_the_flow_has_no_lifelines() -> None:
    text = printed("7", "--words", "--replay", "--scene", "three_tabs")
    assert "Scene 2 of 12, three_tabs" in text
    assert re.search(r"ms  john · tab 1 to #1: ", text)
    assert not re.search("[\u2500-\u257f]", text)


def test_in_words_a_scope_is_told_and_not_drawn() -> None:
    text = printed("4", "--words", "--replay", "--scene", "layer_by_layer")
    assert "Dict A, made by Daphne: type, path, raw_path, root_path" in " ".join(text.split())
    assert not re.search("[\u2500-\u257f]", text)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One. Two.\n\nThree.", "One."),
        ("Is it\none? Yes.", "Is it one?"),
        ("No end", "No end"),
        ("", ""),
    ],
)
def test_the_first_sentence(text: str, first: str) -> None:
    assert first_words(text) == first
