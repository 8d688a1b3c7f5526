"""`tutor dev check` and the rounds of a course."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.library.test_find_rounds import INCIDENT
from tests.quiz.making import card
from tutor.course.load import load_course
from tutor.dev.check_course import written
from tutor.dev.check_interviews import check_interviews


def problems(folder: Path, text: str) -> list[str]:
    shutil.copytree(ROOT / "tests/courses/small", folder / "course")
    rounds = folder / "course/01_echo/rounds"
    rounds.mkdir()
    (rounds / "incident-quiet.toml").write_text(text)
    lessons = written(load_course(folder / "course"))
    topics = [card("say", lesson=1, topic="Echo")]
    return [found.message for found in check_interviews(lessons, topics)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (INCIDENT, "its stages are not talk, talk"),
        (INCIDENT.replace("client.opened", "group.sent"), "no fact is 'group.sent'"),
        (INCIDENT.replace("1/call", "1/nothing"), "there is no recording of 1/nothing"),
        (INCIDENT.replace("1/call", "9/call"), "there is no recording of 9/call"),
        (INCIDENT.replace("1/call", "1/.."), "there is no recording of 1/.."),
        ("kind =", "this is not TOML"),
        (INCIDENT, "it counts in no topic"),
        (INCIDENT.replace("minutes", 'topic = "1/Eco"\nminutes'), "there is no topic 1/Eco"),
    ],
)
def test_its_problems_are_named(text: str, says: str, tmp_path: Path) -> None:
    assert any(says in found for found in problems(tmp_path, text))


def test_a_topic_that_cards_have_is_right(tmp_path: Path) -> None:
    found = problems(tmp_path, INCIDENT.replace("minutes", 'topic = "1/Echo"\nminutes'))
    assert not any("topic" in one for one in found)


def test_a_recording_that_is_there_is_used(tmp_path: Path) -> None:
    assert not any("recording" in found for found in problems(tmp_path, INCIDENT))
