"""`tutor --course PATH`: any folder of the same form is a course."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_cli import tutor

SMALL = Path(__file__).parent / "courses" / "small"


def test_its_lessons_are_listed_and_ours_are_not(tmp_path: Path) -> None:
    shown = tutor("--course", str(SMALL), TUTOR_HOME=str(tmp_path)).stdout
    assert shown.splitlines()[:4] == [
        "Echoes",
        "",
        "  1  An echo       1 min  new",
        "  2  A valley             not there yet",
    ]


def test_a_lesson_that_is_not_written() -> None:
    done = tutor("--course", str(SMALL), "lesson", "2")
    assert (done.returncode, "A valley, is not there yet." in done.stderr) == (2, True)


def test_its_recording_plays() -> None:
    done = tutor("--course", str(SMALL), "lesson", "1", "--replay")
    assert (done.returncode, done.stderr) == (0, "")
    assert "And it is back." in done.stdout


@pytest.mark.slow
def test_it_runs_live_in_its_own_lab() -> None:
    done = tutor("--course", str(SMALL), "lesson", "1", "--scene", "call", "--json")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert [e["app"] for e in events if e["kind"] == "server.started"] == [
        "labs/echo.py:application"
    ]


@pytest.mark.slow
def test_its_claims_are_a_ledger_of_their_own() -> None:
    done = tutor("--course", str(SMALL), "check", "--json")
    [row] = json.loads(done.stdout)["rows"]
    assert (row["id"], row["state"], row["says"]) == (
        "C90-01",
        "holds",
        "An echo says what was said.",
    )


def test_the_learner_is_in_each_course_where_he_left_it(tmp_path: Path) -> None:
    home = {"TUTOR_HOME": str(tmp_path)}
    tutor("--course", str(SMALL), "lesson", "1", "--replay", **home)
    assert "An echo       1 min  read" in tutor("--course", str(SMALL), **home).stdout
    assert "  read" not in tutor(**home).stdout


def test_a_folder_that_is_no_course() -> None:
    done = tutor("--course", "nowhere", "lesson", "1")
    assert (done.returncode, "nowhere is not a course." in done.stderr) == (2, True)
