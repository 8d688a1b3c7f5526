"""The points of a free answer beside a good one, and what was heard in the learner's words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from tests.quiz.making import card
from tutor.quiz.asking import Asked
from tutor.quiz.card import Point
from tutor.quiz.heard import Span, heard
from tutor.view import palette
from tutor.view import rubric_page as view

SAY = card("say")
ASKED = Asked(card=SAY, order=(0, 1, 2, 3))
TEXT = "There are names of channels, and each one has a queue."


def lines(picture: Text) -> list[str]:
    return picture.plain.split("\n")


def test_the_words_that_made_a_point_end_in_its_number() -> None:
    assert lines(view.said(TEXT, heard(SAY, TEXT), width=40)) == [
        "You said",
        "  There are names[1] of channels,[4] and",
        "  each one has a queue.[2]",
    ]


def test_the_number_stands_after_the_last_of_the_words() -> None:
    marks = {0: (Span(0, 3), Span(8, 11)), 2: (Span(8, 11),)}
    assert lines(view.said("one two one", marks, width=40))[1] == "  one two one[1][3]"


def test_what_was_heard_has_a_style_of_its_own() -> None:
    shown = view.said("one two", {0: (Span(0, 3),)}, width=40)
    styles = {shown.plain[span.start : span.end]: span.style for span in shown.spans}
    assert (styles["one[1]"], styles["two"]) == (palette.NEW, palette.QUIET)


def test_what_was_said_stands_line_by_line_and_long_words_are_broken() -> None:
    assert lines(
        view.said("Names.\nAnd queues, I think.\nabcdefghijklmnopqrstu", {}, width=18)
    ) == [
        "You said",
        "  Names.",
        "  And queues, I",
        "  think.",
        "  abcdefghijklmnop",
        "  qrstu",
    ]


def test_a_good_answer_stands_above_the_points() -> None:
    shown = view.rubric(ASKED, marks={1: (Span(0, 1),)}, picks=(0,), cursor=1, width=60)
    assert lines(shown) == [
        "A good answer",
        "  Names of channels, a queue each, and copies.",
        "",
        "Which of these did you say?",
        "  [x] 1) A group is names",
        "▶ [ ] 2) A queue each · heard",
        "  [ ] 3) Copies",
        "  [ ] 4) Channels",
    ]


def test_where_there_is_room_it_stands_beside_them() -> None:
    shown = lines(view.rubric(ASKED, marks={}, picks=(), width=view.BESIDE))
    assert shown[0] == f"{'Which of these did you say?':40} │ A good answer"
    assert shown[1].startswith("  [ ] 1) A group is names")
    assert len(shown) == 5


def test_heard_stands_below_where_it_has_no_room() -> None:
    points = (Point(text="A group is a set of names"), Point(text="b"))
    asked = Asked(card=card("say", points=points), order=(0, 1))
    shown = lines(view.rubric(asked, marks={0: (Span(0, 1),)}, picks=(), width=36))
    assert shown[-3:] == ["  [ ] 1) A group is a set of names", "         · heard", "  [ ] 2) b"]


@given(
    st.text(max_size=200),
    st.lists(st.tuples(st.integers(0, 90), st.integers(1, 9)), max_size=6),
    st.integers(20, 130),
    st.booleans(),
    st.booleans(),
)
def test_whatever_is_said_no_line_is_too_wide_and_nothing_steers(
    text: str, places: list[tuple[int, int]], width: int, ascii: bool, bare: bool
) -> None:
    look: dict[str, Any] = {"width": width, "ascii": ascii, "bare": bare}
    marks = {n % 4: (Span(at, at + size),) for n, (at, size) in enumerate(places)}
    for shown in (
        view.said(text, marks, **look),
        view.rubric(ASKED, marks=marks, picks=(1,), cursor=0, **look),
    ):
        assert all(Text(line).cell_len <= width for line in lines(shown))
        assert all(line.isprintable() for line in lines(shown))
        assert shown.plain.isascii() or not ascii


@pytest.mark.parametrize("text", ["", "\n\n", " "])
def test_nothing_said_is_nothing(text: str) -> None:
    assert lines(view.said(text, {}, width=20))[0] == "You said"
