"""What stands where, by the size of the screen."""

from __future__ import annotations

from typing import Any

import pytest

from tutor.tui.allot import Rows
from tutor.tui.arrange import BARS, FLOW, Arrangement, arrange

NOTHING = Rows(0, 0, 0, 0)


def at(width: int, height: int, **more: Any) -> Arrangement:
    look = {"place": "stage", "asking": False, "hero": "scope", "zoomed": False, **more}
    return arrange(width=width, height=height, **look)


@pytest.mark.parametrize("place", ["read", "after"])
def test_a_page_is_read_on_the_whole_screen(place: str) -> None:
    assert at(120, 40, place=place) == Arrangement(layout="reading")


def test_a_wide_screen_has_the_story_beside_the_hero() -> None:
    assert at(120, 40) == Arrangement(layout="beside", rows=Rows(26, 26, 6, 5), hero=80, story=38)


@pytest.mark.parametrize(("width", "hero", "story"), [(116, 80, 34), (160, 82, 76), (240, 162, 76)])
def test_text_is_set_in_so_many_columns_at_most(width: int, hero: int, story: int) -> None:
    found = at(width, 40)
    assert (found.hero, found.story) == (hero, story)
    assert found.hero + found.story + 2 == width


def test_a_smaller_screen_has_the_story_below() -> None:
    assert at(80, 24) == Arrangement(layout="below", rows=Rows(14, 5, 1, 1), hero=80, story=80)


def test_the_flow_is_not_there_twice() -> None:
    assert at(80, 24, hero=FLOW).rows == Rows(15, 5, 1, 0)


def test_a_question_takes_the_heros_rows_where_they_are_few() -> None:
    assert at(80, 24, asking=True).rows == Rows(0, 19, 1, 1)
    assert at(120, 40, asking=True) == at(120, 40)


@pytest.mark.parametrize(
    ("says", "rows"),
    [(2, Rows(14, 5, 1, 1)), (9, Rows(9, 10, 1, 1)), (14, Rows(0, 19, 1, 1))],
)
def test_what_the_run_says_leaves_the_picture_the_rest(says: int, rows: Rows) -> None:
    assert at(80, 24, asking=True, says=says).rows == rows


@pytest.mark.parametrize("width", [80, 120])
def test_a_hero_can_have_the_whole_screen_but_not_while_a_question_is_open(width: int) -> None:
    whole = at(width, 24, zoomed=True)
    assert (whole.layout, whole.rows, whole.hero) == ("zoomed", Rows(24 - BARS, 0, 0, 0), width)
    assert at(width, 24, zoomed=True, asking=True) == at(width, 24, asking=True)


@pytest.mark.parametrize("height", range(1, 60))
@pytest.mark.parametrize("width", [20, 80, 116])
def test_all_rows_are_used(width: int, height: int) -> None:
    found = at(width, height)
    hero, story, strips, flow = found.rows
    both = hero if found.layout == "beside" else hero + story
    assert both + strips + flow == max(height - BARS, 1)


@pytest.mark.parametrize(
    ("needs", "rows"),
    [
        (0, Rows(14, 7, 0, 0)),
        (5, Rows(6, 15, 0, 0)),
        (13, Rows(14, 7, 0, 0)),
        (40, Rows(14, 7, 0, 0)),
    ],
)
def test_the_end_of_a_scene_has_its_picture_and_below_it_the_card(needs: int, rows: Rows) -> None:
    found = at(80, 24, place="end", needs=needs)
    assert (found.layout, found.rows) == ("below", rows)


@pytest.mark.parametrize(
    ("says", "needs", "rows"),
    [(4, 40, Rows(14, 7, 0, 0)), (4, 6, Rows(7, 14, 0, 0)), (15, 40, Rows(6, 15, 0, 0))],
)
def test_what_is_read_after_a_scene_leaves_its_picture_there(
    says: int, needs: int, rows: Rows
) -> None:
    found = at(80, 24, place="after", says=says, needs=needs)
    assert (found.layout, found.rows) == ("below", rows)
    assert at(120, 40, place="after", says=26) == at(120, 40)


@pytest.mark.parametrize(("width", "height", "says"), [(80, 24, 16), (120, 40, 27)])
def test_what_has_no_room_beside_a_picture_has_the_whole_screen(
    width: int, height: int, says: int
) -> None:
    assert at(width, height, place="after", says=says).layout == "reading"


def test_beside_the_card_the_picture_has_all_its_rows() -> None:
    assert at(120, 40, place="end", needs=5) == at(120, 40)


def test_the_end_of_a_scene_is_not_covered_by_an_enlarged_view() -> None:
    assert at(80, 24, place="end", zoomed=True).layout == "below"


@pytest.mark.parametrize("look", [{"asking": True}, {"place": "end"}], ids=["verdict", "card"])
@pytest.mark.parametrize(
    ("says", "rows"),
    [
        (26, Rows(26, 26, 6, 5)),
        (29, Rows(29, 29, 3, 5)),
        (34, Rows(34, 34, 0, 3)),
        (90, Rows(37, 37, 0, 0)),
    ],
)
def test_what_is_said_beside_a_picture_has_rows_of_what_is_below_it(
    says: int, rows: Rows, look: dict[str, Any]
) -> None:
    assert at(120, 40, says=says, **look).rows == rows
