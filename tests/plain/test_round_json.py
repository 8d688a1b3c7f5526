"""A round as JSON lines, as another program sees it."""

from __future__ import annotations

import itertools
import json
from io import StringIO
from typing import Any

import pytest

from tests.quiz.rounds_made import CLARIFY, DRAW, ESTIMATE, TALK, design, incident
from tests.quiz.test_round_talk import FEED
from tutor.plain.round_json import Exchange
from tutor.quiz.round_talk import begin
from tutor.quiz.rounds import Round


def exchange(one: Round, *given: Any) -> list[dict[str, Any]]:
    """What is told for these lines; a text stands as it is."""
    lines = [line if isinstance(line, str) else json.dumps(line) for line in given]
    out, clock = StringIO(), itertools.count()
    talk = begin(one, (FEED,) + ((),) * (len(one.stages) - 1), 0.0)
    typed = StringIO("".join(f"{line}\n" for line in lines))
    Exchange(talk, stdin=typed, stdout=out, now=lambda: float(next(clock))).run()
    return [json.loads(line) for line in out.getvalue().splitlines()]


def types(told: list[dict[str, Any]]) -> list[str]:
    return [line["type"] for line in told]


def only(told: list[dict[str, Any]], what: str) -> dict[str, Any]:
    (found,) = (line for line in told if line["type"] == what)
    return found


def test_a_talk_is_asked_answered_followed_up_claimed_and_judged() -> None:
    said = {"answer": "Save it first.\n\nThen say it."}
    told = exchange(design(TALK), said, {"answer": "at most once"}, {"answer": ""}, {"points": [1]})
    assert types(told) == [
        *("opening", "says", "stage", "evidence", "says", "turn"),
        *("says", "turn", "says", "says", "turn", "says", "points", "turn"),
        *("says", "result", "summary"),
    ]
    assert [line["phase"] for line in told if line["type"] == "turn"] == [
        *("answer", "probe", "probe", "claim")
    ]
    points = only(told, "points")
    assert (points["heard"], points["words"]) == ([1, 2], {"1": ["Save"]})
    result = only(told, "result")
    assert [point["made"] for point in result["points"]] == [True, False, False]
    assert (only(told, "summary")["made"], only(told, "summary")["of"]) == (1, 3)


def test_a_question_a_sum_and_a_drawing_are_ended_by_done() -> None:
    told = exchange(
        design(CLARIFY, ESTIMATE, DRAW),
        *({"answer": "how many users"}, {"done": True}),
        *({"answer": "100 * 30 KiB"}, {"done": True}),
        *({"answer": "browser -> daphne\ndaphne -> redis"}, {"done": True}),
    )
    assert [line["wanted"].partition(",")[0] for line in told if line["type"] == "turn"] == [
        *["a question"] * 2, *["arithmetic"] * 2, *["lines of a drawing"] * 2
    ]  # fmt: skip
    assert [line["made"] for line in told if line["type"] == "result"] == [1, 1, 2]
    mine, theirs = (line for line in told if line["type"] == "board")
    assert (mine["by"], mine["missing"], mine["arrows"][0]) == ("you", [], "browser -> daphne")
    assert theirs["by"] == "interviewer"


def test_an_incident_shows_lines_and_names_its_recording() -> None:
    told = exchange(incident(), {"quit": True})
    assert only(told, "evidence")["lines"][0]["text"] == FEED[0].text
    summary = only(told, "summary")
    assert summary["proof"] == {"lesson": 7, "scene": "idle"}
    assert (summary["stages"], summary["score"]) == (0, 0.0)


def test_a_stage_that_is_skipped_has_its_result_before_the_next_begins() -> None:
    told = exchange(design(TALK, DRAW), {"skip": True})
    place = types(told).index("result")
    assert types(told)[place + 1] == "stage"
    assert only(told, "summary")["unreached"] == ["Draw"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("nonsense", "A line is a JSON object"),
        ({"points": [1]}, 'Expected "answer".'),
        ({"done": True}, 'Expected "answer".'),
    ],
)
def test_what_is_not_wanted_is_said_and_asked_again(given: Any, says: str) -> None:
    told = exchange(design(TALK), given, "", {"answer": "Save it first, at most once, jitter"})
    assert says in only(told, "error")["message"]
    assert "points" in types(told)


@pytest.mark.parametrize("points", [None, "1", [0], [4], [True], ["1"]])
def test_points_are_numbers_of_options(points: Any) -> None:
    whole = {"answer": "Save it first, at most once, jitter"}
    told = exchange(design(TALK), whole, {"points": points}, {"points": []})
    assert "from 1 to 3" in only(told, "error")["message"]
    assert only(told, "result")["made"] == 0


def test_half_a_surrogate_pair_is_no_obstacle() -> None:
    told = exchange(design(CLARIFY), '{"answer": "how many users \\ud800"}')
    assert "A hundred." in [line.get("text") for line in told]
