"""What a round is worth: as an interview, and for the topics of its stages."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.quiz.rounds_made import DRAW, TALK, design
from tutor.quiz.interviews import Interview
from tutor.quiz.readiness import by_topic, weakest
from tutor.quiz.round_outcome import interview_of, is_finished, reviews
from tutor.quiz.round_state import Talk
from tutor.quiz.round_talk import begin, step
from tutor.quiz.rounds import Round, stage_cards
from tutor.quiz.schedule import replay

DEEP = replace(TALK, topic="7/Delivery")
ROUND = design(DRAW, DEEP)
DRAWN = ("browser -> daphne -> redis", "")


def held(one: Round, *lines: str) -> Talk:
    talk = begin(one, ((),) * len(one.stages), 100.0)
    for number, line in enumerate(lines, start=1):
        talk = step(talk, line, 100.0 + number)
    return talk


def test_a_round_is_kept_as_an_interview() -> None:
    talk = held(ROUND, *DRAWN, "We save it at most once, with jitter", "", "1 2")
    assert interview_of(talk, at=9.0) == Interview(
        at=9.0, kind="design", title="A small chat", seed="small", minutes=2, seconds=5.0,
        questions=2, score=0.8,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("claims", "right", "score"), [("1 2 3", True, 1), ("1 2", False, 2 / 3), ("0", False, 0)]
)
def test_a_stage_counts_in_its_topic_and_a_stage_without_one_nowhere(
    claims: str, right: bool, score: float
) -> None:
    talk = held(ROUND, *DRAWN, "We save it at most once, with jitter", "", claims)
    (entry,) = reviews(talk, at=50.0, slugs={7: "07_layers"})
    assert (entry.card, entry.lesson, entry.mode) == ("round-small-2", "07_layers", "interview")
    assert (entry.correct, entry.score, entry.grade) == (right, score, 3 if right else 1)
    assert entry.answer == f"{round(score * 3)} of 3 points"
    memories = replay([entry])
    (topic,) = by_topic(stage_cards(ROUND), memories, 50.0)
    assert (topic.lesson, topic.topic, topic.right) == (7, "Delivery", int(right))
    assert (topic.share > 0, weakest([topic]) == []) == (right, right)


def test_a_topic_without_a_lesson_is_of_none() -> None:
    (card,) = stage_cards(design(replace(TALK, topic="Delivery")))
    assert (card.lesson, card.topic) == (0, "")


def test_a_stage_without_points_shows_nothing() -> None:
    talk = held(design(replace(DRAW, needs=(), topic="7/Delivery")), *DRAWN)
    assert [entry.score for entry in reviews(talk, at=1.0, slugs={})] == [0.0]
    assert interview_of(talk, at=1.0).score == 0


@pytest.mark.parametrize(
    ("lines", "finished"),
    [
        ((*DRAWN, "Save it first", "", "", "", "1"), True),
        ((*DRAWN, ":q"), False),
        ((":skip", ":skip"), False),
    ],
)
def test_a_round_is_finished_at_its_last_stage_and_not_by_skipping(
    lines: tuple[str, ...], finished: bool
) -> None:
    kept = interview_of(held(ROUND, *lines), at=1.0)
    assert is_finished(ROUND, kept) is finished
    assert not is_finished(design(DRAW, id="other"), kept)
