"""The message flow of every recording that comes with the lessons, at every beat."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from rich.console import Console
from rich.segment import Segment

from tests.lessons.tools import lessons
from tests.view import lessons_recorded as recorded
from tests.view.tape import drawn
from tutor.core.causes import chain
from tutor.course.model import Scene
from tutor.story.recorded_scene import Story, tell
from tutor.view import clock, flow_rules, lifelines, sequence
from tutor.view.reserved import Plan

WASTED = re.compile(r"[├◀◁][─╌]* [^│┃]*… ?[─╌]{2}")
"""An arrow whose words are cut while a part of its shaft, or its head's, could hold a letter."""
READABLE = ("stall_meter", "no_route", "at_most_once", "orders")
TRACES = [
    pytest.param(
        trace,
        marks=[] if trace.stem in READABLE else pytest.mark.slow,
        id=recorded.name(trace),
    )
    for trace in recorded.TRACES
]


@cache
def scenes() -> dict[tuple[str, str], Scene]:
    return {
        (lesson.folder.name, scene.name): scene for lesson in lessons() for scene in lesson.scenes
    }


@cache
def story(trace: Path) -> Story:
    return tell(scenes()[trace.parents[1].name, trace.stem], recorded.timeline(trace).events)


@pytest.mark.parametrize("trace", TRACES)
def test_each_beat_has_few_lifelines_with_whole_names(trace: Path) -> None:
    told = story(trace)
    plan = Plan(told.timeline)
    for step in told.track.beats:
        # Where the recording itself has no more of a name than its beginning.
        known = [text for row in flow_rules.of(told.timeline).rows for text in row.wording(step)]
        own = {text for text in known if text.endswith("…")}
        for width in (80, 118):
            picture = sequence.render(told.timeline.moment(step), width=width, plan=plan, height=30)
            rows = drawn(picture, width=width).split("\n")
            head = [row for row in rows[:4] if not row.strip().startswith("▶")]
            names = " ".join(head)
            whole = flow_rules.of(told.timeline)
            index = whole.index(step)
            if index is None:
                continue
            for lane in lifelines.ends(whole.row(index)):
                assert whole.label(lane, step) in names, (step, width, lane)
            assert max(row.count("│") + row.count("┃") for row in rows) <= lifelines.MOST
            cut = {row for row in rows if WASTED.search(row) and "×" not in row}
            assert cut == {row for row in cut for text in own if text in row}, (step, width)
            labels = [whole.label(lane, step) for lane in whole.lives]
            assert not any(label.isdigit() for label in labels)


@pytest.mark.parametrize("trace", TRACES)
def test_no_two_lifelines_have_the_same_name(trace: Path) -> None:
    whole = flow_rules.of(recorded.timeline(trace))
    for step in recorded.steps(recorded.timeline(trace)):
        labels = [whole.label(lane, step) for lane in whole.lives if whole.has(lane, step)]
        assert sorted(labels) == sorted({*labels}), step


@pytest.mark.parametrize("trace", TRACES)
def test_the_step_and_what_led_to_it_are_bold_and_nothing_else(trace: Path) -> None:
    told = story(trace)
    run, whole = told.timeline, flow_rules.of(told.timeline)
    zero = clock.zero(run).at
    for step in told.track.beats:
        led = {whole.index(fact.seq) for fact in chain(run.events, step)} - {None}
        known = {clock.stamp(whole.row(index).at - zero) for index in led if index is not None}
        bold = bold_times(sequence.render(run.moment(step), width=100, height=24, plan=Plan(run)))
        assert bold <= known, step


def bold_times(picture: object) -> set[str]:
    """The times of rows that have bold words."""
    console = Console(width=100, color_system="standard", force_terminal=True)
    found = set()
    for line in Segment.split_lines(console.render(picture)):  # type: ignore[arg-type]
        cells = list(line)
        text = "".join(cell.text for cell in cells)
        if "×" in text:  # several rows, one of which may have led to the step
            continue
        if text[:9].strip("▶ ")[:1].isdigit() and any(
            cell.style is not None and cell.style.bold and cell.text.strip(" ▶") for cell in cells
        ):
            found.add(text[:9].strip("▶ ").split()[0])
    return found


@pytest.mark.parametrize("trace", TRACES)
def test_times_ascend_from_row_to_row_at_every_step(trace: Path) -> None:
    run = story(trace).timeline
    plan = Plan(run)
    # Pruned to every third step but for READABLE: pictures of neighbouring steps share most of
    # their rows. tests/view/test_clock.py looks at every tenth again, without a plan.
    steps = recorded.steps(run)
    for step in steps if trace.stem in READABLE else recorded.share(steps, trace, of=3):
        rows = drawn(sequence.render(run.moment(step), width=100, height=20, plan=plan), width=100)
        stamps = [row[:9].strip("▶ ") for row in rows.split("\n")]
        times = [float(one) for one in stamps if one[:1].isdigit() and "s" not in one]
        assert times == sorted(times), step


@pytest.mark.parametrize("trace", TRACES)
def test_what_stands_at_an_arrow_stays_whatever_is_learnt_of_it(trace: Path) -> None:
    for row in flow_rules.of(recorded.timeline(trace)).rows:
        before = row.labels
        for step, labels in row.later:
            kept = any(label in labels[0] for label in before)
            assert kept or len(before[-1]) > 24, (step, before, labels)  # bytes of a long text
            before = labels


def test_a_stall_of_978_milliseconds_takes_four_rows() -> None:
    trace = next(one for one in recorded.TRACES if one.stem == "stall_meter")
    told = story(trace)
    step = next(fact.seq for fact in told.timeline.events if fact.kind == "loop.stalled")
    moment, plan = told.timeline.moment(step), Plan(told.timeline)
    rows = drawn(sequence.render(moment, width=118, height=30, plan=plan), width=118).split("\n")
    waits = [row for row in rows if row.startswith("  ┊")]
    assert len(waits) == 4
    assert all(row.count("▒") == 3 and row.count("┃") == 1 for row in waits)
    figure, unit = waits[0].split()[1:3]
    assert (900 < float(figure) < 1100, unit) == (True, "ms")
    strip = drawn(sequence.render(moment, width=118, height=5, plan=plan), width=118).split("\n")
    assert len(strip) == 5
    assert sum(row.startswith("  ┊") for row in strip) == 1
