"""The plan of a preparation, as wide and as narrow as a terminal can be."""

from __future__ import annotations

import pytest

from tests.view.every import drawn
from tutor.view.home_page import Stage
from tutor.view.plan_page import Plan, PlannedDay, render

WATCH = Stage(title="Watch lesson 4: Identity from the URL or from the session", minutes=6.2)
PLAN = Plan(
    title="Until Thursday: 45 minutes a day, backend",
    days=(
        PlannedDay(title="Today, 6 min", stages=(WATCH,)),
        PlannedDay(title="Tuesday", told="Follows from your answers."),
    ),
)


@pytest.mark.parametrize("width", [40, 80])
def test_no_line_is_wider_than_the_screen_and_no_word_is_lost(width: int) -> None:
    shown = drawn(render(PLAN, width=width), width=300)
    assert max(map(len, shown.split("\n"))) <= width
    words = " ".join(shown.split())
    assert "6 min" in words
    assert {"Identity", "session", "answers."} <= set(words.split())


def test_each_day_has_a_title_and_its_tasks_below() -> None:
    assert [line.rstrip() for line in drawn(render(PLAN, width=40)).split("\n")] == [
        "Until Thursday: 45 minutes a day,",
        "backend",
        "",
        "Today, 6 min",
        "        6 min  Watch lesson 4: Identity",
        "               from the URL or from the",
        "               session",
        "",
        "Tuesday",
        "  Follows from your answers.",
    ]


def test_what_has_no_room_and_what_to_do_next_come_last() -> None:
    more = Plan(title="", days=(), left_out="Not twice: Delivery", more="`tutor prepare --go` …")
    shown = drawn(render(more, width=80))
    assert shown.index("Not twice: Delivery") < shown.index("tutor prepare --go")
    assert render(more, width=80, ascii=True).plain.isascii()
