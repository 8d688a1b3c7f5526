"""What has begun and not ended, counted from the facts."""

from __future__ import annotations

from typing import Any

import pytest

from tutor.runtime.stage.under_way import STEPS, UnderWay

SOURCE = 3


def record(kind: str, *fields: Any, conn: int = 1) -> list[Any]:
    return [kind, SOURCE << 32 | 1, 0, conn, 0, *fields]


BEGINNINGS = {name: kind for kind, (name, step) in STEPS.items() if step > 0}


@pytest.mark.parametrize("end", [kind for kind, (_, step) in STEPS.items() if step < 0])
def test_what_has_begun_is_pending_until_its_end(end: str) -> None:
    under_way = UnderWay()
    assert not under_way.is_pending
    under_way.take("server 1", [record(BEGINNINGS[STEPS[end][0]])])
    assert under_way.is_pending
    under_way.take("server 1", [record(end)])
    assert not under_way.is_pending


def test_a_frame_of_a_client_is_under_way_until_the_application_has_it() -> None:
    under_way = UnderWay()
    under_way.take("tutor", [record("client.sent", "ann")])
    under_way.take("server 1", [record("app.received", "websocket.connect")])
    assert under_way.is_pending
    under_way.take("server 1", [record("app.received", "websocket.receive")])
    assert not under_way.is_pending


def test_one_end_too_many_hides_nothing_of_another_kind() -> None:
    under_way = UnderWay()
    under_way.take("server 1", [record("db.finished"), record("handler.started")])
    assert under_way.is_pending


def test_connections_are_counted_by_source_until_they_are_closed() -> None:
    under_way = UnderWay()
    under_way.take("server 1", [record("connection.opened", conn=n) for n in (1, 2)])
    assert under_way.connections == {SOURCE: {1, 2}}
    under_way.take("server 1", [record("connection.closed", conn=1)])
    assert under_way.connections == {SOURCE: {2}}
    under_way.take("server 1", [["connection.closed", 9 << 32, 0, 1, 0]])
    assert under_way.connections == {SOURCE: {2}}
