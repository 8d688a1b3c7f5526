"""The line that says how it stands with a trace: what was lost comes first, and is never cut."""

from __future__ import annotations

import pytest

from tests.view.tape import Tape
from tutor.core import events as e
from tutor.core.observed import Observed
from tutor.core.timeline import Timeline
from tutor.view.text import pen
from tutor.view.trace_status import Standing, line

INK = pen(ascii=False)
VERSIONS = {"python": "3.11.2", "daphne": "4.2.3", "channels": "4.3.2", "django": "5.2.1"}


def observed(*, servers: int = 1, over: int = 0, lost: int = 0, faults: int = 0) -> Observed:
    tape = Tape()
    for number in range(1, servers + 1):
        tape.add(e.ServerStarted, process=f"server {number}", versions=VERSIONS)
    for number in range(1, over + 1):
        tape.add(e.ServerStopped, process=f"server {number}")
    if lost:
        tape.add(e.EventsLost, count=lost)
    for _ in range(faults):
        tape.add(e.ProbeFaulted)
    found = Observed(Timeline(tape.events))
    found.read()
    return found


def said(found: Observed, width: int = 200, **standing: object) -> str:
    return line(found, Standing(**standing), width=width, ink=INK).plain  # type: ignore[arg-type]


def test_a_process_has_its_versions() -> None:
    assert said(observed(), rate=12.4) == (
        " server 1 daphne 4.2.3 channels 4.3.2 django 5.2.1 python 3.11.2 · 12 facts/s"
    )


@pytest.mark.parametrize(
    ("imported", "told"),
    [
        ("daphne uvicorn uvloop", "uvicorn 1 uvloop 1 channels 4.3.2"),  # daphne: INSTALLED_APPS
        ("daphne gunicorn uvicorn", "uvicorn 1 channels 4.3.2"),  # a worker of uvicorn's
        ("daphne granian", "granian 1 channels 4.3.2"),
        ("hypercorn", "hypercorn 1 channels 4.3.2"),
        ("gunicorn", "gunicorn 1 channels 4.3.2"),
    ],
)
def test_the_server_of_a_process_is_the_one_that_it_runs(imported: str, told: str) -> None:
    tape = Tape()
    versions = {"channels": "4.3.2", **dict.fromkeys(imported.split(), "1")}
    tape.add(e.ServerStarted, process="server 1", versions=versions)
    found = Observed(Timeline(tape.events))
    found.read()
    assert said(found).startswith(f" server 1 {told} ·")


def test_several_processes_and_those_that_have_ended_are_counted() -> None:
    shown = said(observed(servers=7, over=1), width=400)
    assert "server 5 daphne" in shown
    assert "server 6" not in shown
    assert "2 more processes · 1 ended" in shown
    assert said(observed(servers=0)) == " no process observed · 0 facts/s"


@pytest.mark.parametrize("width", [30, 40, 80, 120])
def test_what_was_lost_stands_first_at_any_width(width: int) -> None:
    shown = said(observed(lost=7, faults=2), width=width)
    assert shown.startswith(" 7 facts lost")
    assert len(shown) <= width


def test_everything_else_is_said_where_there_is_room() -> None:
    shown = said(
        observed(faults=1),
        late=3,
        unlinked=4,
        damaged=2,
        filter="group=room",
        hides=["http"],
        hidden=12,
        hidden_bad=1,
        keeps="recording.jsonl",
    )
    for part in (
        *("2 unreadable", "the probe failed 1 time", "filter group=room", "without http"),
        *("12 hidden, 1 of them bad", "keeps recording.jsonl", "3 late"),
        *("4 causes unknown",),
    ):
        assert part in shown


def test_a_command_that_has_ended_has_no_rate() -> None:
    shown = said(observed(over=1), code=1)
    assert "the command has ended, exit status 1" in shown
    assert "facts/s" not in shown
