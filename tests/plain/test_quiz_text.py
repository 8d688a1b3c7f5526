"""A sitting as a conversation: lines in, text out."""

from __future__ import annotations

import pytest

from tests.plain.talking import CHOICE, SAY, TYPE, Peeking, after, key, talk
from tests.quiz.making import EVERY, Services, card, hold, phase, standing
from tutor.plain.quiz_text import waiting
from tutor.quiz.card import Card
from tutor.quiz.schedule import Mode

# ── one card ────────────────────────────────────────────────────────────────────────────────


def test_a_card_says_where_it_stands_and_what_it_asks() -> None:
    held = hold([CHOICE])
    printed = talk(held, key(held))
    assert printed.startswith("Card 1 · 0 of 1 done · lesson 7, Delivery\nOne is right\n")


def test_a_card_may_show_its_id() -> None:
    assert [" choice" in talk([CHOICE], ids=ids).split("\n")[0] for ids in (True, False)] == [
        True,
        False,
    ]


def test_an_interview_asks_questions() -> None:
    assert talk([SAY], mode="interview").startswith("Question 1 · ")


@pytest.mark.parametrize("made", EVERY, ids=lambda made: made.kind)
def test_the_key_of_any_kind_is_right(made: Card) -> None:
    held = hold([made])
    said = ["", key(held)] if made.kind == "say" else [key(held)]
    assert "✓ Right · Good · in 3 days" in talk(held, *said)


@pytest.mark.parametrize(("reply", "made"), [("y", 1), ("Yes", 1), ("0", 0), ("1 2", 2)])
def test_the_points_that_were_heard_can_be_taken_or_named(reply: str, made: int) -> None:
    services = Services()
    talk([SAY], "A group is a set of names.", "", reply, services=services)
    assert [round(4 * one.score) for one in standing(services.entries)] == [made]


@pytest.mark.parametrize(("made", "lines"), [(CHOICE, ["x"]), (SAY, ["Hm.", "", "0"])])
def test_an_answer_is_written_down_before_its_verdict_is_printed(
    made: Card, lines: list[str]
) -> None:
    services = Peeking()
    assert "✗ Not yet" in talk([made], *lines, services=services)
    (printed,) = services.printed
    assert "What does the layer promise?" in printed
    assert "✗ Not yet" not in printed


def test_x_does_not_know() -> None:
    held = hold([CHOICE])
    assert "✗ Not yet · Again" in talk(held, "x", key(hold([CHOICE])))


@pytest.mark.parametrize("kind", ["choice", "multiple", "order", "fault", "type"])
def test_an_empty_line_grades_nothing_and_says_what_is_wanted(kind: str) -> None:
    held = hold([card(kind)])
    colon = ":" * (kind == "type")
    assert held.sitting.asked is not None
    assert f"Type {held.sitting.asked.wanted}. {colon}x if you do not know.\n" in talk(
        held, "", width=120
    )
    assert held.sitting.turns == ()


def test_who_does_not_know_a_free_answer_says_so_with_an_empty_line() -> None:
    assert "Then say so, with an empty line." in talk([SAY], ":x")
    assert "That is for an open question." in talk([SAY], "", "x")


@pytest.mark.parametrize(("lines", "asked"), [([":q", "y"], 1), ([":q", "n", ":q", "Yes"], 2)])
def test_an_interview_at_a_terminal_asks_before_it_is_left(lines: list[str], asked: int) -> None:
    printed = talk([SAY], *lines, mode="interview", pauses=True)
    assert printed.count("Leave the interview?") == asked


def test_what_is_no_answer_is_asked_again() -> None:
    assert (
        "Type a number from 1 to 3. x if you do not know.\n"
        "Your answer (h hint, q end): " in talk([CHOICE], "7")
    )


def test_letters_are_letters_where_a_text_is_asked_for() -> None:
    held = hold([TYPE])
    talk(held, "h")
    assert held.sitting.turns[0].response.text == "h"


@pytest.mark.parametrize(("made", "command"), [(CHOICE, "h"), (CHOICE, ":h"), (TYPE, ":H")])
def test_a_hint_is_told_and_the_question_stays(made: Card, command: str) -> None:
    held = hold([made])
    printed = talk(held, command)
    assert "Hint, nudge: Think of a full queue." in printed
    assert (held.sitting.hints, phase(held.sitting), printed.count("Card 1")) == (1, "Asking", 1)


def test_where_to_look_is_told_in_words_and_after_the_answer_nothing() -> None:
    printed = talk([TYPE], ":h", ":h", ":h", ":h")
    assert "Hint, where to look: `group_send`, line 9" in printed
    assert "Hint, answer: `disconnect`" in printed
    assert "There is no further hint." in printed
    assert printed.count("Hint, nudge: ") == 1


