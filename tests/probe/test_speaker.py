"""A connection has all that those who tell facts ask of one: they know it by protocol alone."""

from __future__ import annotations

import pytest

from tutor.probe.connection import Connection
from tutor.probe.places import Places
from tutor.probe.report import Facts
from tutor.probe.speaker import Layers, Speaker


@pytest.fixture
def connection() -> Connection:
    return Connection(Facts(1, Places(())), 7, {"type": "websocket", "path": "/ws/"})


def _members(protocol: type) -> list[str]:
    names = {*vars(protocol), *protocol.__annotations__}
    return sorted(name for name in names if not name.startswith("_"))


def test_a_protocol_names_values_and_methods() -> None:
    assert _members(Layers) == ["enter", "innermost_id", "leave", "settle"]


def test_a_connection_is_a_speaker(connection: Connection) -> None:
    assert [name for name in _members(Speaker) if not hasattr(connection, name)] == []


def test_what_it_has_passed_are_its_layers(connection: Connection) -> None:
    passed = connection.passed
    assert [name for name in _members(Layers) if not hasattr(passed, name)] == []
