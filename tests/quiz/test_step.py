"""One step of a sitting: what comes next, what is written down, what is refused or taken back."""

from __future__ import annotations

import pytest

from tests.quiz.making import after, answer, answers, card, phase, right, sit
from tutor.quiz.card import Card
from tutor.quiz.hints import AGAIN, EASY, GOOD, HARD
from tutor.quiz.marking import Response
from tutor.quiz.schedule import Mode
from tutor.quiz.sitting import (
    Action,
    Answer,
    Answered,
    Asking,
    Deal,
    Flag,
    Flagged,
    Follow,
    Grade,
    Hint,
    Leave,
    Mean,
    Next,
    Over,
    Sitting,
    TakenBack,
    Tick,
    Undo,
)
from tutor.quiz.step import (
    ANSWER_KEPT,
    ASKED_ANYWAY,
    HINTED,
    MEANT,
    NO_FURTHER,
    NO_SUCH,
    NOT_OPEN,
    NOTHING_BACK,
    Refused,
    allowed,
    begin,
    in_words,
    step,
)


def deck(names: str, kind: str = "choice") -> list[Card]:
    return [card(kind, id=name) for name in names]


def asked(sitting: Sitting, signs: str) -> tuple[str, Sitting]:
    """The ids as they come: answers are right ("+"), right after a hint ("h") or none ("-")."""
    ids = ""
    for sign in signs:
        ids += sitting.card.id
        if sign == "h":
            sitting = after(sitting, Hint())
        sitting = after(answer(sitting, correct=sign != "-"), Next())
    return ids + ("." if isinstance(sitting.phase, Over) else ""), sitting


def refused(sitting: Sitting, action: Action) -> Refused:
    with pytest.raises(Refused) as caught:
        step(sitting, action, 0)
    return caught.value


# ── what comes next ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("mode", "signs", "order"),
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
    mode: Mode, signs: str, order: str
) -> None:
    assert asked(sit(deck("abcdef"), mode), signs)[0] == order


def test_a_card_comes_again_in_another_order() -> None:
    sitting = sit(deck("a"))
    orders = set()
    for _ in range(20):
        assert sitting.asked is not None
        orders.add(sitting.asked.order)
        sitting = after(answer(sitting, correct=False), Next())
    assert len(orders) == 6


def test_a_card_without_a_key_is_left_out() -> None:
    sitting = sit(deck("abc"), settle=lambda found: None if found.id in "ac" else found)
    assert sitting.card.id == "b"
    last = after(answer(sitting), Next())
    left_out, entries = step(step(answer(sitting), Next(), 0)[0], Deal(card=None), 0)
    assert (last.card.id, phase(left_out), entries) == ("c", "Over", ())


def test_nothing_to_ask_is_over_at_once() -> None:
    sitting = begin([], mode="quiz", lessons={})
    assert (phase(sitting), sitting.asked, sitting.total, sitting.last) == ("Over", None, 0, None)


def test_no_new_card_comes_when_time_is_up() -> None:
    first = after(answer(sit(deck("abc"), until=60), now=59), Next(), now=59)
    last = after(answer(first, now=60), Next(), now=60)
    assert (phase(first), phase(last), len(last.turns), len(last.queue)) == ("Asking", "Over", 2, 1)


def test_no_card_is_drawn_when_time_is_up_before_the_first() -> None:
    assert phase(begin(deck("a"), mode="quiz", lessons={}, until=60, now=60)) == "Over"


# ── what is written down ────────────────────────────────────────────────────────────────────


def test_an_answer_is_an_entry_of_the_step_that_tells_its_verdict() -> None:
    sitting = after(sit(deck("a"), "review"), Hint())
    told, (entry,) = step(sitting, Answer(response=right(sitting.card)), 12.5)
    assert isinstance(entry, Answered)
    assert (phase(told), entry.number, entry.review) == ("Told", 1, told.turns[0].review)
    review = entry.review
    assert (
        review.card, review.lesson, review.at, review.mode, review.grade, review.correct,
        review.score, review.hints, review.seconds, review.answer,
    ) == ("a", "07_groups", 12.5, "review", HARD, True, 2 / 3, 1, 12.5, "At most once")  # fmt: skip


def test_before_the_verdict_nothing_is_written() -> None:
    sitting = sit([card("say")], "interview")
    for action in (Hint(), Answer(), Follow(made=True), Follow(made=True)):
        sitting, entries = step(sitting, action, 0)
        assert entries == ()
    assert phase(sitting) == "Ticking"


