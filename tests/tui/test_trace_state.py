"""What a trace's screen shows beside the recording: its rows are tested in `test_trace_screen`."""

from __future__ import annotations

import pytest

from tutor.tui.trace_state import short


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
