"""A sitting: what comes next, what is written down, what counts, and what can be taken back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quiz.making import EVERY, Log, answer, card, right, sit
from tutor.quiz.card import Card
from tutor.quiz.hints import AGAIN, EASY, GOOD, HARD
from tutor.quiz.marking import Response
from tutor.quiz.schedule import Mode
from tutor.quiz.sitting import ANSWER_KEPT, NO_FURTHER, NOT_OPEN, Sitting, in_words


def deck(names: str, kind: str = "choice") -> list[Card]:
    return [card(kind, id=name) for name in names]


def asked(sitting: Sitting, answers: str) -> str:
    """The ids as they come: answers are right ("+"), right after a hint ("h") or none ("-")."""
    ids = ""
    for sign in answers:
        ids += sitting.card.id
        if sign == "h":
            sitting.hint()
        answer(sitting, correct=sign != "-")
        sitting.go_on(0)
    return ids + ("." if sitting.stage == "over" else "")


# ── what comes next ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("mode", "answers", "order"),
    [
        ("quiz", "++++++", "abcdef."),
        ("quiz", "-++++++", "abcdeaf."),
        ("quiz", "+++++-+", "abcdeff."),
        ("quiz", "------", "abcdea"),
        ("quiz", "h+++++", "abcdef."),
        ("review", "h++++++", "abcdeaf."),
        ("cram", "h++++++", "abcdeaf."),
        ("interview", "------", "abcdef."),
    ],
)
def test_a_card_that_was_not_known_comes_again_four_cards_later(
    mode: Mode, answers: str, order: str
) -> None:
    assert asked(sit(deck("abcdef"), mode), answers) == order


def test_a_card_comes_again_in_another_order() -> None:
    sitting = sit(deck("a"))
    orders = set()
    for _ in range(20):
        assert sitting.asked is not None
        orders.add(sitting.asked.order)
        answer(sitting, correct=False)
        sitting.go_on(0)
    assert len(orders) == 6


def test_a_card_without_a_key_is_left_out() -> None:
    sitting = sit(deck("abc"), settle=lambda found: None if found.id in "ac" else found)
    assert asked(sitting, "+") == "b."


def test_nothing_to_ask_is_over_at_once() -> None:
    sitting = sit([])
    assert (sitting.stage, sitting.asked, sitting.total, sitting.last) == ("over", None, 0, None)


def test_no_new_card_comes_when_time_is_up() -> None:
    sitting = sit(deck("abc"), until=60)
    answer(sitting, now=59)
    sitting.go_on(59)
    answer(sitting, now=60)
    sitting.go_on(60)
    assert (sitting.stage, len(sitting.turns), len(sitting.queue)) == ("over", 2, 1)


@pytest.mark.parametrize(
    ("answers", "told", "done"),
    [("", None, 0), ("++", None, 2), ("+-", None, 1), ("", True, 1), ("", False, 0)],
)
def test_done_is_what_will_not_come_again(answers: str, told: bool | None, done: int) -> None:
    sitting = sit(deck("abc"))
    asked(sitting, answers)
    if told is not None:
        answer(sitting, correct=told)
    assert (sitting.done, sitting.total) == (done, 3)


# ── what is written down ────────────────────────────────────────────────────────────────────


def test_an_answer_is_written_down_before_its_verdict_is_seen() -> None:
    log = Log()
    sitting = sit(deck("a"), "review", log=log)
    sitting.hint()
    sitting.respond(right(sitting.card), 12.5)
    (entry,) = log.entries
    assert (
        entry.card, entry.lesson, entry.at, entry.mode, entry.grade, entry.correct,
        entry.score, entry.hints, entry.seconds, entry.answer,
    ) == ("a", "07_groups", 12.5, "review", HARD, True, 2 / 3, 1, 12.5, "At most once")  # fmt: skip


def test_seconds_count_from_the_card_and_end_with_what_was_said() -> None:
    log = Log()
    sitting = sit([card("choice"), card("say")], log=log)
    answer(sitting, now=5)
    sitting.go_on(100)
    sitting.respond(Response(text="Names."), 130)
    sitting.tick((0, 1, 2), 200)
    assert [entry.seconds for entry in log.entries] == [5, 30]


def test_a_clock_that_is_set_back_takes_no_time_away() -> None:
    log = Log()
    sitting = sit([card("choice"), card("say")], log=log)
    answer(sitting, now=-3600)
    sitting.go_on(100)
    sitting.respond(Response(text="Names."), 40)
    sitting.tick((0, 1, 2), 50)
    assert [entry.seconds for entry in log.entries] == [0, 0]


@pytest.mark.parametrize(
    ("kind", "response", "words"),
    [
        ("choice", Response(picks=(1,)), "At least once"),
        ("multiple", Response(picks=(0, 2)), "Names | Attributes"),
        ("order", Response(picks=(1, 0, 2, 3)), "Accept | Open | Send | Close"),
        ("fault", Response(picks=(3,)), "line 3"),
        ("fault", Response(), ""),
        ("type", Response(text="close"), "close"),
        ("type", Response(), ""),
        ("say", Response(picks=(0, 1)), "aloud: 2 of 4 points"),
        ("say", Response(picks=(0, 1), text="Names in a queue."), "Names in a queue."),
    ],
)
def test_notes_have_the_answer_in_words(kind: str, response: Response, words: str) -> None:
    assert in_words(card(kind), response) == words


def test_a_long_answer_is_cut_in_the_log() -> None:
    log = Log()
    sitting = sit([card("say")], log=log)
    sitting.respond(Response(text="x" * 9999), 0)
    sitting.tick((), 0)
    assert len(log.entries[0].answer) == ANSWER_KEPT


# ── hints and grades ────────────────────────────────────────────────────────────────────────


def test_hints_are_taken_one_by_one_down_to_the_answer() -> None:
    sitting = sit(deck("a"))
    for _ in range(5):
        sitting.hint()
    names = [name for name, _ in sitting.hints_taken]
    assert (names, sitting.has_hint) == (["nudge", "where to look", "answer"], False)


def test_why_there_is_no_hint_is_said() -> None:
    sitting = sit(deck("a"))
    while sitting.has_hint:
        sitting.hint()
    assert sitting.no_hint == NO_FURTHER
    answer(sitting)
    assert sitting.no_hint == NOT_OPEN


def test_the_next_card_has_all_its_hints() -> None:
    sitting = sit(deck("ab"))
    sitting.hint()
    answer(sitting)
    sitting.go_on(0)
    assert (sitting.hints_taken, sitting.has_hint) == ([], True)


@pytest.mark.parametrize(
    ("hints", "correct", "to", "changes", "grade"),
    [
        (0, True, HARD, True, HARD),
        (0, True, EASY, True, EASY),
        (0, False, EASY, False, AGAIN),
        (1, True, EASY, False, HARD),
        (1, True, HARD, True, HARD),
        (3, True, HARD, False, AGAIN),
    ],
)
def test_a_right_answer_can_be_hard_or_easy_but_not_easier_than_its_hints(
    hints: int, correct: bool, to: int, changes: bool, grade: int
) -> None:
    log = Log()
    sitting = sit(deck("ab"), log=log)
    for _ in range(hints):
        sitting.hint()
    answer(sitting, correct=correct)
    assert (sitting.regrade(to), [entry.grade for entry in log.standing]) == (changes, [grade])


def test_the_same_grade_writes_nothing() -> None:
    log = Log()
    sitting = sit(deck("a"), log=log)
    answer(sitting)
    sitting.regrade(GOOD)
    assert len(log.entries) == 1


def test_a_grade_stands_once_the_next_card_is_there() -> None:
    log = Log()
    sitting = sit(deck("ab"), log=log)
    answer(sitting)
    sitting.go_on(0)
    assert (sitting.regrade(EASY), log.standing[0].grade) == (False, GOOD)


def test_a_card_that_was_hard_comes_again_in_a_review() -> None:
    sitting = sit(deck("ab"), "review")
    answer(sitting)
    sitting.regrade(HARD)
    sitting.go_on(0)
    assert [found.id for found in sitting.queue] == ["a"]


# ── taking back ─────────────────────────────────────────────────────────────────────────────


def test_before_the_first_answer_there_is_nothing_to_take_back() -> None:
    assert not sit(deck("a")).undo(0)


def test_what_is_taken_back_does_not_count_and_is_asked_again_as_it_was() -> None:
    log = Log()
    sitting = sit(deck("ab"), log=log)
    sitting.hint()
    before = sitting.asked
    answer(sitting, correct=False)
    sitting.go_on(0)
    assert sitting.undo(9)
    assert (sitting.asked, sitting.hints, sitting.began, log.standing) == (before, 1, 9, [])


def test_the_last_answer_can_be_taken_back_from_the_end() -> None:
    sitting = sit(deck("a"))
    asked(sitting, "+")
    sitting.undo(0)
    assert (sitting.stage, sitting.card.id) == ("ask", "a")


@pytest.mark.parametrize("ticked", [None, (0, 2)])
def test_a_free_answer_is_taken_back_before_it_is_judged(ticked: tuple[int, ...] | None) -> None:
    log = Log()
    sitting = sit([card("choice"), card("say")], "interview", log=log)
    answer(sitting)
    sitting.go_on(0)
    sitting.respond(Response(text="Hm."), 0)
    if ticked is not None:
        sitting.tick(ticked, 0)
    assert sitting.undo(0)
    assert (sitting.card.kind, sitting.stage, sitting.said, len(log.standing)) == (
        "say",
        "ask",
        "",
        1,
    )


# ── whatever a learner does ─────────────────────────────────────────────────────────────────

DEEDS = st.lists(
    st.sampled_from(["right", "wrong", "hint", "on", "on", "undo", "hard", "easy", "made"]),
    max_size=60,
)


def act(sitting: Sitting, deed: str, now: float) -> None:
    """One deed, where it is possible; "on" goes on to the next stage."""
    stage = sitting.stage
    if deed == "hint":
        sitting.hint()
    elif deed == "undo":
        sitting.undo(now)
    elif deed in {"hard", "easy"}:
        sitting.regrade(HARD if deed == "hard" else EASY)
    elif stage == "told":
        sitting.go_on(now)
    elif stage == "ask" and deed in {"right", "wrong"}:
        sitting.respond(right(sitting.card) if deed == "right" else Response(), now)
    elif stage == "tick":
        sitting.tick(right(sitting.card).picks if deed == "right" else (), now)
    elif stage == "follow":
        sitting.follow("", deed == "made", now)


def place(sitting: Sitting) -> Any:
    """All that an undone answer has to bring back."""
    return (sitting.asked, sitting.hints, tuple(sitting.queue), tuple(sitting.turns))


MODES = st.sampled_from(["quiz", "review", "interview", "cram"])
COUNTS = st.integers(1, len(EVERY))


@given(DEEDS, MODES, COUNTS)
def test_no_card_is_lost_and_the_log_has_every_answer(
    deeds: list[str], mode: Mode, count: int
) -> None:
    log, ids = Log(), {made.id for made in EVERY[:count]}
    sitting = sit(EVERY[:count], mode, log=log)
    for now, deed in enumerate(deeds):
        act(sitting, deed, now)
        here = {sitting.card.id} if sitting.asked else set()
        turns = {turn.card.id for turn in sitting.turns}
        assert ids == here | turns | {made.id for made in sitting.queue}
        assert log.standing == [turn.review for turn in sitting.turns]
        assert sum(turn.first for turn in sitting.turns) == len(turns)
        assert 0 <= sitting.done <= sitting.total == count


@given(DEEDS, MODES, COUNTS)
def test_undo_restores_exactly_what_was_before_the_answer(
    deeds: list[str], mode: Mode, count: int
) -> None:
    sitting = sit(EVERY[:count], mode)
    before: list[Any] = []  # the places of the answers that stand
    for now, deed in enumerate(deeds):
        here, stage, answers = place(sitting), sitting.stage, len(sitting.turns)
        act(sitting, deed, now)
        if len(sitting.turns) > answers:
            before.append(here)
        elif deed == "undo" and stage in {"tick", "follow"}:
            assert place(sitting) == here
        elif deed == "undo" and answers:
            assert place(sitting) == before.pop()
        assert deed != "undo" or sitting.stage in {"ask", "over"}


@given(DEEDS, MODES, COUNTS)
def test_a_sitting_ends_when_every_card_is_known(deeds: list[str], mode: Mode, count: int) -> None:
    sitting = sit(EVERY[:count], mode)
    for now, deed in enumerate(deeds):
        act(sitting, deed, now)
    while sitting.stage != "over":
        act(sitting, "right", 99)
    last = {turn.card.id: turn.review for turn in sitting.turns}
    least = {"quiz": HARD, "interview": AGAIN}.get(mode, GOOD)
    assert len(last) == count == sitting.done
    assert all(review.grade >= least for review in last.values())