@pytest.mark.parametrize(
    ("times", "seconds"), [((5, 100, 130, 200), [5, 30]), ((-3600, 100, 40, 50), [0, 0])]
)
def test_seconds_count_from_the_card_to_what_was_said_on_a_clock_that_may_be_set_back(
    times: tuple[int, ...], seconds: list[int]
) -> None:
    answered, began, said, ticked = times
    sitting = answer(sit([card("choice"), card("say")]), now=answered)
    sitting = after(sitting, Next(), now=began)
    sitting = after(sitting, Answer(response=Response(text="Names.")), now=said)
    sitting = after(sitting, Tick(points=(0, 1, 2)), now=ticked)
    assert [turn.review.seconds for turn in sitting.turns] == seconds


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
    sitting = after(sit([card("say")]), Answer(response=Response(text="x" * 9999)), Tick())
    assert len(sitting.turns[0].review.answer) == ANSWER_KEPT


def test_a_flag_is_an_entry_and_changes_nothing_else() -> None:
    sitting = sit(deck("a"))
    flagged, entries = step(sitting, Flag(on=True), 7)
    assert flagged is sitting
    assert entries == (Flagged(card="a", lesson="07_groups", on=True, at=7),)


# ── hints and grades ────────────────────────────────────────────────────────────────────────


def test_hints_are_taken_one_by_one_down_to_the_answer() -> None:
    sitting = after(sit(deck("a")), Hint(), Hint(), Hint())
    names = [name for name, _ in sitting.hints_taken]
    assert (names, sitting.has_hint) == (["nudge", "where to look", "answer"], False)
    assert str(refused(sitting, Hint())) == NO_FURTHER
    assert str(refused(answer(sitting), Hint())) == NOT_OPEN


def test_the_next_card_has_all_its_hints() -> None:
    sitting = after(answer(after(sit(deck("ab")), Hint())), Next())
    assert (sitting.hints_taken, sitting.has_hint) == ([], True)


@pytest.mark.parametrize(
    ("hints", "correct", "to", "why", "grade"),
    [
        (0, True, HARD, "", HARD),
        (0, True, EASY, "", EASY),
        (0, False, EASY, ASKED_ANYWAY, AGAIN),
        (1, True, EASY, HINTED, HARD),
        (1, True, GOOD, HINTED, HARD),
        (1, True, HARD, "", HARD),
        (3, True, HARD, HINTED, AGAIN),
        (0, True, AGAIN, "A grade is Hard, Good or Easy.", GOOD),
        (0, True, 5, "A grade is Hard, Good or Easy.", GOOD),
    ],
)
def test_a_right_answer_can_be_hard_or_easy_but_not_easier_than_its_hints(
    hints: int, correct: bool, to: int, why: str, grade: int
) -> None:
    told = answer(after(sit(deck("ab")), *[Hint()] * hints), correct=correct)
    if why:
        assert str(refused(told, Grade(to=to))) == why
    else:
        told = after(told, Grade(to=to))
    assert told.turns[-1].review.grade == grade


def test_another_grade_takes_the_answer_back_and_writes_it_anew() -> None:
    told = answer(sit(deck("a")))
    graded, entries = step(told, Grade(to=EASY), 99)
    (turn,) = graded.turns
    assert entries == (TakenBack(number=1), Answered(number=2, review=turn.review))
    assert (turn.review.grade, turn.review.at, turn.number, graded.written) == (EASY, 0, 2, 2)


def test_the_same_grade_writes_nothing() -> None:
    told = answer(sit(deck("a")))
    assert step(told, Grade(to=GOOD), 0) == (told, ())


def test_a_grade_cannot_be_changed_once_the_next_card_is_there() -> None:
    sitting = after(answer(sit(deck("ab"))), Next())
    assert "only while the verdict is on the screen" in str(refused(sitting, Grade(to=EASY)))


def test_a_card_that_was_hard_comes_again_in_a_review() -> None:
    sitting = after(answer(sit(deck("ab"), "review")), Grade(to=HARD), Next())
    assert sitting.queue == ("a",)


# ── taking back ─────────────────────────────────────────────────────────────────────────────


def test_before_the_first_answer_there_is_nothing_to_take_back() -> None:
    assert str(refused(sit(deck("a")), Undo())) == NOTHING_BACK
    assert str(refused(begin([], mode="quiz", lessons={}), Undo())) == NOTHING_BACK


def test_what_is_taken_back_does_not_count_and_is_asked_again_as_it_was() -> None:
    before = after(sit(deck("ab")), Hint())
    sitting = after(answer(before, correct=False), Next())
    undone, entries = step(sitting, Undo(), 9)
    assert (undone.asked, undone.hints, entries) == (before.asked, 1, (TakenBack(number=1),))
    assert isinstance(undone.phase, Asking)
    assert (undone.phase.began, undone.turns, undone.written) == (9, (), 1)


