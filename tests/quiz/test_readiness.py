"""How ready a learner is: it rises with right answers, most with delayed ones, never with wrong."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quiz.making import card
from tutor.quiz.readiness import RUNGS, Readiness, by_topic, readiness, weakest, worth
from tutor.quiz.schedule import DAY, FIRST, SURE, UNSHOWN, Memory, Mode, Review, replay

NOW = 1.8e9
TEN = [card("choice", id=name) for name in "abcdefghij"]


def review(days: float, id: str = "a", grade: int = 3, mode: Mode = "quiz") -> Review:
    """An answer so many days ago."""
    return Review(card=id, at=NOW - days * DAY, mode=mode, grade=grade, correct=grade > 1)


def told(*reviews: Review) -> Readiness:
    return readiness(TEN, replay(sorted(reviews, key=lambda entry: entry.at)), NOW)


def one(*days: float, grades: str = "", **fields: Any) -> float:
    """What one card is worth after answers so many days ago, right ones unless `grades` says."""
    grades = grades or "3" * len(days)
    log = [review(day, grade=int(grade), **fields) for day, grade in zip(days, grades, strict=True)]
    return worth(replay(log)["a"], NOW)


# ── one card ────────────────────────────────────────────────────────────────────────────────


def test_a_card_that_has_not_been_answered_shows_nothing() -> None:
    assert worth(None, NOW) == 0


@pytest.mark.parametrize(
    ("days", "grades", "rung"),
    [
        ((0,), "1", UNSHOWN),
        ((0.01, 0), "13", 1),
        ((0,), "2", 1),
        ((0,), "3", FIRST),
        ((0.01, 0), "33", FIRST),
        ((1, 0), "33", 3),
        ((1, 0), "13", 3),
        ((1, 0), "12", FIRST),
        ((2, 1, 0), "333", SURE),
        ((2, 1, 0), "332", 3),
        ((3, 2, 1, 0), "3331", UNSHOWN),
        ((3, 2, 1, 0.01, 0), "33313", 1),
    ],
)
def test_what_a_card_has_shown(days: tuple[float, ...], grades: str, rung: int) -> None:
    """Grades: 1 not known, 2 with a hint, 3 known."""
    assert one(*days, grades=grades) == pytest.approx(RUNGS[rung], abs=1e-6)


def test_a_right_answer_in_an_interview_is_sure_after_a_delay() -> None:
    log = [review(1), review(0, mode="interview")]
    assert replay(log)["a"].evidence == SURE
    assert replay(log[1:])["a"].evidence == FIRST


def test_what_was_shown_fades() -> None:
    fresh, old = one(2, 1, 0), one(402, 401, 400)
    assert 0.3 < old < 0.9 < fresh


def test_cramming_shows_nothing() -> None:
    assert "a" not in replay([review(0, mode="cram")])


# ── a topic ─────────────────────────────────────────────────────────────────────────────────


def test_six_wrong_answers_are_no_readiness() -> None:
    found = told(*(review(0, name, grade=1) for name in "abcdef"))
    assert (found.share, found.answered, found.right, found.cards) == (0, 6, 0, 10)
    assert found.is_weak


def test_first_right_answers_do_not_make_one_ready() -> None:
    assert told(*(review(0, card.id) for card in TEN)).share < 0.5


def test_delayed_right_answers_do() -> None:
    log = [review(day, card.id) for card in TEN for day in (4, 2, 0)]
    assert told(*log).share > 0.95


@pytest.mark.parametrize(("answered", "unsure"), [(0, True), (4, True), (5, False), (10, False)])
def test_few_answers_say_little(answered: int, unsure: bool) -> None:
    assert told(*(review(0, name) for name in "abcdefghij"[:answered])).unsure is unsure


@pytest.mark.parametrize(("cards", "unsure"), [(1, False), (2, False), (3, True), (4, True)])
def test_a_small_topic_needs_all_its_cards_or_three(cards: int, unsure: bool) -> None:
    known = replay([review(0, name) for name in "ab"])
    assert readiness(TEN[:cards], known, NOW).unsure is unsure


def test_a_topic_without_cards_is_not_ready() -> None:
    assert readiness([], {}, NOW).share == 0


def test_topics_are_in_the_order_of_the_cards() -> None:
    cards = [card("choice", id="a"), card("choice", id="b", topic="Groups"), *TEN[2:4]]
    found = by_topic(cards, replay([review(0, "b")]), NOW)
    assert [(each.lesson, each.topic, each.cards, each.answered) for each in found] == [
        (7, "Delivery", 3, 0),
        (7, "Groups", 1, 1),
    ]


@pytest.mark.parametrize(("grades", "weak"), [("33331", False), ("3331", True), ("3", False)])
def test_a_topic_is_weak_below_four_right_answers_in_five(grades: str, weak: bool) -> None:
    found = told(*(review(0, n, grade=int(g)) for n, g in zip("abcdef", grades, strict=False)))
    assert (found.is_weak, bool(weakest([found]))) == (weak, weak)


def test_the_weakest_topic_comes_first_and_unknown_ones_are_left_out() -> None:
    cards = [card("choice", id=name, topic=name.upper()) for name in "abc"]
    cards += [card("choice", id="d", topic="A")]
    log = [review(1, "a", 1), review(1, "b", 1), review(1, "d")]
    found = weakest(by_topic(cards, replay(log), NOW))
    assert [topic.topic for topic in found] == ["B", "A"]


# ── whatever was answered ───────────────────────────────────────────────────────────────────

MODES = st.sampled_from(["lesson", "quiz", "review", "interview", "cram"])
ENTRY = st.builds(
    review,
    st.floats(0, 400),
    st.sampled_from("abcdefghij"),
    st.integers(0, 4),
    MODES,
)
LOG = st.lists(ENTRY, max_size=30).map(lambda log: sorted(log, key=lambda entry: entry.at))


@given(LOG, st.sampled_from("abcdefghij"), MODES)
def test_a_wrong_answer_never_raises_it(log: list[Review], id: str, mode: Mode) -> None:
    before, after = told(*log), told(*log, review(0, id, grade=1, mode=mode))
    assert after.share <= before.share


@given(LOG)
def test_it_is_a_share(log: list[Review]) -> None:
    found = told(*log)
    assert 0 <= found.share <= 1
    assert 0 <= found.right <= found.answered <= found.cards
    assert found.share <= found.right / found.cards


@given(LOG)
def test_who_has_waited_for_no_answer_is_not_ready(log: list[Review]) -> None:
    """All right, all within an hour: far from ready, however many."""
    quick = [review(0.04, entry.card) for entry in log]
    assert told(*quick).share <= RUNGS[FIRST]


def test_memories_of_other_cards_change_nothing() -> None:
    other = Memory(card="x", stability=9, difficulty=5, due=NOW, last=NOW, reps=3, lapses=0)
    assert readiness(TEN, {"x": other}, NOW) == readiness(TEN, {}, NOW)
