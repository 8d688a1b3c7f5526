"""What is kept of an interview, how the list of them reads, and where they are going."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.quiz.making import after, card, sit
from tutor.commands import past_interviews, quiz_commands
from tutor.commands.past_interviews import NONE_YET, Keeping, keep
from tutor.learner.store import Store
from tutor.quiz.interviews import Interview
from tutor.quiz.sitting import Answer, Follow, Next, Sitting, Tick
from tutor.runtime.paths import user_data

ASKED = (Follow(made=True), Follow(made=True))  # what an interviewer asks before the rubric
MARCH = 1_772_452_800.0  # 2026-03-02, noon in Greenwich


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "home"))


def held(*scores: float, **fields: Any) -> None:
    with Store(user_data()) as store:
        for number, score in enumerate(scores):
            given = {"minutes": 30, "seconds": 1500, "questions": 8, "score": score, **fields}
            store.keep_interview(Interview(at=MARCH + number * 86_400, **given))


def sitting(seconds: float) -> Sitting:
    """Two questions, answered after so many seconds of one minute."""
    found = sit([card("say"), card("say", id="b")], "interview", until=60.0)
    for now in (seconds / 2, seconds):
        found = after(
            found, Answer(), *ASKED, Tick(points=(0, 1, 2)), *[Next()] * (now < 60), now=now
        )
    return found


def listed() -> str:
    return CliRunner().invoke(quiz_commands.app, ["interview", "--list"]).output


def test_an_interview_is_kept_with_its_transcript(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keeping = Keeping(seed="7", minutes=1, title="chapter 7", transcript=tmp_path / "t.md")
    with Store(user_data()) as store:
        assert keep(keeping, sitting(102.0), store)
        [one] = store.interviews()
    assert (one.at, one.seconds, one.questions, one.score) == (0.0, 102.0, 2, 0.75)
    assert (one.seed, one.minutes, one.title) == ("7", 1, "chapter 7")
    assert (one.kind, one.file) == ("aloud", str(tmp_path / "t.md"))
    assert "It took 1:42 of 1:00. Time is up +0:42." in (tmp_path / "t.md").read_text()
    assert capsys.readouterr().out == f"Transcript: {tmp_path / 't.md'}\n"


def test_an_interview_without_an_answer_is_none() -> None:
    with Store(user_data()) as store:
        assert keep(Keeping(seed="7", minutes=1), sit([card("say")], "interview"), store)
        assert store.interviews() == []


def test_an_interview_is_kept_although_its_transcript_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    keeping = Keeping(seed="7", minutes=1, transcript=tmp_path / "file" / "t.md")
    with Store(user_data()) as store:
        assert not keep(keeping, sitting(50.0), store)
        assert [(one.questions, one.file) for one in store.interviews()] == [(2, "")]


def test_the_list_has_a_line_each_and_says_where_it_goes() -> None:
    held(0.4, 0.6, title="lessons 4 and 7")
    held(0.7, seed="2", seconds=1842, file="/tmp/\x1b[2Ji.md", kind="aloud")
    lines = listed().splitlines()
    assert re.fullmatch(
        r" 1  2026-03-0[123] \d\d:00   40%  8 questions, 25:00 of 30:00, lessons 4 and 7", lines[0]
    )
    assert "   70%  8 questions, 30:42 of 30:00, +0:42" in "\n".join(lines)
    assert "\x1b" not in listed()
    assert lines[-1] == "The latest is 5 points better than the mean before it."


def test_a_list_of_none_says_how_to_begin() -> None:
    assert listed() == f"{NONE_YET}\n"


def test_one_interview_has_no_trend() -> None:
    held(0.4)
    assert "The latest" not in listed()


def test_the_list_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    held(0.4)
    past_interviews.show(as_json=True)
    [one] = json.loads(capsys.readouterr().out)
    assert (one["at"], one["score"], one["minutes"]) == (MARCH, 0.4, 30)


def test_progress_shows_interviews_and_their_trend() -> None:
    held(0.4, 0.6)
    run = CliRunner().invoke
    shown = run(quiz_commands.app, ["progress"]).output
    assert "Interviews\n2026-03-0" in shown
    assert "The latest is 20 points better than the mean before it." in shown
    told = json.loads(run(quiz_commands.app, ["progress", "--json"]).output)
    assert [one["score"] for one in told["interviews"]] == [0.4, 0.6]
