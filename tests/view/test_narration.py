"""What the course says."""

from __future__ import annotations

import pytest
from rich.console import Console
from rich.text import Text
from syrupy.assertion import SnapshotAssertion

from tests.view.lessons import beat, claim, predict
from tests.view.tape import drawn
from tutor.course.model import Choice
from tutor.view import narration, palette

TOLD = [
    (2, beat("", "A server *listens*.")),
    (5, beat("", "It joins `lobby`.\n\nNow look.")),
    (9, beat("", "Later.")),
]


@pytest.mark.parametrize("width", [40, 80])
def test_the_current_beat_stands_out(width: int, snapshot: SnapshotAssertion) -> None:
    assert drawn(narration.beats(TOLD, 6, width=width)) == snapshot


def test_little_room_keeps_the_current_beat_whole() -> None:
    assert drawn(narration.beats(TOLD, 6, width=40, height=4)).startswith("▶ It joins lobby.")


def test_before_the_first_beat_there_is_a_sentence() -> None:
    assert "Step on" in drawn(narration.beats(TOLD, 1, width=40))


def test_code_keeps_its_backticks_where_no_style_is_seen() -> None:
    assert drawn(narration.prose("It joins `lobby`.", width=40, bare=True)) == "It joins `lobby`."


def test_an_open_prediction_gives_nothing_away(snapshot: SnapshotAssertion) -> None:
    assert drawn(narration.prediction(predict(), width=40)) == snapshot


def test_short_choices_stand_beside_each_other_where_rows_are_dear() -> None:
    asked, row = drawn(narration.prediction(predict(), width=60, tight=True)).split("\n")[-2:]
    assert (asked.startswith("?"), row) == (True, "  a  2     b  3")
    tall = drawn(narration.prediction(predict(), width=13, tight=True)).split("\n")
    assert tall[-2:] == ["  a  2", "  b  3"]
    assert "" not in tall


def test_a_long_choice_is_told_to_its_end() -> None:
    choices = (Choice(label="one two three four five six", why="!"),)
    shown = drawn(narration.prediction(predict(choices=choices), width=15))
    assert " ".join(shown.split()).endswith("a one two three four five six")


@pytest.mark.parametrize(
    ("beat", "said"),
    [
        (10, "◇ Your guess: b, 3. The run answers at beat 10."),
        (0, "◇ Your guess: b, 3."),
    ],
)
def test_a_guess_says_where_the_run_answers_it(beat: int, said: str) -> None:
    assert drawn(narration.guess(predict(), 1, width=60, beat=beat)) == said


def test_a_guess_hangs_under_its_sign() -> None:
    picture = drawn(narration.guess(predict(), 1, width=30, beat=10, ascii=True))
    assert picture.split("\n") == ["! Your guess: b, 3. The run", "  answers at beat 10."]


def weights(text: Text) -> list[list[str]]:
    """The styles of each line's first letter behind the sign, and of the sign."""
    console = Console(color_system="truecolor", force_terminal=True)
    return [
        [str(line.get_style_at_offset(console, at)) for at in (0, 2)]
        for line in text.split("\n")
        if len(line) > 2
    ]


def test_a_question_weighs_the_same_from_its_first_line_to_its_last() -> None:
    first, *rest = weights(narration.prediction(predict(), width=16))[:3]
    assert first == [palette.MARK, palette.STRONG]
    assert [letter for _, letter in rest] == [palette.STRONG, palette.CODE]


def test_a_guess_weighs_the_same_in_all_its_lines() -> None:
    first, last = weights(narration.guess(predict(), 1, width=30, beat=10))
    assert (first, last[1]) == ([palette.MARK, palette.STRONG], palette.STRONG)


@pytest.mark.parametrize("chosen", [None, 0, 1])
def test_the_run_answers_with_words_and_signs(
    chosen: int | None, snapshot: SnapshotAssertion
) -> None:
    assert drawn(narration.outcome(predict(), width=60, chosen=chosen, right=1)) == snapshot


def test_who_did_not_guess_is_told_so() -> None:
    picture = drawn(narration.outcome(predict(), width=60, right=1, skipped=True))
    assert "\n  You did not guess. The run says b, 3.\n" in picture


def test_an_outcome_in_ascii() -> None:
    picture = drawn(narration.outcome(predict(), width=60, chosen=0, right=1, ascii=True))
    assert picture.split("\n") == [
        "! How many browsers show Hello?",
        "x You said a, 2. The run says b, 3.",
        "  One for each member.",
        "  a: The sender gets its copy, too.",
    ]


@pytest.mark.parametrize("chosen", [None, 0, 1])
@pytest.mark.parametrize("skipped", [False, True])
@pytest.mark.parametrize("ascii", [False, True])
def test_one_line_of_an_outcome_is_the_verdict(
    chosen: int | None, skipped: bool, ascii: bool
) -> None:
    look = {"width": 60, "right": 1, "ascii": ascii}
    picture = drawn(narration.outcome(predict(), chosen=chosen, skipped=skipped, **look))
    assert [narration.is_verdict(line) for line in picture.split("\n")][:3] == [False, True, False]
    open_ = drawn(narration.prediction(predict(), width=60)).split("\n")
    assert not any(map(narration.is_verdict, open_))


@pytest.mark.parametrize(
    ("holds", "live", "said"),
    [
        (True, True, "✓ proved by this run"),
        (False, True, "✗ this run does not bear it out"),
        (True, False, "✓ proved by the recording"),
        (False, False, "✗ the recording does not bear it out"),
        (None, True, "Also the sender."),
    ],
)
def test_a_claim_ends_in_what_the_run_says(holds: bool | None, live: bool, said: str) -> None:
    picture = drawn(narration.claim(claim(), width=60, holds=holds, live=live))
    assert picture.split("\n")[-1] == said


@pytest.mark.parametrize("verdict", ["true", "nuance", "changed", "wrong", "bug", "odd"])
def test_a_verdict_is_said_in_words(verdict: str) -> None:
    said = narration.VERDICTS.get(verdict, verdict)
    assert drawn(narration.claim(claim(verdict=verdict), width=60)).startswith(f"C07-15 · {said}")


def test_a_claim_keeps_its_number_to_itself_where_it_is_behind_a_key() -> None:
    picture = drawn(narration.claim(claim(verdict="true"), numbered=False, width=60))
    assert picture.startswith("The guide is right")
    assert "C07" not in picture
