"""The card at the end of a scene."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.view.tape import drawn
from tutor.course.model import Claim, Source
from tutor.view.lesson_end import Offer
from tutor.view.scene_end import Guess, card, last_sentence, more

HERE = Source(file=Path("lesson.md"), line=1)
WRONG = Claim(
    id="C04-06", verdict="wrong", proof="", text="The router adds `nothing`.", source=HERE
)
GUESSES = [
    Guess(question="John says Hello. How many browsers show it?", state="right"),
    Guess(question="Does the guest get in?", state="wrong"),
    Guess(question="Is it saved?", state="open"),
]
OFFERS: list[Offer] = [("n", "next: The order", 4.7), ("$", "to the last fact (78)", 0.0)]


def rows(**more: object) -> list[str]:
    look = {"width": 60, **more}
    shown = card("Layer by layer", [(WRONG, True)], GUESSES, OFFERS, **look)  # type: ignore[arg-type]
    return [row.rstrip() for row in drawn(shown, width=300).splitlines()]


def test_the_card_says_what_was_shown_what_was_guessed_and_what_comes_next() -> None:
    assert rows() == [
        "Layer by layer: done",
        "",
        "✓ The router adds nothing. The guide is wrong.",
        "  Proved by the recording.",
        "",
        "✓ You guessed right. How many browsers show it?",
        "✗ Your guess was wrong. Does the guest get in?",
        "? You did not guess. Is it saved?",
        "",
        "n  next: The order (5 min)",
        "$  to the last fact (78)",
    ]


def test_a_live_run_proves_it_by_itself() -> None:
    assert "  Proved by this run." in rows(live=True)


def test_what_a_run_does_not_bear_out_is_not_shown_as_proved() -> None:
    shown = drawn(card("S", [(WRONG, False)], [], [], width=80))
    assert "✗ The router adds nothing." in shown
    assert "The guide is wrong; the recording does not bear it out." in " ".join(shown.split())
    assert "Proved" not in shown


def test_a_verdict_that_is_each_time_the_same_is_told_once() -> None:
    more = Claim(id="C04-07", verdict="wrong", proof="", text="Nor does `as_asgi`.", source=HERE)
    shown = card("S", [(WRONG, True), (more, True)], [], [], width=60)
    assert [row.rstrip() for row in drawn(shown, width=60).splitlines()][2:] == [
        "✓ The router adds nothing.",
        "✓ Nor does as_asgi.",
        "  Each time the guide is wrong.",
        "  Proved by the recording.",
    ]


def test_a_verdict_is_told_of_each_where_they_differ_or_one_is_not_borne_out() -> None:
    more = Claim(id="C04-07", verdict="nuance", proof="", text="Nor `as_asgi`.", source=HERE)
    for claims in ([(WRONG, True), (more, True)], [(WRONG, True), (WRONG, False)]):
        shown = drawn(card("S", claims, [], [], width=80))
        assert "adds nothing. The guide is wrong." in shown
        assert "Each time" not in shown


def test_a_part_that_is_over_is_said_before_what_comes_next() -> None:
    shown = rows(said="Part 1 of 5 is done.")
    assert shown[shown.index("Part 1 of 5 is done.") + 1].startswith("n  next")


def test_a_scene_without_claims_and_questions_has_a_card() -> None:
    assert drawn(card("S", [], [], [], width=80)).strip() == "S: done"


@pytest.mark.parametrize("width", [20, 38, 80, 120])
@pytest.mark.parametrize("ascii", [False, True])
def test_no_line_is_wider_than_asked_and_no_word_is_lost(width: int, ascii: bool) -> None:
    shown = rows(width=width, ascii=ascii)
    assert max(map(cell_len, shown)) <= width
    assert not ascii or "".join(shown).isascii()
    for words in ("How many browsers show it?", "to the last fact (78)"):
        assert words in " ".join(" ".join(shown).split())


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Does it?", "Does it?"),
        ("John says\nHello. How many hear it?", "How many hear it?"),
        ("It fails! And now: who is told?", "who is told?"),
        ("", ""),
    ],
)
def test_a_question_comes_to_its_last_sentence(text: str, last: str) -> None:
    assert last_sentence(text) == last


def test_the_last_row_of_a_card_that_does_not_fit_says_so() -> None:
    assert more(2, width=60).plain == "⋮ 2 more lines, n reads on"
    assert more(1, width=60, ascii=True).plain == ": 1 more line, n reads on"
    assert cell_len(more(12, width=12).plain) <= 12
