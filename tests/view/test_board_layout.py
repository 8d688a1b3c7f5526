"""Where each part of a drawing goes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.quiz.test_drawing import drawn
from tutor.quiz.drawing import Drawing, Edge, Part
from tutor.view.board_layout import arrange


def columns(*lines: str) -> list[list[str]]:
    drawing = drawn(*lines)
    return [
        [drawing.parts[one].name if one >= 0 else "" for one in column]
        for column in arrange(drawing).columns
    ]


def test_a_chain_has_a_column_for_each_part() -> None:
    assert columns("browser -> lb -> redis") == [["browser"], ["lb"], ["redis"]]


def test_what_skips_a_column_is_led_through_it() -> None:
    assert columns("browser -> lb -> daphne", "browser -> daphne") == [
        ["browser"],
        ["lb", ""],
        ["daphne"],
    ]


def test_a_worker_is_beside_what_it_works_for_and_a_browser_is_first() -> None:
    assert columns("browser -> lb -> daphne -> redis", "celery -> redis", "phone -> redis") == [
        ["browser", "phone"],
        ["lb", ""],
        ["daphne", "celery", ""],
        ["redis"],
    ]


def test_a_circle_is_broken_and_told() -> None:
    layout = arrange(drawn("a -> b -> c -> a"))
    assert (len(layout.columns), layout.back) == (3, (Edge(2, 0),))


def test_columns_are_in_the_order_of_what_leads_to_them() -> None:
    assert columns("a -> x", "b -> y", "a, b", "c -> y2", "b -> z")[1] == ["x", "y", "z", "y2"]


def test_nothing_has_no_columns() -> None:
    assert arrange(Drawing()).columns == ()


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=14))
def test_every_link_goes_one_column_to_the_right(pairs: list[tuple[int, int]]) -> None:
    edges = dict.fromkeys(Edge(*sorted(pair)) for pair in pairs if pair[0] != pair[1])
    drawing = Drawing(tuple(Part(f"p{n}", "client") for n in range(8)), tuple(edges))
    layout = arrange(drawing)
    column = {one: n for n, found in enumerate(layout.columns) for one in found}
    assert all(column[link.end] == column[link.start] + 1 for link in layout.links)
    assert sorted(one for one in column if one >= 0) == list(range(8))
