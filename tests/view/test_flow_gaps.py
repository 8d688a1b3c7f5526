"""Time in which nothing happened has a length."""

from __future__ import annotations

import pytest

from tests.view.tape import Tape
from tutor.core import events as e
from tutor.core.timeline import Timeline
from tutor.view import flow_gaps, flow_rules
from tutor.view.flow import Flow, Lane
from tutor.view.flow_gaps import Gap

MS = 1_000_000


@pytest.mark.parametrize(
    ("longest", "unit"),
    [(978, 200), (1000, 200), (1001, 500), (2500, 500), (3000, 1000), (0, 50), (300, 100)],
)
def test_a_row_stands_for_a_fifth_of_the_longest_gap_rounded_up(longest: int, unit: int) -> None:
    assert flow_gaps.unit(longest * MS) == unit * MS


def noted(*after: float) -> Flow:
    """Rows so many milliseconds after each other."""
    tape = Tape()
    tape.connect(1, "ann", layers=False)
    for ms in (0, *after):
        tape.add(e.SceneNoted, after=ms, process="tutor", text="x")
    return flow_rules.of(Timeline(tape.events))


def above(whole: Flow, index: int, **more: int) -> Gap | None:
    return flow_gaps.above(whole, index, longest=978 * MS, **{"zero": 0, **more})


def test_the_gap_above_a_row_is_as_many_rows_as_it_has_units() -> None:
    whole = noted(978)
    last = len(whole.rows) - 1
    gap = above(whole, last)
    assert gap is not None
    assert (gap.lasted, gap.rows, gap.more) == (978 * MS, 4, 0)
    assert gap.until == whole.rows[last].at


@pytest.mark.parametrize(("after", "rows"), [(99.9, None), (100, 1), (399, 1), (400, 2)])
def test_what_nobody_notices_is_no_gap(after: float, rows: int | None) -> None:
    whole = noted(after)
    gap = above(whole, len(whole.rows) - 1)
    assert (None if gap is None else gap.rows) == rows


def test_a_gap_without_room_says_how_many_rows_it_is_worth() -> None:
    whole = noted(978)
    gap = above(whole, len(whole.rows) - 1, most=2)
    assert gap is not None
    assert (gap.rows, gap.more) == (2, 4)


def test_what_was_before_the_clock_began_has_no_length() -> None:
    whole = noted(978, 978)
    last = len(whole.rows) - 1
    assert above(whole, last - 1, zero=whole.rows[last - 1].at) is None
    assert above(whole, last, zero=whole.rows[last - 1].at) is not None
    assert above(whole, 0) is None


def test_the_longest_gap_is_known_from_its_step_on() -> None:
    whole = noted(100, 300, 200)
    rows = whole.rows[-3:]
    assert [whole.gap(row.step) for row in rows] == [100 * MS, 300 * MS, 300 * MS]
    assert whole.gap(0) == 0


@pytest.mark.parametrize(
    ("stalled", "lane", "stood"),
    [
        (900, Lane("app", 1, "server 1"), True),
        (900, Lane("web", 0, "server 1"), True),
        (900, Lane("app", 2, "server 2"), False),
        (900, Lane("layer", 0, "server 1"), False),
        (400, Lane("app", 1, "server 1"), False),
    ],
)
def test_a_loop_stood_still_for_the_most_of_a_gap(stalled: float, lane: Lane, stood: bool) -> None:
    tape = Tape()
    tape.connect(1, "ann", layers=False)
    tape.add(e.SceneNoted, process="tutor", text="x")
    tape.add(e.LoopStalled, after=978, ms=stalled)
    whole = flow_rules.of(Timeline(tape.events))
    gap = above(whole, len(whole.rows) - 1)
    assert gap is not None
    assert flow_gaps.stands(whole, gap, lane, tape.last) is stood
    assert not flow_gaps.stands(whole, gap, lane, tape.last - 1)
