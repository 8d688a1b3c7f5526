"""The hero's place: one picture whole, and a second one where that leaves room."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.segment import Segment
from textual.strip import Strip

from tutor.tui.heroes import LEAST, MOST, newest, newest_rows, together, window, with_bubble


def lines(word: str, count: int) -> list[Strip]:
    return [Strip([Segment(f"{word} {number}")]) for number in range(count)]


def draws(**sizes: int) -> Callable[[str, int], list[Strip]]:
    """Pictures of so many lines; a name in capitals draws whatever it has room for."""
    return lambda view, rows: lines(view, min(sizes[view], rows))


def words(strips: list[Strip]) -> list[str]:
    return [strip.text.split()[0] if strip.text else "" for strip in strips]


def test_a_hero_with_rows_to_spare_has_the_second_picture_below() -> None:
    shown = words(together("scope", "source", 12, draws(scope=4, source=9)))
    assert shown == ["scope"] * 4 + [""] + ["source"] * 7


def test_a_second_picture_leaves_air_above_the_story() -> None:
    draw = draws(scope=4, source=9)
    assert len(together("scope", "source", 12, draw, air=1)) == 11
    assert words(together("scope", "source", 9, draw, air=1)) == ["scope"] * 4
    assert len(together("scope", "source", 9, draw)) == 9


@pytest.mark.parametrize(("second", "rows"), [("", 12), ("scope", 12), ("source", 8)])
def test_a_hero_stands_alone(second: str, rows: int) -> None:
    assert words(together("scope", second, rows, draws(scope=4, source=9))) == ["scope"] * 4


def test_a_second_picture_is_no_whole_file() -> None:
    shown = words(together("scope", "source", 60, draws(scope=4, source=99)))
    assert shown.count("source") == MOST


def test_a_hero_that_fills_any_room_leaves_a_share() -> None:
    shown = words(together("events", "source", 21, draws(events=99, source=99), share=True))
    assert (shown.count("events"), shown.count("source")) == (14, 6)


def test_with_few_rows_the_hero_keeps_them_all() -> None:
    few = 2 * LEAST - 1
    assert (
        words(together("events", "source", few, draws(events=99, source=99), share=True))
        == ["events"] * few
    )
    shown = words(together("events", "source", few + 1, draws(events=99, source=99), share=True))
    assert shown == ["events"] * LEAST + [""] + ["source"] * (LEAST - 1)


def test_a_window_says_what_lies_below() -> None:
    assert [line.text for line in window(lines("a", 3), 3, ">", ":")] == ["a 0", "a 1", "a 2"]
    assert [line.text for line in window(lines("a", 5), 3, ">", ":")] == [
        "a 0",
        "a 1",
        ": 3 more, z shows all",
    ]


def test_a_window_has_what_is_new_in_sight() -> None:
    long = [*lines("a", 5), Strip([Segment("> b")]), *lines("c", 1)]
    shown = [line.text for line in window(long, 3, ">", ":")]
    assert shown == ["a 4", "> b", "c 0"]
    assert newest(long, ">", 3) == 4


def test_a_window_begins_with_what_has_come_where_no_line_is_that_of_the_step() -> None:
    come = [*lines("a", 3), Strip([Segment("+ key")]), *lines("b", 2)]
    four, two = ([line.text for line in window(come, rows, ">", ":", "+")] for rows in (4, 2))
    assert four == ["a 2", "+ key", "b 0", "b 1"]
    assert two == ["+ key", ": 2 more, z shows all"]


def test_the_code_takes_no_row_that_the_hero_can_fill() -> None:
    assert words(together("events", "source", 21, draws(events=99, source=99))) == ["events"] * 21


def test_a_row_of_the_flow_is_that_of_the_step() -> None:
    flow = [*lines("a", 2), Strip([Segment("> b")]), *lines("c", 2)]
    assert [line.text for line in newest_rows(flow, 1, ">")] == ["> b"]
    assert [line.text for line in newest_rows(flow, 2, ">")] == ["a 1", "> b"]
    assert [line.text for line in newest_rows(lines("a", 3), 1, ">")] == ["a 2"]
    assert newest_rows([], 1, ">") == []


@pytest.mark.parametrize(("rows", "stands"), [(5, True), (4, False)])
def test_a_word_about_a_picture_stands_below_it_where_there_is_room(
    rows: int, stands: bool
) -> None:
    picture, bubble = [Strip([Segment("a")])] * 2, [Strip([Segment("new")])] * 2
    shown = [line.text for line in with_bubble(picture, bubble, rows)]
    assert shown == ["a", "a", "", "new", "new"][: rows if stands else 2]
    assert with_bubble(picture, [], 9) == picture
