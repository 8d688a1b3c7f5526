"""Where a learner stands, counted from the log and what follows from it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.quiz.making import card
from tutor.quiz.card import Deck
from tutor.quiz.schedule import DAY, MATURE, Memory, Review
from tutor.quiz.standing import FORECAST, WEEKS, Progress, progress, standing

NOW = 100 * DAY + DAY / 2  # noon in Greenwich
SEVEN = [card("choice", id=name) for name in "abcd"]
DECK = Deck((*SEVEN, card("choice", id="e", lesson=8)))


def memory(
    id: str, *, due: float = 9, stability: float = 5, lapses: int = 0, evidence: int = 0
) -> Memory:
    """`due` in days from now; last asked yesterday."""
    return Memory(
        card=id,
        stability=stability,
        difficulty=5,
        due=NOW + due * DAY,
        last=NOW - DAY,
        reps=1,
        lapses=lapses,
        evidence=evidence,
    )


def review(days: float, id: str = "a", *, correct: bool = True, **fields: Any) -> Review:
    """An answer so many days ago."""
    grade = 3 if correct else 1
    given = {"mode": "quiz", "grade": grade, "correct": correct, **fields}
    return Review(card=id, at=NOW - days * DAY, **given)


def told(*reviews: Review, **known: Memory) -> Progress:
    return progress(DECK, known, reviews, now=NOW, offset=0.0)


# ── cards by state ──────────────────────────────────────────────────────────────────────────


def test_cards_are_counted_by_state() -> None:
    known = [
        memory("a", due=-1),
        memory("b", stability=MATURE, lapses=2),
        memory("c", stability=MATURE - 0.1, due=0.1),
    ]
    found = standing(SEVEN, {each.card: each for each in known}, {"a", "c", "x"}, lesson=7, now=NOW)
    counts = (found.new, found.young, found.mature, found.due, found.lapsed, found.cards)
    assert (found.lesson, counts) == (7, (1, 2, 1, 2, 1, 4))


def test_readiness_is_of_all_lessons_of_each_and_of_each_topic() -> None:
    found = told(a=memory("a", evidence=4), e=memory("e"))
    shares = [each.ready.share for each in (found.all, *found.lessons)]
    assert shares[1] == pytest.approx(5 / 4 * shares[0])
    assert (shares[2], shares[0] > 0.15) == (0, True)
    assert [(topic.lesson, topic.answered) for topic in found.topics] == [(7, 1), (8, 1)]


def test_what_a_round_showed_counts_in_its_topic_and_not_among_the_cards() -> None:
    deck = msgspec.structs.replace(DECK, tasks=(card("say", id="round-a-1", lesson=8),))
    for evidence, rises in ((3, True), (0, False)):
        done = {"round-a-1": memory("round-a-1", evidence=evidence)}
        before, after = (progress(deck, known, [], now=NOW, offset=0.0) for known in ({}, done))
        assert [(one.lesson, one.cards, one.answered) for one in after.topics] == [
            (7, 4, 0), (8, 2, 1)
        ]  # fmt: skip
        assert (after.topics[1].share > before.topics[1].share) is rises
        assert after.all.cards == before.all.cards == 5


def test_who_has_seen_nothing_is_not_ready() -> None:
    found = told().all
    assert (found.new, found.due, found.ready.share, found.ready.unsure) == (5, 0, 0, True)


def test_what_is_due_is_what_a_review_asks_and_a_sibling_waits_for_tomorrow() -> None:
    deck = Deck((card("choice", id="a", family="f"), card("choice", id="b", family="f")))
    known = {"a": memory("a", due=-0.9), "b": memory("b", due=-0.5)}
    found = progress(deck, known, [], now=NOW, offset=0.0)
    assert (found.all.due, found.forecast[:2]) == (1, (1, 1))


def test_a_prediction_of_a_lesson_is_not_counted() -> None:
    deck = Deck((card("choice", id="a"), card("choice", id="b", setting="Three tabs")))
    assert progress(deck, {}, [], now=NOW, offset=0.0).all.cards == 1


def test_every_lesson_has_its_own_standing() -> None:
    found = told(e=memory("e")).lessons
    assert [(each.lesson, each.new, each.young) for each in found] == [(7, 4, 0), (8, 0, 1)]


# ── answers ─────────────────────────────────────────────────────────────────────────────────


def test_what_was_taken_back_or_skipped_is_no_answer() -> None:
    entries = [
        review(1),
        Review(card="b", at=NOW, mode="quiz", grade=3, id=7),
        Review(card="b", at=NOW, mode="quiz", id=8, undoes=7),
        Review(card="c", at=NOW, mode="quiz"),
    ]
    assert told(*entries).answers == 1


@pytest.mark.parametrize(
    ("reviews", "retention"),
    [
        ([], None),
        ([review(9)], None),
        ([review(9), review(2)], 1.0),
        ([review(9, correct=False), review(2), review(1, correct=False)], 0.5),
        ([review(9), review(2, correct=False), review(1.9)], 0.0),
        ([review(90), review(31, correct=False)], None),
        ([review(90), review(29, correct=False)], 0.0),
        ([review(9), review(2, "b")], None),
    ],
)
def test_retention_is_of_first_answers_to_cards_seen_before(
    reviews: list[Review], retention: float | None
) -> None:
    assert told(*reviews).retention == retention


@pytest.mark.parametrize(
    ("days", "streaks"),
    [
        ([], (0, 0)),
        ([0], (1, 1)),
        ([1], (1, 1)),
        ([2], (0, 1)),
        ([0, 0.1, 1, 2], (3, 3)),
        ([1, 2, 4, 5, 6, 7], (2, 4)),
        ([5, 6, 7], (0, 3)),
    ],
)
def test_a_streak_lives_until_a_whole_day_is_missed(
    days: list[float], streaks: tuple[int, int]
) -> None:
    found = told(*[review(day) for day in sorted(days, reverse=True)])
    assert (found.streak, found.longest) == streaks


def test_a_day_begins_at_four_in_the_learners_own_morning() -> None:
    late = [review(8.1 / 24), review(1)]  # 03:54 in Greenwich, and noon the day before
    there = progress(DECK, {}, late, now=NOW, offset=3600.0)
    assert (told(*late).heat[-2:], there.heat[-2:]) == ((2, 0), (1, 1))


def test_a_streak_outlives_a_flight() -> None:
    """Three evenings in Auckland, at eight; then the learner, in Honolulu, looks at them."""
    auckland, honolulu = 13 * 3600, -10 * 3600.0
    evenings = [review(4.17 - 13 / 24 - day, zone=auckland) for day in (0.0, 1.0, 2.0)]
    now = max(entry.at for entry in evenings) + 3600
    told = progress(DECK, {}, evenings, now=now, offset=honolulu)
    assert (told.longest, sum(told.heat)) == (3, 3)


def test_an_answer_late_in_the_evening_keeps_its_day_in_another_zone() -> None:
    here = [review(0.6, zone=0), review(1.4, zone=0)]  # 21:36 yesterday, 02:24 yesterday
    seen = {progress(DECK, {}, here, now=NOW, offset=zone).heat[-4:] for zone in (0.0, 7200.0)}
    assert seen == {(0, 1, 1, 0)}


def test_older_answers_which_do_not_say_where_follow_the_zone_of_today() -> None:
    late = [review(8.1 / 24), review(1)]
    there = progress(DECK, {}, late, now=NOW, offset=3600.0)
    assert there.heat[-2:] == (1, 1)


def test_a_heat_map_has_every_day_of_half_a_year_today_last() -> None:
    heat = told(review(181), review(500), review(3), review(3), review(0)).heat
    assert (len(heat), heat[0], heat[-4], heat[-1], sum(heat)) == (WEEKS * 7, 1, 2, 1, 4)


def test_a_forecast_has_what_is_overdue_today() -> None:
    known = {
        "a": memory("a", due=-20),
        "b": memory("b", due=0),
        "c": memory("c", due=2),
        "d": memory("d", due=FORECAST),
        "gone": memory("gone", due=0),
    }
    assert told(**known).forecast == (2, 0, 1) + (0,) * (FORECAST - 3)
