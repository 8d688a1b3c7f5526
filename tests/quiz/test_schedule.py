"""Cards travel through weeks without anybody waiting: when each is due, and what the log says."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tutor.quiz import schedule
from tutor.quiz.schedule import (
    DAY,
    MATURE,
    Memory,
    Review,
    advance,
    date,
    day,
    day_ends,
    effective,
    is_due,
    recall,
    replay,
    span,
    stamp,
)

MONDAY = 1_795_392_000.0  # 2026-11-23, midnight in Greenwich
NOON = MONDAY + 12 * 3600
INDIA = 5.5 * 3600
HAWAII = -10 * 3600.0


def review(card: str = "a", at: float = NOON, grade: int = 3, **fields: Any) -> Review:
    return Review(**{"card": card, "at": at, "grade": grade, "mode": "quiz", **fields})


def travelled(*grades: int) -> list[Memory]:
    """What is known after each answer; each is given the moment the card is due."""
    memories: list[Memory] = []
    for grade in grades:
        last = memories[-1] if memories else None
        memories.append(advance(last, "a", grade, last.due if last else NOON))
    return memories


# ── one card ──


def test_first_answer_makes_a_memory() -> None:
    memory = advance(None, "a", 3, NOON)
    assert (memory.card, memory.last, memory.reps, memory.lapses) == ("a", NOON, 1, 0)
    assert memory.due > NOON


def test_better_answer_is_asked_for_later() -> None:
    dues = [advance(None, "a", grade, NOON).due for grade in (1, 2, 3, 4)]
    assert dues[0] == NOON
    assert NOON + DAY <= dues[1] < dues[2] < dues[3]


def test_worse_answer_makes_a_harder_card() -> None:
    difficulties = [advance(None, "a", grade, NOON).difficulty for grade in (1, 2, 3, 4)]
    assert difficulties == sorted(set(difficulties), reverse=True)


def test_each_good_answer_buys_a_longer_rest() -> None:
    rests = [memory.due - memory.last for memory in travelled(3, 3, 3, 3, 3)]
    assert all(later > earlier for earlier, later in pairwise(rests))


def test_card_matures_within_weeks() -> None:
    memories = travelled(3, 3, 3, 3)
    known = next(memory for memory in memories if memory.stability >= MATURE)
    assert 7 * DAY < known.last - NOON < 60 * DAY


def test_forgotten_card_is_due_at_once_and_is_counted() -> None:
    before, after = travelled(3, 3, 3, 1)[-2:]
    assert (before.failed, after.failed, after.due) == (False, True, after.last)
    assert (before.lapses, after.lapses, after.reps) == (0, 1, 4)


def test_card_that_is_right_again_comes_back_on_another_day() -> None:
    forgotten = travelled(3, 3, 3, 1)[-1]
    mended = advance(forgotten, "a", 3, forgotten.last + 60)
    assert not mended.failed
    assert mended.due - mended.last >= DAY


def test_first_answer_that_is_wrong_forgets_nothing() -> None:
    assert advance(None, "a", 1, NOON).lapses == 0


def test_schedule_is_the_same_every_time() -> None:
    assert travelled(3, 2, 1, 3, 4) == travelled(3, 2, 1, 3, 4)


def test_nine_of_ten_cards_are_still_known_when_they_are_due() -> None:
    memory = travelled(3, 3, 3)[-1]
    assert recall(memory, memory.due) == pytest.approx(0.9, abs=0.01)


@pytest.mark.parametrize("days", [0, 1, 30, 3000])
def test_recall_is_what_fsrs_computes(days: float) -> None:
    memory = travelled(3, 3)[-1]
    now = memory.last + days * DAY
    card = schedule._card(memory, now)
    told = schedule._scheduler().get_card_retrievability(card, schedule._moment(now))
    assert recall(memory, now) == pytest.approx(told)


def test_recall_fades_from_week_to_week() -> None:
    memory = travelled(3, 3)[-1]
    chances = [recall(memory, memory.last + week * 7 * DAY) for week in range(8)]
    assert chances[0] == pytest.approx(1.0)
    assert all(later < earlier for earlier, later in pairwise(chances))


# ── the log ──


def test_an_answer_without_a_stability_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from fsrs import Card

    class Empty:
        def review_card(self, *_: object) -> tuple[Card, None]:
            return Card(), None

    monkeypatch.setattr(schedule, "_scheduler", Empty)
    with pytest.raises(ValueError, match="FSRS gave a no stability or no difficulty"):
        advance(None, "a", 3, NOON)


def test_replay_of_the_log_is_one_answer_after_the_other() -> None:
    log = [review(at=NOON + days * DAY, grade=grade) for days, grade in ((0, 3), (3, 1), (5, 4))]
    memory = None
    for entry in log:
        memory = advance(memory, "a", entry.grade, entry.at)
    assert replay(log) == {"a": memory}


def test_replay_goes_on_from_what_is_known() -> None:
    log = [review(card, NOON + days * DAY) for days, card in enumerate("abacb")]
    assert replay(log[3:], known=replay(log[:3])) == replay(log)


def test_what_was_known_is_left_as_it_was() -> None:
    known = replay([review()])
    before = dict(known)
    replay([review(at=NOON + DAY)], known=known)
    assert known == before


def test_undone_answer_never_happened() -> None:
    log = [review(id=1), review(at=NOON + DAY, grade=1, id=2), Review(
        card="a", at=NOON + DAY, mode="quiz", id=3, undoes=2)]  # fmt: skip
    assert replay(log) == replay(log[:1])


def test_entries_that_count_are_neither_undone_nor_undo() -> None:
    log = [review(id=1), review(id=2), Review(card="a", at=NOON, mode="quiz", id=3, undoes=1)]
    assert [entry.id for entry in effective(log)] == [2]


@pytest.mark.parametrize("entry", [review(mode="cram"), review(grade=0)])
def test_cramming_and_skipping_move_no_date(entry: Review) -> None:
    assert replay([entry]) == {}


@pytest.mark.parametrize("mode", ["lesson", "quiz", "review", "interview"])
def test_answer_anywhere_else_moves_the_date(mode: str) -> None:
    assert replay([review(mode=mode)]) == replay([review()])


def test_renamed_card_goes_on_where_it_was() -> None:
    log = [review("old"), review("new", NOON + DAY)]
    same = [review("new"), review("new", NOON + DAY)]
    assert replay(log, names={"old": "new"}) == replay(same)


def test_stamp_changes_with_the_names_and_not_with_their_order() -> None:
    one, other = {"a": "b", "c": "d"}, {"c": "d", "a": "b"}
    assert stamp(one) == stamp(other)
    assert stamp(one) != stamp({"a": "b"})


# ── days ──


def at(hour: float, *, days: int = 0, offset: float = 0.0) -> float:
    """That hour of Monday, or of a later day, on the learner's clock."""
    return MONDAY + days * DAY + hour * 3600 - offset


