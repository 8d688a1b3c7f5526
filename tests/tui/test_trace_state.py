"""What a trace's screen shows beside the recording: its rows are tested in `test_trace_screen`."""

from __future__ import annotations

import pytest

from tests.tui.taped_trace import COMMAND, TapedRun
from tutor.core import events as e
from tutor.tui.trace_state import TraceState, short


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("'/my projects/venv/bin/daphne' -p 0 'a b:app'", "daphne -p 0 'a b:app'"),
        ("/usr/bin/python -m daphne shop.asgi:application", "daphne shop.asgi:application"),
        ("'/my projects/python3' manage.py runserver", "manage.py runserver"),
        ("python", "python"),
    ],
)
def test_a_command_has_a_short_name_in_a_folder_with_blanks_too(command: str, name: str) -> None:
    assert short(command) == name


def waits(run: TapedRun) -> bool:
    trace = TraceState(run, COMMAND)
    trace.read()
    return trace.waits


def test_it_waits_until_there_is_a_connection_or_something_else_to_be_looked_at() -> None:
    run = TapedRun()
    run.serves()
    assert waits(run)
    run.tape.add(e.GroupSent, group="room", type="x", text="From a shell.")
    run.grow()
    assert not waits(run)
    other = TapedRun()
    other.connects(1)
    assert not waits(other)
