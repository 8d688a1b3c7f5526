"""A sitting as a whole: its first sentence, its dates in words, its summary."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from tests.quiz.making import TEXTS, after, card, sit
from tests.view.tape import drawn
from tutor.quiz.plan import Plan
from tutor.quiz.sitting import Answer, Follow, Next, Tick
from tutor.quiz.sitting_summary import Score
from tutor.view import palette, sitting_page

QUICK = settings(max_examples=60, suppress_health_check=list(HealthCheck))


def score(
    topic: str,
    asked: int,
    right: int,
    worth: float,
    *pages: str,
    lesson: int = 7,
) -> Score:
    return Score(lesson=lesson, topic=topic, asked=asked, right=right, worth=worth, pages=pages)


SCORES = [
    score("Scopes", 2, 2, 2.0, lesson=4),
    score("Groups", 12, 10, 10.5, "Three tabs, one room", '"Persistent"'),
    score("What a channel layer promises, and what it does not", 3, 0, 0.0, "At most once"),
]


@pytest.mark.parametrize(
    ("due", "new", "buried", "sentence"),
    [
        (3, 9, 0, "12 cards: 3 due and 9 new"),
        (3, 9, 2, "12 cards: 3 due and 9 new; 2 related ones wait for another day"),
        (1, 0, 1, "1 card; a related one waits for another day"),
        (0, 2, 0, "2 cards"),
        (0, 0, 0, "0 cards"),
    ],
)
def test_the_first_sentence_counts_the_cards(
    due: int, new: int, buried: int, sentence: str
) -> None:
    plan = Plan(cards=(card("choice"),) * (due + new), due=due, new=new, buried=buried)
    assert sitting_page.opening(plan) == sentence


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_summary(width: int, snapshot: SnapshotAssertion) -> None:
    assert drawn(sitting_page.summary(SCORES, width=width), width=width) == snapshot


def test_partial_credit_is_shown_as_such() -> None:
    scores = [Score(lesson=7, topic="Groups", asked=2, right=0, partly=1, worth=0.62, pages=())]
    shown = drawn(sitting_page.summary(scores, width=80)).splitlines()
    assert shown[0].strip() == "0 of 2 right, 1 partly, 31%"
    assert "0 of 2, 1 partly" in shown[1]


def test_an_interview_shows_the_time_for_each_question() -> None:
    sitting = sit([card("say"), card("say", id="b")], "interview")
    asked = (Follow(made=True), Follow(made=True))
    for now in (40, 115):
        sitting = after(sitting, Answer(), *asked, Tick(points=(0, 1, 2, 3)), Next(), now=now)
    shown = drawn(sitting_page.summary(SCORES, sitting.turns, width=40)).splitlines()
    at = shown.index(next(line for line in shown if "Time for each question" in line))
    assert [line.split()[-2:] for line in shown[at + 1 : at + 3]] == [
        ["0:40", "100%"],
        ["1:15", "100%"],
    ]


def test_a_summary_in_ascii(snapshot: SnapshotAssertion) -> None:
    picture = drawn(sitting_page.summary(SCORES, width=60, ascii=True), width=60)
    assert picture.isascii()
    assert picture == snapshot


def test_who_answered_nothing_is_told_so() -> None:
    assert drawn(sitting_page.summary([], width=40)) == "Nothing was answered."


def test_who_knows_everything_has_nothing_to_reread() -> None:
    assert drawn(sitting_page.summary(SCORES[:1], width=60)).split("\n") == [
        "2 of 2 right, 100%",
        "✓ 4 Scopes  2 of 2  ■■■■■ 100%",
    ]


@pytest.mark.parametrize(("worth", "mark"), [(4.0, "✓"), (3.9, "✗")])
def test_four_of_five_are_good_enough(worth: float, mark: str) -> None:
    picture = sitting_page.summary([score("Groups", 5, 4, worth)], width=60)
    style = {"✓": palette.GOOD, "✗": palette.BAD}[mark]
    assert drawn(picture).split("\n")[1].startswith(f"{mark} 7 Groups")
    assert style in {str(span.style) for span in picture.spans}


def test_a_chapter_without_a_topic_is_its_number() -> None:
    shown = drawn(sitting_page.summary([score("", 1, 0, 0.0, lesson=11)], width=60)).split("\n")
    assert shown[1] == "✗ 11  0 of 1  ····· 0%"


@pytest.mark.parametrize(
    ("share", "drawing"),
    [(0, "·····"), (0.09, "·····"), (0.5, "■■···"), (0.91, "■■■■■"), (1, "■■■■■")],
)
def test_a_share_is_a_bar(share: float, drawing: str) -> None:
    assert sitting_page.bar(share, palette.UNICODE) == drawing


SCORE = st.builds(
    score,
    TEXTS,
    st.integers(1, 999),
    st.integers(0, 999),
    st.floats(0, 1),
    TEXTS,
    lesson=st.integers(1, 99),
)


@QUICK
@given(st.lists(SCORE, max_size=5), st.integers(40, 130), st.booleans())
def test_no_line_is_wider_than_asked_and_every_row_ends_with_its_share(
    scores: list[Score], width: int, ascii: bool
) -> None:
    rows = drawn(sitting_page.summary(scores, width=width, ascii=ascii), width=300).split("\n")
    assert max(map(cell_len, rows)) <= width
    assert [row[-1] for row in rows[1 : len(scores) + 1]] == ["%"] * len(scores)
    assert not ascii or all(row.isascii() for row in rows)