@pytest.mark.parametrize("offset", [0.0, INDIA, HAWAII])
def test_night_belongs_to_the_day_before(offset: float) -> None:
    monday = day(at(12, offset=offset), offset)
    hours = {hour: day(at(hour, offset=offset), offset) - monday for hour in (3.9, 4, 23.9, 27.9)}
    assert hours == {3.9: -1, 4: 0, 23.9: 0, 27.9: 0}


@pytest.mark.parametrize("offset", [0.0, INDIA, HAWAII])
def test_day_ends_at_four_in_the_morning(offset: float) -> None:
    ends = {day_ends(at(hour, offset=offset), offset) for hour in (4, 12, 23.9, 27.9)}
    assert ends == {at(4, days=1, offset=offset)}


def due(when: float) -> Memory:
    return Memory(card="a", stability=1, difficulty=5, due=when, last=MONDAY, reps=1, lapses=0)


@pytest.mark.parametrize(
    ("hour", "asked"), [(3, True), (12, True), (23, True), (27.9, True), (28, False)]
)
def test_what_falls_due_today_is_asked_today(hour: float, asked: bool) -> None:
    assert is_due(due(at(hour)), at(8), 0.0) is asked


def test_learner_who_comes_back_after_a_month_is_asked_everything() -> None:
    cards = [travelled(*[3] * reps)[-1] for reps in (1, 2)]
    assert [is_due(card, NOON, 0.0) for card in cards] == [False, False]
    assert [is_due(card, NOON + 30 * DAY, 0.0) for card in cards] == [True, True]


def test_day_has_a_date() -> None:
    assert [date(0), date(day(NOON, 0.0))] == ["1970-01-01", "2026-11-23"]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-3, "later today"),
        (0, "later today"),
        (0.4, "later today"),
        (0.6, "tomorrow"),
        (1.4, "tomorrow"),
        (2, "in 2 days"),
        (59, "in 59 days"),
        (60, "in 2 months"),
        (365, "in 12 months"),
        (730, "in 2 years"),
        (3650, "in 10 years"),
    ],
)
def test_a_date_is_told_in_words(days: float, words: str) -> None:
    assert span(days * DAY) == words
