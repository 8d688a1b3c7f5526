"""`--brief` is what to read in a hurry, `--words` what a screen reader can read."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.architecture.source import ROOT
from tutor.course.load import load_course
from tutor.plain.lesson_text import first_words
from tutor.runtime import paths

DRAWN = re.compile("[\u2190-\u21ff\u2500-\u25ff\u2700-\u27bf]")  # boxes, bars, arrows and signs
LESSONS = [one.number for one in load_course(paths.lessons_folder()).outlines if one.folder]


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


@pytest.mark.parametrize("number", LESSONS)
def test_in_words_nothing_of_a_lesson_is_drawn(number: int) -> None:
    text = printed(str(number), "--words", "--replay")
    assert [line for line in text.splitlines() if DRAWN.search(line)] == []


def test_in_words_the_flow_has_no_lifelines() -> None:
    text = printed("3", "--words", "--replay", "--scene", "one_project")
    assert "Scene 2 of 6, one_project" in text
    assert re.search(r"ms  browser·WSGI to http: GET /who/", text)


def test_in_words_a_message_is_told_hop_by_hop() -> None:
    text = " ".join(printed("7", "--words", "--replay", "--scene", "three_tabs").split())
    told = "Message 1, hop 4 of 8, group event, from consumer 1 to the layer, "
    assert re.search(re.escape(told) + r"\d+\.\d ms: group_send to [^;]+; \{'type': 'chat\.", text)


def test_a_lesson_in_pictures_is_clearly_shorter_than_with_the_flow_at_each_beat() -> None:
    assert len(printed("7", "--plain", "--replay").splitlines()) <= 2500  # it had 2,950


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
