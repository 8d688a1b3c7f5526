"""The list of exercises: under their lessons, with their state, the one in hand in sight."""

from __future__ import annotations

import pytest

from tests.practice.making import exercise
from tutor.view.exercise_list import NONE, Entry, first, render

ENTRIES = [
    Entry(exercise=exercise(name=name, lesson=lesson), state=state)
    for name, lesson, state in [
        ("door", 5, "mended"),
        ("a_long_name", 5, ""),
        ("leaks", 7, "begun"),
        ("closes", 7, "due again"),
    ]
]


def test_each_stands_under_its_lesson_with_its_state() -> None:
    assert render(ENTRIES, 2, width=80).plain.split("\n") == [
        "Lesson 5",
        "  ✓ door         Nothing comes back, 5 min, mended",
        "    a_long_name  Nothing comes back, 5 min",
        "Lesson 7",
        "▶   leaks        Nothing comes back, 5 min, begun",
        "  ✓ closes       Nothing comes back, 5 min, due again",
    ]


def test_what_is_due_comes_before_what_was_begun() -> None:
    assert [first(ENTRIES), first(ENTRIES[:3]), first(ENTRIES[:2]), first(ENTRIES[:1])] == [
        *(3, 2, 1, 0)
    ]


def test_what_has_no_room_gives_way_round_the_one_in_hand() -> None:
    for cursor, name in [(0, "door"), (3, "closes")]:
        lines = render(ENTRIES, cursor, width=80, height=3).plain.split("\n")
        assert len(lines) == 3
        assert any(line.startswith("▶") and name in line for line in lines)


def test_the_top_stays_as_long_as_there_is_room_and_what_lies_beyond_is_said() -> None:
    many = [
        Entry(exercise=exercise(name=f"e{n}", lesson=1, kind="write" if n else "mend"))
        for n in range(40)
    ]
    shown = render(many, 12, width=80, height=20).plain.split("\n")
    assert (shown[0], shown[-1]) == ("Lesson 1", "… 22 more")
    shown = render(many, 30, width=80, height=20).plain.split("\n")
    assert (shown[0], shown[-1]) == ("… 18 above", "… 5 more")
    assert any(row.startswith("▶") for row in shown)
    assert "5 min, to write" in shown[2]


def test_the_one_in_hand_is_never_under_what_is_said_at_the_edges() -> None:
    for height in range(1, 8):
        for cursor in range(4):
            shown = render(ENTRIES, cursor, width=80, height=height).plain.split("\n")
            assert (len(shown) <= height, any(row.startswith("▶") for row in shown)) == (True, True)


def test_a_course_without_any_says_so() -> None:
    assert render([], width=80).plain == NONE


@pytest.mark.parametrize("width", [12, 24, 40, 80])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    lines = render(ENTRIES, 1, width=width, ascii=True).split("\n")
    assert max(line.cell_len for line in lines) <= width
    assert all(line.plain.isascii() for line in lines)
