"""What a state says of itself, and the law that holds for any sequence of actions."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quiz.making import EVERY, after, answer, card, dealt, right, sit, standing
from tutor.quiz.hints import AGAIN, EASY, GOOD, HARD
from tutor.quiz.marking import Response
from tutor.quiz.schedule import Mode
from tutor.quiz.sitting import (
    Action,
    Answer,
    Answered,
    Asking,
    Deal,
    Dealing,
    Doubting,
    Entry,
    Flag,
    Follow,
    Following,
    Grade,
    Hint,
    Leave,
    Mean,
    Next,
    Over,
    Sitting,
    TakenBack,
    Tick,
    Ticking,
    Told,
    Undo,
)
from tutor.quiz.step import Refused, allowed, begin, grades, step

CHOICES = [card("choice", id=name) for name in "abc"]


# ── what a state says of itself ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("signs", "told", "done"),
    [("", None, 0), ("++", None, 2), ("+-", None, 1), ("", True, 1), ("", False, 0)],
)
def test_done_is_what_will_not_come_again(signs: str, told: bool | None, done: int) -> None:
    sitting = sit(CHOICES)
    for sign in signs:
        sitting = after(answer(sitting, correct=sign == "+"), Next())
    if told is not None:
        sitting = answer(sitting, correct=told)
    assert (sitting.done, sitting.total) == (done, 3)


def test_a_drawn_card_counts_before_it_has_its_key() -> None:
    drawn = begin(CHOICES, mode="quiz", lessons={})
    assert (drawn.done, drawn.total, drawn.asked, drawn.hints) == (0, 3, None, 0)
    again, _ = step(answer(sit(CHOICES[:1]), correct=False), Next(), 0)
    assert (again.phase, again.done, again.total) == (Dealing(card="a"), 0, 1)


def test_a_told_card_is_still_in_hand() -> None:
    asking = after(sit(CHOICES), Hint())
    told = answer(asking)
    assert (told.asked, told.card, told.hints, told.last) == (
        asking.asked,
        asking.card,
        1,
        told.turns[0],
    )
    assert told.hints_taken == asking.hints_taken


def test_where_no_card_is_in_hand_that_is_said() -> None:
    with pytest.raises(LookupError, match="while the phase is Over"):
        _ = sit([]).card


def test_the_place_differs_where_something_else_is_asked() -> None:
    sitting = sit([card("say"), *CHOICES], "interview")
    path = [sitting]
    for action in (Answer(), Follow(), Follow(), Tick(), Next()):
        path.append(after(path[-1], action))
    places = [state.place for state in path]
    assert len(set(places)) == len(path)
    assert after(path[0], Hint()).place == places[0]
    assert path[1].to_ask == (0, 1)


# ── whatever a learner does ─────────────────────────────────────────────────────────────────

MODES = st.sampled_from(["quiz", "review", "interview", "cram"])
COUNTS = st.integers(1, len(EVERY))
GO_ON = ["right", "right", "wrong", "next", "next", "made"]
FIT = [*GO_ON, "hint", "undo", "grade", "flag", "leave"]
DEEDS = st.lists(st.tuples(st.sampled_from(FIT), st.integers(0, 3)), max_size=60)
ANY: st.SearchStrategy[Any] = st.one_of(
    st.builds(Deal, card=st.none() | st.sampled_from(EVERY)),
    st.builds(Answer, response=st.builds(Response, picks=st.lists(st.integers(-1, 5)).map(tuple))),
    st.builds(Hint),
    st.builds(Tick, points=st.lists(st.integers(-1, 5), max_size=4).map(tuple)),
    st.builds(Follow, made=st.booleans()),
    st.builds(Mean, yes=st.booleans()),
    st.builds(Grade, to=st.integers(0, 5)),
    st.builds(Next),
    st.builds(Undo),
    st.builds(Flag, on=st.booleans()),
    st.builds(Leave),
)
KINDS = {Deal, Answer, Hint, Mean, Tick, Follow, Grade, Next, Undo, Flag, Leave}


def fitting(sitting: Sitting, kind: type[Action], deed: str, number: int) -> Action:
    """An action of a kind that is allowed, with a content that fits the card."""
    match sitting.phase:
        case Dealing(card=drawn) if kind is Deal:
            return Deal(card=sitting.cards[drawn])
        case Asking(asked=asked) if kind is Answer:
            key = right(asked.card)
            given = key if asked.card.kind != "say" else Response(text="Names.")
            if deed == "made" and asked.card.kind == "type":
                return Answer(response=Response(text=f"{asked.card.model} or so"))
            return Answer(response=given if deed == "right" else Response())
        case Doubting() if kind is Mean:
            return Mean(yes=deed == "right")
        case Ticking(asked=asked) if kind is Tick:
            return Tick(points=right(asked.card).picks if deed == "right" else (number,))
        case Following() if kind is Follow:
            return Follow(made=deed == "made")
        case Told() if kind is Grade:
            found = grades(sitting)
            return Grade(to=found[number % len(found)])
        case _:
            plain: dict[type[Action], Action] = {
                Hint: Hint(), Next: Next(), Undo: Undo(), Leave: Leave(), Flag: Flag(on=True),
            }  # fmt: skip
            return plain[kind]


def moved(sitting: Sitting, deed: str, number: int) -> Action | None:
    """The action that a deed means here, if any; whatever is not a command answers, or goes on."""
    wanted: dict[str, type[Action]] = {
        "hint": Hint, "undo": Undo, "grade": Grade, "flag": Flag, "leave": Leave,
    }  # fmt: skip
    answers = {Asking: Answer, Doubting: Mean, Ticking: Tick, Following: Follow}
    kind: type[Action] | None = wanted.get(deed)
    if kind is None:
        kind = Next if isinstance(sitting.phase, Told) else answers.get(type(sitting.phase))
    if kind is None or kind not in allowed(sitting):
        return None
    return fitting(sitting, kind, deed, number)


def walk(
    sitting: Sitting, deeds: Sequence[tuple[str, int]]
) -> list[tuple[Sitting, Action, Sitting, tuple[Entry, ...]]]:
    """Every step of these deeds: the state before, the action, the state after, its entries."""
    steps = []
    for now, (deed, number) in enumerate(deeds):
        action = moved(sitting, deed, number)
        if action is None:
            continue
        following, entries = step(sitting, action, now)
        following = dealt(following, now)
        steps.append((sitting, action, following, entries))
        sitting = following
    return steps


@given(DEEDS, MODES, COUNTS)
def test_no_card_is_lost_and_the_log_has_every_answer(
    deeds: list[tuple[str, int]], mode: Mode, count: int
) -> None:
    ids, log = {made.id for made in EVERY[:count]}, list[Entry]()
    for _, _, sitting, entries in walk(sit(EVERY[:count], mode), deeds):
        log += entries
        here = {sitting.card.id} if sitting.asked else set()
        turns = {turn.card.id for turn in sitting.turns}
        assert ids == here | turns | set(sitting.queue)
        assert standing(log) == [turn.review for turn in sitting.turns]
        assert sum(turn.first for turn in sitting.turns) == len(turns)
        assert 0 <= sitting.done <= sitting.total == count


@given(DEEDS, MODES, COUNTS)
def test_entries_only_grow_and_undo_takes_exactly_the_last_answer_back(
    deeds: list[tuple[str, int]], mode: Mode, count: int
) -> None:
    numbers: list[int] = []
    for before, action, sitting, entries in walk(sit(EVERY[:count], mode), deeds):
        given = [entry.number for entry in entries if isinstance(entry, Answered)]
        back = [entry.number for entry in entries if isinstance(entry, TakenBack)]
        assert given == list(range(len(numbers) + 1, len(numbers) + 1 + len(given)))
        numbers += given
        assert sitting.written == len(numbers)
        if isinstance(action, Undo) and not isinstance(
            before.phase, Doubting | Ticking | Following
        ):
            assert back == [before.turns[-1].number]
            assert sitting.turns == before.turns[:-1]
        elif isinstance(action, Grade):
            assert back == [before.turns[-1].number] * len(given)
            assert sitting.turns[:-1] == before.turns[:-1]
        else:
            assert not back
            assert sitting.turns[: len(before.turns)] == before.turns


def place(sitting: Sitting) -> Any:
    """All that an undone answer has to bring back."""
    return sitting.asked, sitting.hints, sitting.queue, sitting.turns


@given(DEEDS, MODES, COUNTS)
def test_undo_restores_exactly_what_was_before_the_answer(
    deeds: list[tuple[str, int]], mode: Mode, count: int
) -> None:
    before: list[Any] = []  # the places of the answers that count
    for old, action, sitting, _ in walk(sit(EVERY[:count], mode), deeds):
        if len(sitting.turns) > len(old.turns):
            before.append(place(old))
        elif isinstance(action, Undo):
            is_said = isinstance(old.phase, Doubting | Ticking | Following)
            assert place(sitting) == (place(old) if is_said else before.pop())
            assert isinstance(sitting.phase, Asking)


@given(DEEDS, MODES, COUNTS)
def test_a_card_is_repeated_until_it_is_known(
    deeds: list[tuple[str, int]], mode: Mode, count: int
) -> None:
    sitting = sit(EVERY[:count], mode)
    sitting = next((state for *_, state, _ in reversed(walk(sitting, deeds))), sitting)
    while not isinstance(sitting.phase, Over):
        sitting = after(sitting, moved(sitting, "right", 0) or Next(), now=99)
    last = {turn.card.id: turn.review for turn in sitting.turns}
    least = {"quiz": HARD, "interview": AGAIN}.get(mode, GOOD)
    assert len(last) == count == sitting.done
    assert all(review.grade >= least for review in last.values())


@given(DEEDS, MODES, COUNTS, st.integers(0, 59))
def test_a_state_that_was_encoded_and_decoded_goes_on_the_same(
    deeds: list[tuple[str, int]], mode: Mode, count: int, cut: int
) -> None:
    steps = walk(sit(EVERY[:count], mode), deeds)
    here = steps[cut][0] if cut < len(steps) else sit(EVERY[:count], mode)
    for module in (msgspec.json, msgspec.msgpack):
        decoded = module.decode(module.encode(here), type=Sitting)
        assert decoded == here
        assert walk(decoded, deeds) == walk(here, deeds)


@given(DEEDS, MODES, COUNTS, st.lists(ANY, max_size=8), st.sampled_from(FIT), st.integers(0, 3))
def test_a_step_takes_what_is_allowed_and_refuses_what_is_not(
    deeds: list[tuple[str, int]],
    mode: Mode,
    count: int,
    tried: list[Action],
    deed: str,
    number: int,
) -> None:
    cards = EVERY[:count]
    steps = walk(sit(cards, mode), deeds)
    states = [begin(cards, mode=mode, lessons={}), sit(cards, mode), *(s for *_, s, _ in steps)]
    for sitting in (states[0], states[len(states) // 2], states[-1]):
        kinds = allowed(sitting)
        assert kinds <= KINDS
        for kind in kinds:
            step(sitting, fitting(sitting, kind, deed, number), 0)  # raises nothing
        for action in tried:
            if type(action) not in kinds:
                with pytest.raises(Refused):
                    step(sitting, action, 0)


@given(st.lists(ANY, max_size=40), MODES, COUNTS)
def test_whatever_is_tried_the_entries_are_the_answers(
    actions: list[Action], mode: Mode, count: int
) -> None:
    sitting, log = sit(EVERY[:count], mode), list[Entry]()
    for now, action in enumerate(actions):
        entries: tuple[Entry, ...] = ()
        with suppress(Refused):
            sitting, entries = step(sitting, action, now)
        sitting, log = dealt(sitting, now), [*log, *entries]
        assert standing(log) == [turn.review for turn in sitting.turns]


@given(st.integers(0, 3), st.booleans(), st.integers(0, 5))
def test_a_grade_is_taken_if_and_only_if_it_is_listed(hints: int, correct: bool, to: int) -> None:
    told = answer(after(sit(CHOICES), *[Hint()] * hints), correct=correct)
    listed = grades(told) if Grade in allowed(told) else ()
    try:
        graded, _ = step(told, Grade(to=to), 0)
    except Refused:
        assert to not in listed
    else:
        assert to in listed
        assert graded.turns[0].review.grade == to
        assert listed == (HARD, GOOD, EASY)[: 1 if hints else 3]
