"""A sitting that is held: entries are written before the state that shows their verdict."""

from __future__ import annotations

import pytest

from tests.quiz.making import Services, answer, answers, card, hold, phase, right, sit
from tutor.library.examiner import Examiner
from tutor.quiz.card import Card
from tutor.quiz.hints import EASY
from tutor.quiz.sitting import (
    Answer,
    Entry,
    Follow,
    Grade,
    Hint,
    Leave,
    Next,
    TakenBack,
    Tick,
    Undo,
)
from tutor.quiz.step import Refused, begin

A, B = card("choice", id="a"), card("choice", id="b")


class Watching(Services):
    """What the learner can see while an entry is being written, which may fail."""

    def __init__(self, *, fails: bool = False) -> None:
        super().__init__()
        self.fails, self.seen = fails, list[str]()
        self.held: Examiner | None = None

    def write(self, entry: Entry) -> None:
        assert self.held is not None
        self.seen.append(f"{phase(self.held.sitting)} {len(self.held.sitting.turns)}")
        if self.fails:
            raise OSError("the disk is full")
        super().write(entry)


def watched(*, fails: bool = False) -> tuple[Examiner, Watching]:
    services = Watching(fails=fails)
    services.held = hold([A, B], services=services)
    return services.held, services


def test_an_answer_is_written_before_its_verdict_can_be_seen() -> None:
    held, services = watched()
    held.do(Answer())
    assert (services.seen, phase(held.sitting)) == (["Asking 0"], "Told")


def test_a_free_answer_is_written_before_its_verdict_can_be_seen() -> None:
    services = Watching()
    services.held = hold([card("say")], "interview", services)
    for action in (Answer(), Follow(), Follow(), Tick(points=(1,))):
        services.held.do(action)
    assert (services.seen, phase(services.held.sitting)) == (["Ticking 0"], "Told")


def test_an_answer_that_could_not_be_written_has_no_verdict() -> None:
    held, _ = watched(fails=True)
    before = held.sitting
    with pytest.raises(OSError, match="the disk is full"):
        held.do(Answer())
    assert held.sitting is before


def test_what_is_taken_back_is_written_before_it_is_gone() -> None:
    held, services = watched()
    held.do(Answer())
    held.do(Undo())
    assert services.seen == ["Asking 0", "Told 1"]
    assert services.entries[-1] == TakenBack(number=1)


def test_an_action_that_is_refused_writes_nothing_and_changes_nothing() -> None:
    held, services = watched()
    before = held.sitting
    with pytest.raises(Refused):
        held.do(Grade(to=EASY))
    assert (held.sitting, services.entries) == (before, [])


def test_a_card_has_its_key_before_it_is_asked_and_one_without_is_left_out() -> None:
    class Keyless(Services):
        def settle(self, card: Card) -> Card | None:
            return None if card.id in "ac" else card

    cards = [A, B, card("choice", id="c")]
    held = Examiner(begin(cards, mode="quiz", lessons={}), Keyless())
    assert held.sitting.card.id == "b"
    for action in (*answers(held.sitting), Next()):
        held.do(action)
    assert phase(held.sitting) == "Over"


def test_a_sitting_that_is_left_reads_no_further_recording() -> None:
    class Interrupted(Services):
        def settle(self, card: Card) -> Card | None:
            if card.id == "b":
                raise KeyboardInterrupt
            return card

    held = Examiner(begin([A, B], mode="quiz", lessons={}), Interrupted())
    held.do(Answer(response=right(A)))
    with pytest.raises(KeyboardInterrupt):
        held.do(Next())
    held.do(Leave())
    assert (phase(held.sitting), len(held.sitting.turns)) == ("Dealing", 1)


def test_the_card_in_hand_is_flagged_and_the_flag_taken_away() -> None:
    services = Services()
    held = hold(answer(sit([A, B])), services=services)
    assert (held.flag(), services.flags) == (True, {"a"})
    assert (held.flag(), services.flags) == (False, set())


def test_where_no_card_is_in_hand_none_is_flagged() -> None:
    with pytest.raises(Refused, match="No card is in hand"):
        hold([]).flag()


def test_hints_describe_the_place_to_look() -> None:
    held = hold([A])
    held.do(Hint())
    held.do(Hint())
    assert held.hints() == [
        ("nudge", "Think of a full queue."),
        ("where to look", "`group_send`, line 9"),
    ]