def test_the_last_answer_can_be_taken_back_from_the_end() -> None:
    sitting = after(asked(sit(deck("a")), "+")[1], Undo())
    assert (phase(sitting), sitting.card.id) == ("Asking", "a")


@pytest.mark.parametrize("more", [(), (Follow(), Follow())])
def test_a_free_answer_is_taken_back_before_it_is_judged(more: tuple[Action, ...]) -> None:
    before = after(answer(sit([card("choice"), card("say")], "interview")), Next(), Hint())
    said = after(before, Answer(response=Response(text="Hm.")), *more)
    undone, entries = step(said, Undo(), 0)
    assert (undone, entries) == (before, ())


# ── a typed answer with the right one in it ─────────────────────────────────────────────────

DOUBTFUL = Answer(response=Response(text="disconnect or so"))


@pytest.mark.parametrize(("yes", "correct", "score"), [(True, True, 0.5), (False, False, 0)])
def test_whether_the_right_word_was_meant_is_asked_before_it_counts(
    yes: bool, correct: bool, score: float
) -> None:
    doubting = after(sit([card("type")]), DOUBTFUL)
    assert (phase(doubting), doubting.turns) == ("Doubting", ())
    (turn,) = after(doubting, Mean(yes=yes)).turns
    assert (turn.verdict.correct, turn.verdict.score) == (correct, score)
    assert turn.review.answer == "disconnect or so"
    assert turn.review.grade == (HARD if yes else AGAIN)
    assert turn.verdict.parts[0].why == (MEANT if yes else "There is more in it than the answer.")


@pytest.mark.parametrize("text", ["disconnect", "not disconnect", "close", "disconnected", "hm"])
def test_other_typed_answers_are_judged_at_once(text: str) -> None:
    answered = after(sit([card("type")]), Answer(response=Response(text=text)))
    assert phase(answered) == "Told"


def test_an_answer_in_doubt_can_be_typed_again() -> None:
    assert phase(after(sit([card("type")]), DOUBTFUL, Undo())) == "Asking"


# ── what is refused ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "action"),
    [
        ("choice", Answer(response=Response(picks=(3,)))),
        ("choice", Answer(response=Response(picks=(-1,)))),
        ("order", Answer(response=Response(picks=(0, 1, 2, 4)))),
        ("fault", Answer(response=Response(picks=(0,)))),
        ("fault", Answer(response=Response(picks=(5,)))),
        ("type", Answer(response=Response(picks=(0,)))),
    ],
)
def test_an_answer_that_the_card_does_not_have_is_refused(kind: str, action: Action) -> None:
    assert str(refused(sit([card(kind)]), action)) == NO_SUCH


@pytest.mark.parametrize("point", [4, -1])
def test_a_point_that_the_card_does_not_have_is_refused(point: int) -> None:
    said = after(sit([card("say")]), Answer())
    assert str(refused(said, Tick(points=(0, point)))) == NO_SUCH


def test_the_key_of_another_card_is_refused() -> None:
    drawn = begin(deck("ab"), mode="quiz", lessons={})
    why = str(refused(drawn, Deal(card=card("choice", id="b"))))
    assert why == "The key of a is expected, not that of b."


def test_a_refusal_names_what_is_taken() -> None:
    error = refused(answer(sit(deck("a"))), Answer())
    assert str(error) == "That is for an open question."
    assert error.expected == ("Flag", "Grade", "Leave", "Next", "Undo")
    assert error.__notes__ == ["The phase Told takes Flag, Grade, Leave, Next, Undo."]


def test_what_is_not_an_action_is_refused_in_every_phase() -> None:
    assert "is not an action" in str(refused(sit(deck("a")), 7))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("actions", "kinds"),
    [
        ([], {Answer, Hint, Flag, Leave}),
        ([Answer()], {Follow, Flag, Undo, Leave}),
        ([Answer(), Follow(), Follow()], {Tick, Flag, Undo, Leave}),
        ([Answer(), Follow(), Follow(), Tick()], {Next, Flag, Undo, Leave}),
        ([Answer(), Follow(), Follow(), Tick(), Next()], {Undo, Leave}),
    ],
)
def test_each_phase_takes_its_actions(actions: list[Action], kinds: set[type[Action]]) -> None:
    assert allowed(after(sit([card("say")], "interview"), *actions)) == kinds


def test_a_drawn_card_waits_for_its_key() -> None:
    assert allowed(begin(deck("a"), mode="quiz", lessons={})) == {Deal, Leave}


def test_a_step_leaves_the_state_before_it_alone() -> None:
    sitting = sit(deck("ab"))
    copy = after(sitting)
    after(sitting, *answers(sitting), Next(), Hint())
    assert sitting == copy == sit(deck("ab"))
