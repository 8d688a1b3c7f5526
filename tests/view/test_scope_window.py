"""The onion where not all of its rows have room."""

from __future__ import annotations

import pytest

from tests.cost import calls
from tests.view.tape import three_tabs, upto
from tests.view.test_scope import COOKIES, ROUTER, SESSION, VALIDATOR, denied, handshake, picture


def test_a_short_window_has_the_wall_in_hand_and_says_what_is_left_out() -> None:
    tape = three_tabs()
    lines = picture(tape, upto(tape, "scope.entered", 5), height=4).split("\n")
    assert lines[0] == "⋮ 4 more further out"
    assert "▶ D AuthMiddleware" in lines[1]
    assert lines[3].startswith("┗")
    tall = picture(denied(), height=4).split("\n")
    assert "✗ OriginValidator" in tall[0]
    assert tall[3] == "⋮ 4 more"


@pytest.mark.parametrize(
    ("height", "first"),
    [
        (6, "⋮ further out: A Daphne, ProtocolTypeRouter, OriginValidator"),
        (4, "⋮ 4 more further out"),
    ],
)
def test_where_not_all_boxes_have_room_those_further_out_are_named(height: int, first: str) -> None:
    router = {"layer": "ProtocolTypeRouter", "same": True}
    tape = handshake(router, VALIDATOR, COOKIES, SESSION, ROUTER)
    shown = [line.rstrip() for line in picture(tape, height=height).split("\n")]
    assert len(shown) == height
    assert shown[0] == first
    assert "▶" in "".join(shown)
    assert shown[-1].startswith("┗")


@pytest.mark.parametrize("height", [14, 11, 8, 5])
def test_a_look_that_is_tried_and_not_taken_costs_little(height: int) -> None:
    tape = three_tabs()
    step = upto(tape, "scope.entered", 5)
    whole = calls(lambda: picture(tape, step))
    assert calls(lambda: picture(tape, step, height=height)) < 1.5 * whole
