"""A free answer in a conversation: a paragraph, its points, and an interviewer who asks further."""

from __future__ import annotations

from io import StringIO

import pytest

from tests.plain.talking import CHOICE, SAY, key, talk
from tests.quiz.making import hold, phase
from tutor.plain.printer import Printer
from tutor.plain.quiz_text import Talk


def test_a_paragraph_ends_with_an_empty_line_and_ticks_what_it_says() -> None:
    held = hold([SAY])
    printed = talk(held, "Names of channels,", "a queue each.", "", "")
    assert "  [x] 1) A group is names\n  [x] 2) A queue each\n  [ ] 3) Copies\n" in printed
    assert "Points you made, as 1 3; 0 for none [1 2 4]: " in printed
    assert held.sitting.turns[0].response.text == "Names of channels,\na queue each."
    assert held.sitting.turns[0].response.picks == (0, 1, 3)


@pytest.mark.parametrize(("line", "picks"), [("0", ()), ("", ()), ("2 3", (1, 2)), ("9", None)])
def test_points_are_ticked_by_their_numbers(line: str, picks: tuple[int, ...] | None) -> None:
    held = hold([SAY], "interview")
    printed = talk(held, "", line)
    ticked = [turn.response.picks for turn in held.sitting.turns]  # left, and judged as it was
    assert ticked == ([] if picks is None else [picks])
    assert ("Type the numbers of the points you made" in printed) == (picks is None)


@pytest.mark.parametrize("lines", [[":q"], ["", "q"], ["", ":Q"]])
def test_a_free_answer_can_be_left_before_it_is_ticked(lines: list[str]) -> None:
    held = hold([SAY], "interview")
    talk(held, *lines)
    assert (held.sitting.turns, phase(held.sitting) == "Over") == ((), False)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([":q"], ()),
        ([], ()),
        (["", "q"], ()),
        (["", ":q"], ()),
        (["Of", "channels"], ((0, "Of\nchannels", False),)),
        (["Of", ":q"], ((0, "Of", False),)),
        (["Of", "", "q"], ((0, "Of", False),)),
        (["Of", "", "y", ":q"], ((0, "Of", True),)),
    ],
)
def test_what_was_ticked_and_said_is_kept_when_a_follow_up_is_left(
    lines: list[str], said: tuple[tuple[int, str, bool], ...]
) -> None:
    held = hold([SAY], "interview")
    talk(held, "Copies.", "", "3", *lines)
    (turn,) = held.sitting.turns
    assert (turn.response.text, turn.response.picks, turn.followed) == ("Copies.", (2,), said)


def test_ctrl_c_at_a_follow_up_keeps_what_was_ticked() -> None:
    held, lines = hold([SAY], "interview"), iter(["Copies.", "", "3"])

    def ask(_: str) -> str:
        for line in lines:
            return line
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Talk(held, Printer(StringIO(), width=80), ask, pauses=True).run()
    assert held.sitting.turns[0].response.picks == (2,)


@pytest.mark.parametrize(
    "before", [["Hm.", ""], ["Hm.", "", "0"], ["Hm.", "", "0", "Well."], ["", "0", ""]]
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
def test_an_interviewer_asks_further_and_shows_what_is_missing(line: str, made: bool) -> None:
    held = hold([SAY], "interview")
    printed = talk(held, "", "2 3 4", "Of channels.", "", line)
    assert "Let me ask further. Of what?" in printed
    assert "What should be in it. Of channels." in printed
    assert held.sitting.turns[0].followed == ((0, "Of channels.", made),)


def test_a_command_at_a_follow_up_is_no_answer() -> None:
    held = hold([SAY], "interview")
    talk(held, "", "2 3 4", "", "f", "y")
    assert held.sitting.turns[0].followed == ((0, "", True),)
