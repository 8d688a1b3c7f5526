"""The conditions of a goal, drawn."""

from __future__ import annotations

import pytest

from tests.play.goals import goal, tape
from tutor.play.attempt import Attempt
from tutor.play.goal import Listed
from tutor.play.judge import Verdict
from tutor.view.goal_panel import fitted, heading, lines, listing, render
from tutor.view.text import pen


def attempt(*kinds: str) -> Attempt:
    made = Attempt(goal())
    made.begin(tape())
    made.look(tape(*kinds), 2)
    return made


def test_what_was_seen_stands_beside_the_condition() -> None:
    assert render(attempt(), width=80).plain == (
        "✗ Ben hears Hello      no tab ben\n✓ No copy is dropped"
    )


def test_in_a_narrow_panel_it_stands_below() -> None:
    assert render(attempt("open"), width=30, ascii=True).plain == (
        "x Ben hears Hello\n    copies: 0\nv No copy is dropped"
    )


@pytest.mark.parametrize("width", [8, 20, 47, 80])
def test_no_line_is_wider_than_the_panel(width: int) -> None:
    picture = render(attempt("drop"), width=width)
    assert max(line.cell_len for line in picture.split("\n")) <= width


def test_a_long_reason_goes_on_in_its_column() -> None:
    verdict = Verdict(says="Ben hears", holds=False, saw="what was seen is told at length here")
    rows = [line.plain for line in lines([verdict], 40, pen(ascii=False))]
    assert rows == ["✗ Ben hears   what was seen is told at", " " * 14 + "length here"]


def test_of_each_condition_something_is_seen_in_few_rows_and_a_cut_shows() -> None:
    verdicts = [
        Verdict(says="Ben hears", holds=False, saw="what was seen is told at length here"),
        Verdict(says="Ann is there", holds=False, saw="not yet: no copy has been made"),
    ]
    ink = pen(ascii=False)

    def rows(height: int) -> list[str]:
        return [line.plain for line in fitted(verdicts, 46, ink, height)]

    assert rows(4) == [line.plain for line in lines(verdicts, 46, ink)]
    assert rows(3) == [line.plain for line in lines(verdicts, 46, ink, is_dense=True)]
    assert (len(rows(4)), len(rows(3))) == (4, 3)
    assert rows(2) == [
        "✗ Ben hears: what was seen is told at length …",
        "✗ Ann is there: not yet: no copy has been made",
    ]


def test_a_low_panel_says_that_there_is_more() -> None:
    assert render(attempt(), width=80, height=1).plain == "… 2 more lines"


def test_par_is_in_the_heading_once_it_is_met() -> None:
    assert heading(attempt()) == "Heard · 2 typed"
    assert heading(attempt("open", "hear")) == "Heard · 2 typed, ours has 2"


def test_the_list_has_a_heading_a_chapter_and_says_what_was_solved() -> None:
    rows = [
        Listed(chapter="7 Groups", goal=goal(), told="solved with 2", is_solved=True),
        Listed(chapter="7 Groups", goal=goal(id="lost-one"), told="", is_solved=False),
        Listed(chapter="8 Instances", goal=goal(id="own"), told="", is_solved=False),
    ]
    assert listing(rows, width=60).plain.split("\n") == [
        "7 Groups",
        "✓ heard     Heard (easy): solved with 2",
        "  lost-one  Heard (easy)",
        "",
        "8 Instances",
        "  own       Heard (easy)",
    ]
    narrow = listing(rows[:1], width=24, ascii=True).plain.split("\n")
    assert narrow[1:] == ["v heard  Heard (easy):", "         solved with 2"]
    assert listing([], width=60).plain == "This course has no goals."


def test_what_was_seen_stands_right_behind_where_that_is_shorter() -> None:
    verdict = Verdict(says="a condition that has many words here", holds=False, saw="never")
    assert [row.plain for row in lines([verdict], 50, pen(ascii=False), is_dense=True)] == [
        "✗ a condition that has many words here: never"
    ]
    assert len(lines([verdict], 50, pen(ascii=False))) == 2
