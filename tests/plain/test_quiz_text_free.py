"""A free answer in a conversation: a paragraph, its points, and an interviewer who asks further."""

from __future__ import annotations

import pytest

from tests.plain.talking import CHOICE, SAY, TYPE, key, talk
from tests.quiz.making import hold, phase

NO = ("", "n")  # to a follow-up: said aloud, and not made


def test_a_paragraph_ends_with_an_empty_line_and_what_was_heard_is_marked_in_it() -> None:
    held = hold([SAY])
    printed = talk(held, "Names of channels,", "a queue each.", "", "y")
    assert "You said\n  Names[1] of channels,[4]\n  a queue[2] each.\n" in printed
    assert "A good answer\n  Names of channels, a queue each, and copies.\n" in printed
    assert "  [ ] 2) A queue each · heard\n  [ ] 3) Copies\n" in printed
    assert "Points you made, as 1 3; 0 for none; y for 1 2 4: y" in printed
    assert held.sitting.turns[0].response.text == "Names of channels,\na queue each."
    assert held.sitting.turns[0].response.picks == (0, 1, 3)


@pytest.mark.parametrize(
    ("line", "picks"), [("0", ()), ("", None), ("y", None), ("2 3", (1, 2)), ("9", None)]
)
def test_points_are_ticked_by_their_numbers(line: str, picks: tuple[int, ...] | None) -> None:
    held = hold([SAY], "interview")
    printed = talk(held, "names", "", *NO, *NO, line)
    ticked = [turn.response.picks for turn in held.sitting.turns]
    assert ticked == ([] if picks is None else [picks])
    assert ("Type the numbers of the points you made" in printed) == (picks is None)
    assert "Points you made, as 1 3; 0 for none: " in printed


@pytest.mark.parametrize("lines", [[":q"], ["", "q"], ["", ":Q"]])
def test_a_free_answer_can_be_left_before_it_is_ticked(lines: list[str]) -> None:
    held = hold([SAY], "interview")
    talk(held, *lines)
    assert (held.sitting.turns, phase(held.sitting) == "Over") == ((), False)


@pytest.mark.parametrize("lines", [[":q"], [], ["Of", ":q"], ["Of", "", "q"], [*NO, *NO, "q"]])
def test_who_leaves_before_the_points_are_ticked_has_not_answered(lines: list[str]) -> None:
    held = hold([SAY], "interview")
    talk(held, "Copies.", "", *lines)
    assert held.sitting.turns == ()


@pytest.mark.parametrize(
    "before", [["Hm.", ""], ["Hm.", "", *NO], ["Hm.", "", *NO, "Well."], ["", *NO, *NO]]
)
def test_a_free_answer_can_be_taken_back_before_it_is_judged(before: list[str]) -> None:
    held = hold([CHOICE, SAY], "interview")
    printed = talk(held, key(held), *before, ":u")
    assert (phase(held.sitting), held.sitting.card.id, len(held.sitting.turns)) == (
        "Asking",
        "say",
        1,
    )
    assert printed.count("Question 2") == 2


def test_the_answer_before_can_be_taken_back_while_one_speaks() -> None:
    held = hold([CHOICE, SAY])
    talk(held, key(held), "Hm.", ":u")
    assert (held.sitting.card.id, held.sitting.turns) == ("choice", ())


def test_a_command_inside_a_paragraph_is_no_part_of_it() -> None:
    held = hold([SAY])
    talk(held, "Names", ":h", "and queues", "", "0")
    assert (held.sitting.turns[0].response.text, held.sitting.turns[0].hints) == (
        "Names\nand queues",
        1,
    )


@pytest.mark.parametrize(("line", "made"), [("y", True), ("Yes", True), ("", False), ("no", False)])
def test_an_interviewer_asks_further_and_shows_what_should_be_in_it(line: str, made: bool) -> None:
    held = hold([SAY], "interview")
    printed = talk(held, "It is names.", "", "Of channels.", "", line, *NO, "2 3 4")
    assert "You said: It is names.\nOf what?" in printed
    assert "Let me ask further.\nWhere?" in printed
    assert "What should be in it. Of channels." in printed
    assert held.sitting.turns[0].followed == ((0, "Of channels.", made), (1, "", False))


def test_the_rubric_comes_after_the_follow_ups() -> None:
    printed = talk(hold([SAY], "interview"), "", *NO, *NO, "0")
    assert printed.index("Where?") < printed.index("A queue each")


def test_a_command_at_a_follow_up_is_no_answer() -> None:
    held = hold([SAY], "interview")
    talk(held, "", "", "f", "y", *NO, "2 3 4")
    assert held.sitting.turns[0].followed[0] == (0, "", True)


@pytest.mark.parametrize(("line", "correct"), [("y", True), ("", False), ("f", None)])
def test_whether_a_contained_answer_was_meant_is_asked(line: str, correct: bool | None) -> None:
    held = hold([TYPE])
    printed = talk(held, "disconnect or so", line)
    assert "Did you mean disconnect? (y or n) [n]: " in printed
    assert [turn.verdict.correct for turn in held.sitting.turns] == (
        [] if correct is None else [correct]
    )
