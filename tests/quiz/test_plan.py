"""Which cards a sitting asks: due ones first, then new ones, never two of a family on a day."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quiz.making import card
from tutor.quiz.card import Card, Deck
from tutor.quiz.plan import NEW_AT_ONCE, Plan, cram, interview, only, quiz, review
from tutor.quiz.schedule import DAY, Memory

NOW = 100 * DAY + DAY / 2  # noon in Greenwich; the day began at four
WHEN: dict[str, Any] = {"now": NOW, "offset": 0.0}


def deck(names: str, **fields: Any) -> Deck:
    return Deck(tuple(card("choice", id=name, **fields) for name in names))


def memory(id: str, due: float, last: float = 3.0) -> Memory:
    """`due` and `last` in days from now, later and ago."""
    return Memory(
        card=id,
        stability=5,
        difficulty=5,
        due=NOW + due * DAY,
        last=NOW - last * DAY,
        reps=1,
        lapses=0,
    )


def memories(**days: float) -> dict[str, Memory]:
    return {id: memory(id, due) for id, due in days.items()}


def ids(plan: Plan) -> str:
    return "".join(made.id for made in plan.cards)


# ── review ──────────────────────────────────────────────────────────────────────────────────


def test_a_review_asks_what_is_due_the_longest_overdue_first() -> None:
    known = memories(a=-1, b=-9, c=5, d=-3)
    assert ids(review(deck("abcde"), known, **WHEN)) == "bda"


@pytest.mark.parametrize(("hours", "asked"), [(15.9, "a"), (16, ""), (16.1, "")])
def test_what_is_due_before_the_day_ends_is_due_today(hours: float, asked: str) -> None:
    assert ids(review(deck("a"), memories(a=hours / 24), **WHEN)) == asked


def test_a_review_may_be_short() -> None:
    plan = review(deck("abc"), memories(a=-1, b=-2, c=-3), count=2, **WHEN)
    assert (ids(plan), plan.due, plan.new, plan.waiting) == ("cb", 2, 0, 1)


def test_what_was_forgotten_by_the_course_is_not_asked() -> None:
    assert ids(review(deck("a"), memories(a=-1, gone=-1), **WHEN)) == "a"


# ── quiz ────────────────────────────────────────────────────────────────────────────────────


def test_a_quiz_asks_what_is_due_and_then_new_cards() -> None:
    plan = quiz(deck("abcd"), memories(b=-1, c=9), **WHEN)
    assert (ids(plan)[0], sorted(ids(plan)), plan.due, plan.new) == ("b", ["a", "b", "d"], 1, 2)


def test_new_cards_come_in_an_order_that_the_seed_decides() -> None:
    orders = {ids(quiz(deck("abc"), {}, seed=str(seed), **WHEN)) for seed in range(40)}
    again = {ids(quiz(deck("abc"), {}, seed="7", **WHEN)) for _ in range(5)}
    assert (len(orders), len(again)) == (6, 1)


def test_new_cards_are_few_and_due_ones_are_all_asked() -> None:
    many = Deck(tuple(card("choice", id=f"{number}") for number in range(99)))
    known = {f"{number}": memory(f"{number}", due=-1) for number in range(30)}
    plan = quiz(many, known, **WHEN)
    assert (plan.due, plan.new, plan.waiting) == (30, NEW_AT_ONCE, 69 - NEW_AT_ONCE)


def test_the_learner_may_say_how_many() -> None:
    plan = quiz(deck("abcdef"), memories(c=-1), count=3, **WHEN)
    assert (len(plan.cards), plan.due, plan.new, plan.waiting) == (3, 1, 2, 3)


def test_a_lesson_has_its_own_cards() -> None:
    both = Deck((*deck("ab").cards, *deck("cd", lesson=8).cards))
    plan = quiz(both, memories(a=-1, c=-1), lesson=8, **WHEN)
    assert ids(plan) == "cd"


@pytest.mark.parametrize(("known", "asked"), [({}, ""), (memories(a=-1), "a")])
def test_a_prediction_is_asked_only_after_it_was_met_in_its_scene(
    known: dict[str, Memory], asked: str
) -> None:
    assert ids(quiz(deck("a", setting="Three tabs"), known, **WHEN)) == asked


# ── siblings ────────────────────────────────────────────────────────────────────────────────


def test_of_a_family_one_is_asked_and_the_due_one_rather_than_a_new_one() -> None:
    plan = quiz(deck("abc", family="f"), memories(b=-1), **WHEN)
    assert (ids(plan), plan.buried) == ("b", 2)


@pytest.mark.parametrize(("hours", "asked"), [(7.9, ""), (8, ""), (8.1, "a")])
def test_a_sibling_waits_for_the_day_after_the_answer(hours: float, asked: str) -> None:
    known = {"a": memory("a", due=-1), "b": memory("b", due=9, last=hours / 24)}
    plan = review(deck("ab", family="f"), known, **WHEN)
    assert (ids(plan), plan.buried) == (asked, int(not asked))


def test_cards_without_a_family_have_no_siblings() -> None:
    known = {"a": memory("a", due=-1), "b": memory("b", due=9, last=0.1)}
    assert ids(quiz(deck("abc"), known, **WHEN)) == "ac"


# ── cram, interview, these ──────────────────────────────────────────────────────────────────


def test_cramming_asks_everything_whatever_the_schedule_says() -> None:
    mixed = Deck((*deck("ab", family="f").cards, *deck("c", lesson=8, setting="S").cards))
    assert sorted(ids(cram(mixed))) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("fields", "asked", "waiting"), [({"lesson": 7}, 3, 0), ({"count": 2}, 2, 2), ({}, 4, 0)]
)
def test_cramming_may_be_of_a_lesson_or_short(
    fields: dict[str, int], asked: int, waiting: int
) -> None:
    both = Deck((*deck("abc").cards, *deck("d", lesson=8).cards))
    plan = cram(both, **fields)
    assert (len(plan.cards), plan.new, plan.waiting, plan.buried) == (asked, asked, waiting, 0)


def said(names: str, **fields: Any) -> tuple[Card, ...]:
    return tuple(card("say", id=name, **fields) for name in names)


@pytest.mark.parametrize(("minutes", "count"), [(0, 1), (1, 1), (4, 1), (5, 2), (30, 10), (90, 15)])
def test_an_interview_has_a_question_for_every_three_minutes(minutes: float, count: int) -> None:
    plan = interview(Deck(said("abcdefghijklmno")), minutes=minutes)
    assert (len(plan.cards), plan.waiting, plan.buried) == (count, 15 - count, 0)


def test_an_interview_asks_well_known_questions_first_and_only_aloud() -> None:
    mixed = Deck((*said("abc"), *said("xyz", asks=("interview 30",)), *deck("no").cards))
    asked = {ids(interview(mixed, minutes=60, seed=str(seed))) for seed in range(40)}
    assert {"".join(sorted(names[:3]) + sorted(names[3:])) for names in asked} == {"xyzabc"}
    assert len(asked) > 6


@pytest.mark.parametrize(("chapters", "asked"), [((8,), "c"), ((7, 8), "abc"), ((), "abc")])
def test_an_interview_may_be_about_some_chapters(chapters: tuple[int, ...], asked: str) -> None:
    mixed = Deck((*said("ab"), *said("c", lesson=8)))
    plan = interview(mixed, minutes=60, chapters=chapters)
    assert "".join(sorted(ids(plan))) == asked


def test_of_siblings_an_interviewer_asks_the_well_known_one() -> None:
    mixed = Deck((*said("abcd", family="f"), *said("x", family="f", asks=("guide 4",))))
    assert {ids(interview(mixed, minutes=60, seed=str(seed))) for seed in range(20)} == {"x"}


def test_these_are_asked_as_they_stand() -> None:
    assert ids(only(deck("ba").cards)) == "ba"


@pytest.mark.parametrize(
    ("count", "asked", "waiting"), [(0, "bac", 0), (2, "ba", 1), (9, "bac", 0)]
)
def test_these_may_be_few(count: int, asked: str, waiting: int) -> None:
    plan = only(deck("bac").cards, count)
    assert (ids(plan), plan.waiting) == (asked, waiting)


# ── whatever is known ───────────────────────────────────────────────────────────────────────

FAMILIES = st.lists(st.sampled_from(["", "f", "g"]), max_size=8)
DAYS = st.none() | st.tuples(st.floats(-30, 30), st.floats(0, 30))


@given(FAMILIES, st.lists(DAYS, min_size=8, max_size=8), st.integers(0, 9))
def test_every_card_is_asked_left_for_later_or_buried_and_no_two_are_kin(
    families: list[str], days: list[tuple[float, float] | None], count: int
) -> None:
    cards = [card("choice", id=f"{n}", family=family) for n, family in enumerate(families)]
    known = {f"{n}": memory(f"{n}", *found) for n, found in enumerate(days) if found}
    plan = quiz(Deck(tuple(cards)), known, count=count, **WHEN)
    kin = [made.kin for made in plan.cards]
    possible = [
        made for made in cards if made.id not in known or known[made.id].due < NOW + DAY * 2 / 3
    ]
    assert len(kin) == len(set(kin)) == plan.due + plan.new
    assert len(kin) + plan.waiting + plan.buried == len(possible)
    assert [made.id in known for made in plan.cards] == [True] * plan.due + [False] * plan.new
