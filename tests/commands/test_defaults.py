"""What a command does when it is given no option."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import typer

from tutor.cli import app


def every(command: Any, name: str = "tutor") -> Iterator[tuple[str, Any]]:
    """(its words, the command) of the program and all that it has."""
    yield name, command
    context = command.context_class(command, info_name=name)
    for word in command.list_commands(context) if hasattr(command, "list_commands") else []:
        yield from every(command.get_command(context, word), f"{name} {word}")


COMMANDS = dict(every(typer.main.get_command(app)))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_switch_is_off_until_it_is_given(name: str) -> None:
    switches = [p for p in COMMANDS[name].params if getattr(p, "is_flag", False)]
    on = [p.opts[0] for p in switches if p.default not in (False, None)]
    assert on == []


def test_the_numbers_that_hold_unless_others_are_given() -> None:
    found = {
        f"{name} {p.opts[0]}": p.default
        for name, command in COMMANDS.items()
        for p in command.params
        if isinstance(p.default, int) and not isinstance(p.default, bool)
    }
    assert found == {
        "tutor interview --minutes": 30,
        "tutor quiz --count": 0,
        "tutor quiz --minutes": 0,
        "tutor review --count": 0,
        "tutor review --minutes": 0,
        "tutor serve --port": 8000,
    }
