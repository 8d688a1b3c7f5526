"""Which failure lies behind what a client met."""

from __future__ import annotations

from typing import Any

import pytest

from tutor.core.failures import blame, error_of, symptoms

from .making import Tape

NO_METHOD = "AttributeError: no attribute 'require_valid_channel_name'"


def refused() -> Tape:
    """A handshake (3) is refused (7) because a call of the layer failed (5); 2 failed elsewhere."""
    tape = Tape()
    tape.add("scene.started", process="tutor")
    tape.add("log.written", level="ERROR", text="elsewhere")
    tape.add("client.connecting", process="tutor", conn=1)
    tape.add("connection.opened", conn=1, cause=3)
    tape.add("layer.failed", conn=1, cause=4, call="receive", error=NO_METHOD, where="a.py:3 f")
    tape.add("connection.refused", conn=1, cause=4, error=NO_METHOD)
    tape.add("client.refused", process="tutor", conn=1, cause=6, status=500)
    return tape


def test_the_first_failure_on_the_chain_comes_before_any_other() -> None:
    run = refused()
    found = blame(run, symptoms(run))
    assert found is not None
    assert str(found) == f"step 5, layer.failed: receive: {NO_METHOD} (a.py:3 f)"
    assert found.caused


def test_without_one_on_the_chain_it_is_the_first_of_the_run() -> None:
    found = blame(refused(), [1])
    assert found is not None
    assert (str(found), found.caused) == ("step 2, log.written: elsewhere", False)


def test_what_failed_when_all_was_well_explains_nothing() -> None:
    run, before = refused(), Tape()
    before.add("layer.failed", error=NO_METHOD)
    found = blame(run, symptoms(run), before)
    assert found is not None
    assert found.event.seq == 6


def test_figures_of_a_run_do_not_make_a_failure_new() -> None:
    run, before = Tape(), Tape()
    run.add("layer.failed", error="Error: 127.0.0.1:41233 is gone, <X at 0x7f3a>")
    before.add("layer.failed", error="Error: 127.0.0.1:5 is gone, <X at 0x12>")
    assert blame(run, expected=before) is None


def test_one_failure_more_than_before_is_new() -> None:
    run, before = Tape(), Tape()
    for _ in range(2):
        run.add("layer.failed", error="Error: gone")
    before.add("layer.failed", error="Error: gone")
    found = blame(run, expected=before)
    assert found is not None
    assert found.event.seq == 2


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("handler.failed", {"error": "ValueError: no"}, "ValueError: no"),
        ("log.written", {"level": "ERROR", "text": "took too long"}, "took too long"),
        ("log.written", {"level": "WARNING", "text": "Not Found: /"}, ""),
        (
            "server.stopped",
            {"how": "crashed", "code": 3},
            "server 1 ended by itself, exit status 3",
        ),
        ("server.stopped", {"how": "killed"}, ""),
        ("group.joined", {}, ""),
    ],
)
def test_what_goes_wrong_in_a_fact(kind: str, fields: dict[str, Any], said: str) -> None:
    tape = Tape()
    tape.add(kind, **fields)
    assert error_of(tape[0]) == said


@pytest.mark.parametrize(
    ("kind", "fields", "is_one"),
    [
        ("client.refused", {"status": 403}, True),
        ("client.answered", {"status": 502}, True),
        ("client.answered", {"status": 404}, False),
        ("client.closed", {"by": "lost"}, True),
        ("client.closed", {"by": "client"}, False),
        ("app.sent", {}, False),
    ],
)
def test_what_a_client_met(kind: str, fields: dict[str, Any], is_one: bool) -> None:
    tape = Tape()
    tape.add(kind, **fields)
    assert symptoms(tape) == [1] * is_one


def test_the_last_that_a_client_met_is_the_symptom() -> None:
    tape = refused()
    tape.add("client.closed", by="server")
    assert symptoms(tape) == [8]
