"""How a scope grew."""

from __future__ import annotations

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.view.tape import Tape, drawn, three_tabs, upto
from tutor.core import events as e
from tutor.view import scope


def picture(tape: Tape, step: int | None = None, width: int = 80, **look: Any) -> str:
    return drawn(scope.render(tape.moment(step), width=width, **look), width=width)


@pytest.mark.parametrize("width", [40, 80])
def test_every_layer_says_what_it_added(width: int, snapshot: SnapshotAssertion) -> None:
    tape = three_tabs()
    assert picture(tape, upto(tape, "scope.entered", 7), width) == snapshot


def test_layers_in_ascii(snapshot: SnapshotAssertion) -> None:
    tape = three_tabs()
    assert picture(tape, upto(tape, "scope.entered", 5), ascii=True) == snapshot


def test_the_newest_layer_is_seen_however_little_room_there_is() -> None:
    tape = three_tabs()
    assert "▶ AuthMiddleware" in picture(tape, upto(tape, "scope.entered", 5), height=4)


def test_a_changed_key_has_a_sign_of_its_own() -> None:
    tape = Tape()
    tape.add(e.ConnectionOpened, conn=1, path="/ws/")
    tape.add(e.ScopeEntered, conn=1, layer="X", changed={"path": "'/x/'"})
    assert "~ path  '/x/'" in picture(tape)


def test_without_a_client_the_connection_is_numbered() -> None:
    tape = Tape()
    tape.add(e.ConnectionOpened, conn=1, path="/ws/")
    assert picture(tape).startswith("connection 1  /ws/")


def test_dicts_beyond_z_are_numbered() -> None:
    tape = Tape()
    tape.add(e.ConnectionOpened, conn=1)
    for _ in range(26):
        tape.add(e.ScopeEntered, conn=1, layer="X")
    assert "dict 27" in picture(tape)


def test_a_value_without_room_is_left_out_once_its_step_is_over() -> None:
    tape = Tape()
    tape.add(e.ConnectionOpened, conn=1)
    tape.add(e.ScopeEntered, conn=1, layer="X", added={"a_very_long_key": "value"})
    assert picture(tape, width=22).endswith("a_very_long_key\n        value")
    tape.add(e.SceneNoted, process="tutor", text="later")
    assert picture(tape, width=22).endswith("a_very_long_key")


def test_before_the_first_connection_there_is_a_sentence() -> None:
    assert "No WebSocket scope yet" in picture(Tape())


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (None, "ben has no scope yet. One is made when its handshake reaches the application."),
        (e.ClientOpened, "No scope has been recorded for ben."),
        (e.ClientRefused, "ben has no scope: its handshake did not reach the application."),
        (e.ClientClosed, "ben has no scope: its handshake did not reach the application."),
    ],
)
def test_a_client_that_the_application_has_not_seen_is_named(
    fact: type[e.Event] | None, said: str
) -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann")
    tape.add(e.ClientConnecting, process="tutor", conn=2, name="ben", server="server 1")
    if fact is not None:
        tape.add(fact, process="tutor", conn=2, name="ben")
    assert picture(tape) == said
