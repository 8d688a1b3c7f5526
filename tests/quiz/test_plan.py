"""Which cards a sitting asks: due ones first, then new ones, never two of a family on a day."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quiz.making import card
from tutor.quiz.card import Card, Deck
from tutor.quiz.plan import (
    NEW_AT_ONCE,
    Plan,
    Scope,
    cram,
    interview,
    only,
    quiz,
    review,
    weak,
    wrong,
)
from tutor.quiz.schedule import DAY, Memory, advance

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


SCOPES = [
    (Scope(), "abcd"),
    (Scope(lessons=frozenset({8})), "d"),
    (Scope(lessons=frozenset({7, 8}), topics=frozenset({"Groups"})), "bd"),
    (Scope(kinds=frozenset({"fault", "say"})), "c"),
    (Scope(topics=frozenset({"Groups"}), kinds=frozenset({"fault"})), ""),
]


@pytest.mark.parametrize(("scope", "asked"), SCOPES)
def test_a_learner_may_choose_lessons_topics_and_kinds(scope: Scope, asked: str) -> None:
    groups = {"topic": "Groups"}
    cards = (
        *deck("a").cards,
        card("choice", id="b", **groups),
        card("fault", id="c"),
        card("choice", id="d", lesson=8, **groups),
    )
    known = memories(a=-1, c=-1)
    assert "".join(sorted(ids(quiz(Deck(cards), known, scope=scope, **WHEN)))) == asked
    assert "".join(sorted(ids(cram(Deck(cards), scope=scope)))) == asked


@pytest.mark.parametrize("known", [{}, memories(a=-1)])
def test_a_prediction_is_asked_in_its_scene_alone(known: dict[str, Memory]) -> None:
    both = deck("a", setting="Three tabs")
    plans = quiz(both, known, **WHEN), review(both, known, **WHEN), cram(both)
    assert [ids(plan) for plan in plans] == ["", "", ""]


# ── what was wrong ──────────────────────────────────────────────────────────────────────────


def failed(id: str, days: float = 0.0) -> Memory:
    """Answered wrongly so many days ago."""
    return advance(None, id, 1, NOW - days * DAY)


def test_what_was_wrong_is_due_today_until_it_is_right() -> None:
    wrong_now = failed("a", 0.01)
    right_now = advance(wrong_now, "a", 3, NOW)
    assert ids(review(deck("a"), {"a": wrong_now}, **WHEN)) == "a"
    assert ids(quiz(deck("a"), {"a": wrong_now}, **WHEN)) == "a"
    assert ids(review(deck("a"), {"a": right_now}, **WHEN)) == ""


def test_what_was_wrong_comes_back_whatever_its_family_and_hides_the_others() -> None:
    known = {"a": failed("a"), "b": failed("b"), "c": memory("c", due=-1)}
    plan = review(deck("abc", family="f"), known, **WHEN)
    assert (sorted(ids(plan)), plan.buried) == (["a", "b"], 1)


def test_only_wrong_ones_can_be_asked_the_latest_first() -> None:
    known = {"a": failed("a", 9), "b": failed("b", 1), "c": memory("c", due=-1), "x": failed("x")}
    both = Deck((*deck("abc", family="f").cards, card("choice", id="x", setting="S")))
    assert ids(wrong(both, known)) == "ba"
    first = wrong(both, known, count=1)
    assert (ids(first), first.waiting, first.buried) == ("b", 1, 0)
    assert ids(wrong(both, known, scope=Scope(lessons=frozenset({8})))) == ""


def test_weak_topics_are_asked_with_what_was_wrong_first_and_no_two_of_a_family() -> None:
    cards = [
        card("choice", id=name, topic=topic) for name, topic in zip("abcd", "GGHI", strict=True)
    ]
    cards += [card("choice", id="e", topic="G", family="a")]
    known = {"a": failed("a"), "c": advance(None, "c", 3, NOW), "b": advance(None, "b", 3, NOW)}
    assert ids(weak(Deck(tuple(cards)), known, now=NOW)) == "ab"
    assert ids(weak(Deck(tuple(cards)), {}, now=NOW)) == ""


def test_a_topic_is_weak_for_a_round_that_went_wrong_and_its_cards_are_asked() -> None:
    both = Deck((card("choice", id="a"),), {}, (card("say", id="round-x-1"),))
    assert ids(weak(both, {"round-x-1": failed("round-x-1")}, now=NOW)) == "a"
    elsewhere = Scope(lessons=frozenset({8}))
    assert ids(weak(both, {"round-x-1": failed("round-x-1")}, scope=elsewhere, now=NOW)) == ""


# ── siblings ────────────────────────────────────────────────────────────────────────────────


def test_of_a_family_one_is_asked_and_the_due_one_rather_than_a_new_one() -> None:
    plan = quiz(deck("abc", family="f"), memories(b=-1), **WHEN)
    assert (ids(plan), plan.buried) == ("b", 2)


@pytest.mark.parametrize(("hours", "asked"), [(7.9, ""), (8, ""), (8.1, "a")])
def test_a_sibling_waits_for_the_day_after_the_answer(hours: float, asked: str) -> None:
    known = {"a": memory("a", due=-1), "b": memory("b", due=9, last=hours / 24)}
    plan = review(deck("ab", family="f"), known, **WHEN)
    assert (ids(plan), plan.buried) == (asked, int(not asked))


def test_a_card_may_belong_to_several_families() -> None:
    cards = [
        card("choice", id=id, family=family)
        for id, family in zip("abc", ("f", "f g", "g"), strict=True)
    ]
    known = {id: memory(id, due=due) for id, due in (("a", -3), ("b", -2), ("c", -1))}
    assert ids(review(Deck(tuple(cards)), known, **WHEN)) == "ac"


def test_cards_without_a_family_have_no_siblings() -> None:
    known = {"a": memory("a", due=-1), "b": memory("b", due=9, last=0.1)}
    assert ids(quiz(deck("abc"), known, **WHEN)) == "ac"


# ── cram, interview, these ──────────────────────────────────────────────────────────────────


def test_cramming_asks_everything_whatever_the_schedule_says() -> None:
    mixed = Deck((*deck("ab", family="f").cards, *deck("c", lesson=8, setting="S").cards))
    assert sorted(ids(cram(mixed))) == ["a", "b"]


@pytest.mark.parametrize(
    ("fields", "asked", "waiting"),
    [({"scope": Scope(lessons=frozenset({7}))}, 3, 0), ({"count": 2}, 2, 2), ({}, 4, 0)],
)
def test_cramming_may_be_of_a_lesson_or_short(
    fields: dict[str, Any], asked: int, waiting: int
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


def test_an_interview_asks_every_question_aloud_and_the_guides_twice_as_often() -> None:
    mixed = Deck((*said("abcdefghijkl"), *said("x", asks=("guide 4",)), *deck("no").cards))
    came = Counter("".join(ids(interview(mixed, minutes=6, seed=str(n))) for n in range(1200)))
    assert set(came) == set("abcdefghijklx")
    mean = sum(came[name] for name in "abcdefghijkl") / 12
    assert came["x"] / mean == pytest.approx(2, abs=0.3)
    assert all(came[name] == pytest.approx(mean, rel=0.25) for name in "abcdefghijkl")


@pytest.mark.parametrize(("chapters", "asked"), [((8,), "c"), ((7, 8), "abc"), ((), "abc")])
def test_an_interview_may_be_about_some_chapters(chapters: tuple[int, ...], asked: str) -> None:
    mixed = Deck((*said("ab"), *said("c", lesson=8)))
    plan = interview(mixed, minutes=60, chapters=chapters)
    assert "".join(sorted(ids(plan))) == asked


def test_of_siblings_an_interviewer_asks_one() -> None:
    mixed = Deck((*said("abcd", family="f"), *said("x", family="f", asks=("guide 4",))))
    asked = {ids(interview(mixed, minutes=60, seed=str(seed))) for seed in range(60)}
    assert asked == set("abcdx")


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
    again = [made.kin for made in plan.cards if made.id in known and known[made.id].failed]
    others = [made.kin for made in plan.cards if made.id not in known or not known[made.id].failed]
    assert len(others) == len({*others} - {*again})
    assert len(kin) == plan.due + plan.new
    assert len(kin) + plan.waiting + plan.buried == len(possible)
    assert [made.id in known for made in plan.cards] == [True] * plan.due + [False] * plan.new
