"""The rounds of a course are found, and the evidence of their recordings."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.quiz.test_read_rounds import GOOD
from tutor.course.model import Course
from tutor.errors import Unavailable, UsageError
from tutor.library import find
from tutor.library.find_rounds import feeds, named, rounds

INCIDENT = """
kind = "incident"
level = "junior"
title = "It is quiet"
prompt = "Why?"
scene = "1/call"
step = "client.received"

[[stage]]
kind = "talk"
title = "The cause"
minutes = 2
ask = "Why?"

[[stage.evidence]]
fact = "client.opened"
"""


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.setenv("TUTOR_CACHE", str(tmp_path / "cache"))
    shutil.copytree(ROOT / "tests/courses/small", tmp_path / "course")
    monkeypatch.setenv("TUTOR_COURSE", str(tmp_path / "course"))
    folder = tmp_path / "course/01_echo/rounds"
    folder.mkdir()
    (folder / "chat.toml").write_text(GOOD)
    (folder / "incident-quiet.toml").write_text(INCIDENT)
    (folder / "broken.toml").write_text("kind =")
    return find.course()


def test_rounds_are_listed_by_kind_and_level(course: Course) -> None:
    assert [one.id for one in rounds(course, "design")] == ["chat"]
    assert [one.id for one in rounds(course, "incident", "junior")] == ["incident-quiet"]
    assert rounds(course, "incident", "senior") == []


def test_a_round_is_found_by_its_name_with_or_without_its_kind(course: Course) -> None:
    assert named(course, "design", "chat").title == "A chat"
    found = [named(course, "incident", name).id for name in ("quiet", "incident-quiet")]
    assert found == ["incident-quiet"] * 2


@pytest.mark.parametrize(("kind", "name"), [("design", "quiet"), ("incident", "chat")])
def test_what_is_not_there_is_answered_with_what_is(course: Course, kind: str, name: str) -> None:
    with pytest.raises(UsageError, match=f"no {kind} {name}") as caught:
        named(course, kind, name)  # type: ignore[arg-type]
    assert ("chat" if kind == "design" else "quiet") in caught.value.hint


def test_the_evidence_comes_from_the_recording_and_so_does_the_step(course: Course) -> None:
    (shown,), step = feeds(course, named(course, "incident", "quiet"))
    assert "is connected" in shown[0].text
    assert step > 1


def test_a_design_has_no_evidence(course: Course) -> None:
    assert feeds(course, named(course, "design", "chat")) == ([(), ()], 0)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1/call", "1/nothing"),
        ("1/call", "9/call"),
        ("client.opened", "what ever"),
        ('"client.received"', '"x y z"'),
    ],
)
def test_a_recording_that_cannot_be_used_says_why(course: Course, old: str, new: str) -> None:
    file = course.folder / "01_echo/rounds/incident-quiet.toml"
    file.write_text(INCIDENT.replace(old, new))
    with pytest.raises(
        Unavailable, match="The recording of incident-quiet cannot be used"
    ) as error:
        feeds(course, named(course, "incident", "quiet"))
    assert error.value.hint
