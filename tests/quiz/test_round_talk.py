"""A round as a conversation, line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quiz.rounds_made import CLARIFY, DRAW, ESTIMATE, TALK, design, incident
from tutor.quiz.round_state import Board, Feed, Head, Mark, Rubric, Said, Talk
from tutor.quiz.round_talk import begin, help_for, leave, step
from tutor.quiz.rounds import Round, Shown, Stage

FEED = (Shown(0.5, "server 1", "It broke"),)


def held(one: Round | Stage, *lines: str, feed: tuple[Shown, ...] = ()) -> Talk:
    """The talk after these lines, a second each."""
    made = design(one) if isinstance(one, Stage) else one
    talk = begin(made, (feed,) + ((),) * (len(made.stages) - 1), 0.0)
    for second, line in enumerate(lines, start=1):
        talk = step(talk, line, float(second))
    return talk


def says(talk: Talk) -> list[str]:
    return [one.text for one in talk.items if isinstance(one, Said) and one.who == "interviewer"]


def made(talk: Talk) -> list[bool]:
    return [point.made for point in talk.results[-1].points]


# ── all stages ──────────────────────────────────────────────────────────────────────────────


def test_it_begins_with_the_prompt_the_stage_its_evidence_and_its_question() -> None:
    talk = held(incident(), feed=FEED)
    kinds = [type(one) for one in talk.items]
    assert kinds == [Said, Head, Feed, Said]
    assert says(talk) == ["Design it.", "Why?"]


def test_a_stage_that_is_skipped_makes_no_points_and_the_next_one_begins() -> None:
    talk = held(design(CLARIFY, TALK), "how many users", ":skip")
    assert (talk.stage, talk.phase, made(talk)) == (TALK, "answer", [True, False, False])


def test_the_last_stage_ends_with_what_to_take_away() -> None:
    talk = held(CLARIFY, "")
    assert (talk.is_over, says(talk)[-1], talk.unreached) == (True, "That was it.", ())
    assert step(talk, "more", 9.0) is talk
    assert leave(talk, 9.0) is talk


def test_help_says_what_can_be_typed_here() -> None:
    assert says(held(TALK, ":help"))[-1] == help_for(held(TALK))
    assert ":clear" in help_for(held(DRAW))
    assert ":clear" not in help_for(held(TALK))


def test_time_is_told_and_ends_nothing() -> None:
    talk = held(CLARIFY, *["how fast"] * 200, "")
    assert talk.results[0].over == 201 - 120
    assert talk.results[0].made == 1


@pytest.mark.parametrize(
    ("lines", "results"),
    [
        ([], 0),
        (["I save it"], 1),
        (["I save it", ""], 1),
        (["I save it", "", "with jitter"], 1),
    ],
)
def test_who_leaves_keeps_what_was_said(lines: list[str], results: int) -> None:
    talk = held(TALK, *lines, ":q")
    assert (talk.is_over, len(talk.results), len(talk.unreached)) == (True, results, 1 - results)


def test_a_stage_that_is_left_in_the_middle_counts_as_far_as_it_came() -> None:
    assert made(held(CLARIFY, "how fast", ":q")) == [False, True, False]
    assert made(held(ESTIMATE, "3 MB", ":q")) == [True, False]
    assert made(held(DRAW, "browser -> redis", ":q")) == [False, True]


# ── clarify ─────────────────────────────────────────────────────────────────────────────────


def test_a_question_gets_its_answer_and_another_is_left_to_the_candidate() -> None:
    talk = held(CLARIFY, "How many users? And how fast?", "Which colour?")
    assert says(talk)[-2:] == ["A hundred. A second.", "I leave that to you. Say what you assume."]


def test_what_was_not_asked_is_told_when_the_questions_are_over() -> None:
    talk = held(CLARIFY, "how many users", "")
    assert "- How fast: A second.\n- What is kept: Everything." in says(talk)[-3]
    assert made(talk) == [True, False, False]


def test_who_has_asked_everything_is_told_nothing() -> None:
    talk = held(CLARIFY, "how many users", "how fast", "what is kept", "")
    assert says(talk)[-2:] == ["Numbers first.", "That was it."]


# ── estimate ────────────────────────────────────────────────────────────────────────────────


def test_a_right_estimate_is_told_with_its_source_and_the_next_is_asked() -> None:
    talk = held(ESTIMATE, "100 * 30 KiB = 3 MB")
    assert says(talk)[-3:] == [
        "3 MB: that is the right size.",
        "Little. (a bench)",
        "How many frames?",
    ]


def test_a_wrong_one_is_tried_once_more() -> None:
    talk = held(ESTIMATE, "3 GB", "3 MB", "", "")
    assert "Once more; an empty line passes." in says(talk)
    assert talk.results[0].points == (
        Mark("How much memory?", True, "at the second try"),
        Mark("How many frames?", False),
    )


def test_after_two_wrong_ones_or_none_the_figure_is_told() -> None:
    talk = held(ESTIMATE, "3 GB", "4 GB", "")
    assert "I would say: 100 * 30 KiB = 3.07 MB." in says(talk)
    assert "I would say: 100 * 2 / s = 200 per second." in says(talk)
    assert made(talk) == [False, False]


def test_a_second_stage_of_estimates_begins_with_its_first() -> None:
    lines = ("100 * 30 KiB = 3 MB", "100 * 2 / s = 200 / s")
    talk = held(design(ESTIMATE, ESTIMATE), *lines, *lines)
    assert [[point.made for point in one.points] for one in talk.results] == [[True, True]] * 2


# ── draw ────────────────────────────────────────────────────────────────────────────────────


def boards(talk: Talk) -> list[Board]:
    return [one for one in talk.items if isinstance(one, Board)]


def test_a_sound_drawing_is_looked_at_once_and_beside_it_is_a_good_one() -> None:
    mine, good = boards(held(DRAW, "browser -> daphne <-> redis", ""))
    assert mine.review is not None
    assert (mine.review.missing, good.review) == ((), None)


def test_a_drawing_that_lacks_something_can_be_mended_once() -> None:
    talk = held(DRAW, "browser -> daphne", "", "daphne -> redis", "")
    first, second, _ = boards(talk)
    assert first.review is not None
    assert second.review is not None
    assert ([need.why for need in first.review.missing], second.review.missing) == (["a layer"], ())
    assert talk.results[0].points == (Mark("A server", True), Mark("A layer", True))


def test_who_mends_nothing_goes_on_and_who_draws_nothing_too() -> None:
    assert made(held(DRAW, "browser -> daphne", "", "")) == [True, False]
    assert len(boards(held(DRAW, ""))) == 1


def test_a_line_that_draws_nothing_says_so_and_the_board_can_be_wiped() -> None:
    talk = held(DRAW, "->", "browser -> daphne", ":clear")
    assert "Name the parts" in says(talk)[-2]
    assert (says(talk)[-1], talk.drawing.parts) == ("The board is empty.", ())


# ── talk ────────────────────────────────────────────────────────────────────────────────────


def test_follow_ups_come_before_the_rubric_and_ask_for_what_was_missed() -> None:
    talk = held(TALK, "I save it first.", "")
    assert says(talk)[-1] == "Let me ask further. What is promised?"
    assert not any(isinstance(one, Rubric) for one in talk.items)
    talk = step(step(talk, "at most once", 3.0), "", 4.0)
    assert says(talk)[-2:] == [
        "I would have said: At most once.",
        "Let me ask further. All come back. How?",
    ]
    talk = step(talk, "", 5.0)
    rubric = talk.items[-1]
    assert isinstance(rubric, Rubric)
    assert (list(rubric.heard), rubric.later, talk.phase) == ([0], {1}, "claim")


def test_whoever_says_everything_is_asked_nothing_more() -> None:
    talk = held(TALK, TALK.model, "")
    assert (talk.phase, isinstance(talk.items[-1], Rubric)) == ("claim", True)


def test_nothing_is_ticked_until_it_is_claimed() -> None:
    assert made(held(TALK, TALK.model, "", "")) == [False] * 3
    assert made(held(TALK, TALK.model, "", "0")) == [False] * 3
    assert made(held(TALK, TALK.model, "", "1, 3")) == [True, False, True]
    assert made(held(TALK, TALK.model, "", "=")) == [True] * 3


def test_remarks_say_what_was_heard_and_what_was_only_claimed() -> None:
    talk = held(TALK, "I save it", "", "", "", "2 3")
    assert talk.results[0].points == (
        Mark("Save first", False, "heard, not claimed"),
        Mark("At most once", True, "claimed, not heard"),
        Mark("Jitter", True, "claimed, not heard"),
    )


def test_a_claim_that_was_not_heard_is_probed_once() -> None:
    lines = ["I save it", "", "hm", "", "hm", ""]  # both follow-ups are used up
    many = design(Stage(**{**_fields(TALK), "points": (*TALK.points, *MORE)}))
    talk = held(many, *lines, "1 4")
    assert says(talk)[-2:] == [
        "You claim “Drain”, and I did not hear it.",
        "Let me ask further. How do you deploy?",
    ]
    holds = step(step(talk, "by draining", 9.0), "", 10.0)
    assert holds.results[0].points[3] == Mark("Drain", True, "after a follow-up")
    fails = step(step(talk, "I restart", 9.0), "", 10.0)
    assert fails.results[0].points[3] == Mark("Drain", True, "claimed, not heard")
    assert "I would have said: I drain." in says(fails)


MORE = (
    type(TALK.points[0])(
        text="Drain", words=("drain",), ask="How do you deploy?", model="I drain."
    ),
)


def _fields(stage: Stage) -> dict[str, object]:
    return {name: getattr(stage, name) for name in stage.__struct_fields__}


@pytest.mark.parametrize("line", ["x", "1 4", "1-3", "²"])
def test_what_is_no_number_of_a_point_is_asked_again(line: str) -> None:
    talk = held(TALK, TALK.model, "", line)
    assert (talk.phase, "from 1 to 3" in says(talk)[-1]) == ("claim", True)


def test_an_answer_may_be_said_aloud() -> None:
    talk = held(TALK, "", "", "", "1")
    assert [one.text for one in talk.items if isinstance(one, Said) and one.who == "you"] == [
        "(said aloud)"
    ] * 3
    assert made(talk) == [True, False, False]


WORDS = st.sampled_from(
    ["", "", "", "=", "1", ":clear", ":skip", "save", "browser -> redis", "3 MB", "?"]
)


@given(st.lists(WORDS | st.text(max_size=12), max_size=60))
def test_no_line_breaks_a_round(lines: list[str]) -> None:
    talk = held(design(CLARIFY, ESTIMATE, DRAW, TALK), *lines)
    ended = leave(talk, 100.0)
    assert ended.is_over
    assert len(ended.results) + len(ended.unreached) == 4
    assert all(0 <= result.made <= result.stage.worth for result in ended.results)


@given(st.integers(1, 60))
def test_a_round_that_is_given_empty_lines_comes_to_its_end(count: int) -> None:
    assert held(design(), *[""] * (count + 20)).is_over
