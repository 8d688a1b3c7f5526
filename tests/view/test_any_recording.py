"""No recording, width or text makes a picture fail, burst its frame or steer a terminal."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.view.arbitrary import recordings
from tests.view.every import PICTURES, SENTENCES, picture
from tutor.core.events import Event
from tutor.core.timeline import Timeline
from tutor.view.text import escape

QUICK = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def pictures(facts: list[Event], step: int, **look: Any) -> dict[str, str]:
    """Every view at a step."""
    moment = Timeline(facts).moment(min(step, len(facts)))
    return {name: picture(name, moment, **look) for name in PICTURES + SENTENCES}


@QUICK
@given(
    facts=recordings(), step=st.integers(0, 110), width=st.integers(20, 200), ascii=st.booleans()
)
def test_no_line_of_a_picture_is_wider_than_asked(
    facts: list[Event], step: int, width: int, ascii: bool
) -> None:
    for name, shown in pictures(facts, step, width=width, ascii=ascii).items():
        for line in shown.split("\n"):
            assert cell_len(line) <= width, (name, line)


@QUICK
@given(facts=recordings(), step=st.integers(0, 110), height=st.integers(1, 30))
def test_no_picture_is_higher_than_asked(facts: list[Event], step: int, height: int) -> None:
    for name, shown in pictures(facts, step, width=60, height=height).items():
        assert shown.count("\n") < height, (name, shown)


@QUICK
@given(facts=recordings(), step=st.integers(0, 110), width=st.integers(20, 120))
def test_ascii_means_ascii(facts: list[Event], step: int, width: int) -> None:
    for name, shown in pictures(facts, step, width=width, ascii=True).items():
        assert shown.isascii(), (name, shown)


@QUICK
@given(facts=recordings(), step=st.integers(0, 110))
def test_nothing_in_a_picture_steers_a_terminal(facts: list[Event], step: int) -> None:
    for name, shown in pictures(facts, step, width=100).items():
        for line in shown.split("\n"):
            assert line == escape(line), (name, line)


@pytest.mark.parametrize("name", PICTURES)
def test_an_empty_world_gets_a_kind_sentence(name: str) -> None:
    assert pictures([], 0, width=80)[name].endswith(".")
