"""What is said in a round, as text."""

from __future__ import annotations

import pytest

from tests.quiz.rounds_made import CLARIFY, DRAW, TALK, design, incident
from tests.quiz.test_round_talk import held
from tutor.quiz.round_state import Board, Feed, Head, Item, Rubric, Said
from tutor.quiz.rounds import Shown
from tutor.view import round_page

FEED = Feed(
    (
        Shown(
            0.5,
            "server 1",
            "ERROR daphne.server: Exception inside application, and much more of it",
        ),
        Shown(12.25, "", "ann is closed by the server with 1011"),
        Shown(None, "", "Copies: 5"),
    )
)


def shown(one: Item, width: int = 80, **how: bool) -> str:
    return round_page.item(one, width=width, **how).plain


def last(kind: type[Item], *lines: str) -> str:  # type: ignore[valid-type]
    stage = DRAW if kind is Board else TALK
    items = held(stage, *lines).items
    return shown([one for one in items if isinstance(one, kind)][-1])


def test_a_stage_begins_with_its_place_its_title_and_its_minutes() -> None:
    assert shown(Head(2, 5, CLARIFY)) == "Stage 2 of 5 · Clarify · 2 minutes"
    assert shown(Head(4, 5, TALK), ascii=True) == "Stage 4 of 5 - Go deep - 1 minute"


def test_a_candidates_words_are_no_markdown() -> None:
    assert shown(Said("you", "*I* said\nso")) == "> *I* said\n> so"
    assert shown(Said("interviewer", "*I* said")) == "I said"


def test_evidence_has_its_times_in_a_column() -> None:
    assert shown(FEED, 60) == (
        "   0.500 s  server 1  ERROR daphne.server: Exception inside\n"
        "                      application, and much more of it\n"
        "  12.250 s  ann is closed by the server with 1011\n"
        "    Copies: 5"
    )


def test_a_long_name_of_a_process_leaves_room_for_what_it_says() -> None:
    assert (
        shown(Feed((Shown(1.0, "server" * 9, "It broke"),)))
        == "   1.000 s  serverserverser…  It broke"
    )


def test_on_a_narrow_screen_a_time_has_a_line_of_its_own() -> None:
    assert shown(FEED, 42).split("\n") == [
        "   0.500 s  server 1",
        "    ERROR daphne.server: Exception inside",
        "    application, and much more of it",
        "  12.250 s",
        "    ann is closed by the server with 1011",
        "    Copies: 5",
    ]


def test_below_a_drawing_is_what_is_missing_doubtful_and_unknown() -> None:
    told = last(Board, "browser -> daphne x2", "daphne -> *gadget*", "", ":q")
    assert "✗ Missing: a layer" in told
    assert "? Which of the 2 processes" in told
    assert "? I take “*gadget*” for a part of your own." in told


def test_a_sound_drawing_is_called_so_and_the_good_one_has_a_title() -> None:
    items = held(DRAW, "browser -> daphne -> redis", "").items
    mine, good = [shown(one) for one in items if isinstance(one, Board)]
    assert mine.endswith("✓ All that it needs is there.")
    assert good.startswith("One good drawing:\n┌─")


def test_a_rubric_marks_what_was_heard_by_the_words_that_did_it() -> None:
    told = last(Rubric, "I *store* it", "", "at most once", "", "")
    assert "✓ 1) Save first (heard: “store”)" in told
    assert "✓ 2) At most once (heard in a follow-up)" in told
    assert "\n  3) Jitter\n" in told
    assert "A good answer. I save it, the layer" in told


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (0.0, "0:00 of 2:00"),
        (119.9, "1:59 of 2:00"),
        (120.0, "2:00 of 2:00"),
        (162, "2:42, +0:42 over"),
    ],
)
def test_the_clock_says_how_much_is_over(now: float, told: str) -> None:
    talk = held(CLARIFY)
    assert round_page.clock(talk, now) == told
    assert round_page.prompt(talk, now) == f"[{told}] > "


def test_points_are_claimed_behind_a_prompt_of_their_own() -> None:
    talk = held(TALK, TALK.model, "")
    assert round_page.prompt(talk, 3.0) == f"{round_page.CLAIM}: "
    assert round_page.claiming(width=80).plain == f"{round_page.CLAIM}:"
    assert round_page.typed("*so*", width=80).plain == "> *so*"


def test_the_summary_counts_points_and_time_and_says_what_was_not_reached() -> None:
    talk = held(design(TALK, DRAW), "I save it", *["…"] * 69, "", "", "", "2", ":q")
    assert round_page.summary(talk, width=80).plain.split("\n") == [
        "1 of 3 points in 1:14 of 2:00.",
        "",
        "Go deep: 1 of 3, 1:14 of 1:00, +0:14 over",
        "✗ Save first (heard, not claimed)",
        "✓ At most once (claimed, not heard)",
        "✗ Jitter",
        "",
        "Not reached: Draw.",
    ]


def test_a_round_that_was_left_at_once_has_no_score() -> None:
    assert round_page.summary(held(incident(), ":q"), width=80).plain == "Nothing was answered."


@pytest.mark.parametrize("width", [20, 40, 80])
def test_nothing_is_wider_than_the_screen_and_in_ascii_all_is_ascii(width: int) -> None:
    lines = ["ä *save* it", "", "b", "", "", "1 2"]
    talk = held(design(TALK, DRAW), *lines, "browser -> daphne x2 -> ö", "", "", ":q")
    for one in (*talk.items, FEED):
        text = round_page.item(one, width=width, ascii=True)
        assert all(row.cell_len <= width for row in text.split("\n")), text.plain
        assert text.plain.isascii()
    assert round_page.summary(talk, width=width, ascii=True).plain.isascii()
