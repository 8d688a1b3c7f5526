"""What a view says where it has nothing to draw is true at every step of every recording."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.view import lessons_recorded as recorded
from tests.view.every import picture
from tutor.core import events as e
from tutor.core import timeline as core
from tutor.core.events import Event
from tutor.core.timeline import Timeline
from tutor.view import picture_names
from tutor.view.table import VIEWS

ENDS: dict[str, Callable[[Event], bool]] = {
    "topology": lambda fact: fact.kind.startswith(("server.", "client.", "connection.")),
    "scope": lambda fact: fact.kind == "connection.opened",
    "instances": lambda fact: fact.kind in {"consumer.created", "handler.started"},
    "source": lambda fact: ":" in getattr(fact, "where", ""),
    "sequence": lambda fact: fact.kind in {"client.sent", "client.asked", "wire.sent", "app.sent"},
    "threads": lambda fact: fact.kind in {"handler.started", "db.started", "thread.entered"},
    "broker": lambda fact: fact.kind == "broker.read",
}
"""View → the facts after which it is no longer true that there is nothing yet."""

EMPTIES = {
    "groups",  # the last member leaves, and there is nothing again
    "message",  # what it says is of the one fact, which belongs to no message
}
MOMENTARY = {"source"}  # a log line is shown at its own step alone, with no line of the project


def test_the_views_named_here_exist() -> None:
    assert {*ENDS, *EMPTIES} <= set(VIEWS)


@pytest.mark.slow
@pytest.mark.parametrize("trace", recorded.TRACES, ids=recorded.name)
def test_nothing_yet_is_said_only_before_the_first(trace: Path) -> None:
    run = recorded.timeline(trace)
    for view in VIEWS.keys() - EMPTIES:
        ends = ENDS.get(view, lambda _: False)
        first = next((fact.seq for fact in run.events if ends(fact)), len(run) + 1)
        nothing = shown(view, run, 0)
        for step in recorded.steps(run):
            is_drawn = shown(view, run, step) != nothing
            assert is_drawn or step < first, (view, step)
            if is_drawn and view not in MOMENTARY:
                first = min(first, step)


@pytest.mark.slow
@pytest.mark.parametrize("trace", recorded.TRACES, ids=recorded.name)
def test_nothing_yet_is_never_said_of_what_a_ring_has_forgotten(trace: Path) -> None:
    run = recorded.timeline(trace)
    for ring in rings(run):
        for view in ENDS:
            nothing = shown(view, run, 0)
            for step in sorted({ring.first, (ring.first + len(ring)) // 2, len(ring)}):
                assert shown(view, ring, step) != nothing, (view, step)


@pytest.mark.parametrize("view", ENDS)
def test_a_ring_without_anything_to_show_says_that_it_has_forgotten(view: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core, "CHECKPOINT", 4)
        ring = Timeline(rumours(9), keep=4)
    assert shown(view, Timeline(), 0) != shown(view, ring, len(ring))
    assert "Earlier facts are no longer kept." in shown(view, ring, len(ring))


def test_a_ring_that_keeps_no_fact_does_not_say_that_there_were_none() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core, "CHECKPOINT", 4)
        ring = Timeline(rumours(8), keep=0)
    assert shown("events", ring, 8) == "No fact is kept. Earlier facts are no longer kept."


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("source", "No line of the project has acted lately."),
        ("threads", "No handler, database call or job in a thread has begun lately."),
        ("scope", "No WebSocket scope is among the facts that are looked at."),
    ],
)
def test_a_view_that_looks_at_the_latest_facts_says_so(view: str, words: str) -> None:
    shorter = Timeline(rumours(picture_names.RECENT))
    assert "yet" in shown(view, shorter, len(shorter))
    longer = Timeline(rumours(picture_names.RECENT + 1))
    said = f"{words} Only the last 4,096 facts are looked at."
    assert shown(view, longer, len(longer)) == said


def rumours(count: int) -> list[Event]:
    """Facts that no picture but the list of facts is about."""
    return [
        e.SceneStarted(seq=seq, at=seq, process="", conn=None, cause=None, scene="x")
        for seq in range(1, count + 1)
    ]


def rings(run: Timeline) -> Iterator[Timeline]:
    """A recording as a ring has it now and then."""
    size = max(len(run) // 16, 4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core, "CHECKPOINT", size)
        ring = Timeline(keep=size)
        for start in range(0, len(run), size):
            ring.extend(run.events[start : start + size])
            if ring.first and start % (4 * size) == 0:
                yield ring


def shown(view: str, run: Timeline, step: int) -> str:
    return picture(view, run.moment(step), width=200, height=3, read=lambda _: "x = 1")