@pytest.mark.parametrize(
    ("made", "lines", "listed"),
    [
        (CHOICE, ["?"], "h"),
        (CHOICE, [":?"], "h"),
        (TYPE, [":?"], ":h"),
        (TYPE, [":y"], ":h"),
        (SAY, [":?"], ":h"),
        (SAY, ["", "?"], "h"),
        (SAY, ["", ":?"], "h"),
    ],
)
def test_the_help_lists_commands_as_they_are_typed_here(
    made: Card, lines: list[str], listed: str
) -> None:
    printed = talk([made], *lines)
    assert f"\n{listed}: a hint, which costs a grade\n" in printed
    assert f"\n{listed.replace('h', 'q')}: end here\n" in printed


def test_bytes_that_are_no_text_are_replaced() -> None:
    held = hold([TYPE])
    talk(held, "caf\udce9")
    assert held.sitting.turns[0].response.text == "caf?"


# ── commands ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["p"], "Nothing has been answered yet."),
        (["u"], "There is nothing to take back."),
        (["d"], "A grade can be changed only while the verdict is on the screen."),
        (["f"], "Flagged: choice."),
        (["f", ":f"], "No longer flagged: choice."),
        (["i"], "choice: `tutor quiz --card choice`"),
        (["?"], "u: take the last answer back"),
        (["help"], "q: end here"),
        ([":y"], "There is no command :y."),
        ([":"], "There is no command :."),
    ],
)
def test_a_command_at_a_question(lines: list[str], said: str) -> None:
    assert said in talk([CHOICE], *lines)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([""], ""),
        (["d"], "Noted: in 3 days."),
        (["e"], "Noted: in 3 days."),
        (["f"], "Flagged: choice."),
        (["p"], ""),
        (["y"], "h: a hint, which costs a grade"),
        (["h"], "Hints are for open questions."),
        (["u"], "Taken back; here it is again."),
        ([":q"], ""),
    ],
)
def test_a_command_at_a_verdict(lines: list[str], said: str) -> None:
    held = hold([CHOICE])
    printed = talk(held, key(held), *lines, pauses=True)
    assert said in after(printed, "Enter goes on")


def test_a_wrong_answer_has_no_other_grade() -> None:
    assert "A wrong answer is asked again soon anyway." in talk([CHOICE], "x", "e", pauses=True)


def test_a_hint_has_cost_its_grade() -> None:
    held = hold([CHOICE])
    printed = talk(held, "h", key(held), "e", pauses=True)
    assert "The hint has cost a grade; it stays as it is." in printed


def test_when_cramming_a_grade_has_no_date() -> None:
    held = hold([CHOICE], "cram")
    assert "Noted.\n" in talk(held, key(held), "d", pauses=True)


@pytest.mark.parametrize(
    ("made", "trouble", "said", "proved"),
    [
        (CHOICE, "", "", ["choice"]),
        (CHOICE, "The player ended with 3.", "The player ended with 3.", ["choice"]),
        (card("choice"), "", "No run shows this one.", []),
    ],
)
def test_a_proof_is_played_where_there_is_one(
    made: Card, trouble: str, said: str, proved: list[str]
) -> None:
    services = Services(trouble)
    held = hold([made], services=services)
    printed = talk(held, key(held), "p", pauses=True)
    assert (said in after(printed, "end): p\n"), services.proved) == (True, proved)


def test_a_pipe_goes_straight_on() -> None:
    held = hold([CHOICE, TYPE])
    talk(held, key(held), "disconnect")
    assert phase(held.sitting) == "Over"


def test_what_is_taken_back_at_a_verdict_is_asked_again() -> None:
    held = hold([CHOICE])
    printed = talk(held, "x", "u", key(held), "", pauses=True)
    assert (printed.count("Card 1"), phase(held.sitting)) == (2, "Over")


def test_what_is_taken_back_at_the_next_question_is_asked_again() -> None:
    held = hold([CHOICE, TYPE])
    talk(held, key(held), ":u")
    assert (held.sitting.card.id, held.sitting.turns) == ("choice", ())


def test_the_end_of_the_input_is_the_end() -> None:
    held = hold([CHOICE])
    talk(held)
    assert phase(held.sitting) == "Asking"


# ── whatever the terminal ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("mode", ["quiz", "interview"])
def test_in_ascii_there_is_only_ascii(mode: Mode) -> None:
    odd = card("choice", id="b", question="Was heißt „höchstens einmal“ → hier?")
    printed = talk([*EVERY, odd], *[":h", ""] * 11, mode=mode, ascii=True)
    assert printed.isascii()


@pytest.mark.parametrize("width", [40, 80, 120])
def test_nothing_but_a_prompt_is_wider_than_the_terminal(width: int) -> None:
    printed = talk(EVERY, *[":h", ""] * 10, width=width)
    wide = [line for line in printed.splitlines() if len(line) > width]
    assert all(": " in line and ("q end" in line or "0 for none" in line) for line in wide)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "1 more card waits for another sitting."),
        (2, "2 more cards wait for another sitting."),
    ],
)
def test_what_is_left_waits(number: int, said: str) -> None:
    assert waiting(number) == said
