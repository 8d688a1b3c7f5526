"""What a view says where it has nothing to draw is true at every step of every recording."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.view import lessons_recorded as recorded
from tests.view.every import picture
from tutor.core.events import Event
from tutor.core.timeline import Timeline
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

EMPTIES = {"groups"}  # the last member leaves, and there is nothing again


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
            first = min(first, step) if is_drawn else first


def shown(view: str, run: Timeline, step: int) -> str:
    return picture(view, run.moment(step), width=200, height=3, read=lambda _: "x = 1")
