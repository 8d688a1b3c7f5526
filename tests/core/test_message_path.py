"""Which hop a fact is, kind by kind."""

from __future__ import annotations

from typing import Any

import pytest

from tutor.core.events import KINDS
from tutor.core.message_path import COUNTED, hop_of


def hop(kind: str, *, after: int = 0, web: bool = False, **fields: Any) -> int:
    return hop_of(KINDS[kind](seq=9, at=0, process="server 1", **fields), after, web)


@pytest.mark.parametrize(
    ("kind", "fields", "number"),
    [
        ("client.sent", {}, 1),
        ("client.closed", {}, 1),
        ("client.closed", {"cause": 3}, 8),
        ("app.received", {}, 2),
        ("handler.started", {"type": "websocket.receive", "after": 2}, 3),
        ("handler.started", {"type": "http.request", "after": 2}, 3),
        ("handler.started", {"type": "websocket.receive", "after": 4}, 6),
        ("handler.started", {"type": "chat.message", "after": 3}, 6),
        ("scope.entered", {}, 0),
        ("scope.entered", {"web": True}, 3),
        ("thread.entered", {"web": True}, 3),
        ("group.sent", {}, 4),
        ("layer.failed", {"call": "group_send"}, 4),
        ("layer.failed", {"call": "send"}, 4),
        ("layer.failed", {"call": "group_add"}, 0),
        ("channel.sent", {"group": "g"}, 5),
        ("channel.sent", {}, 4),
        ("channel.delivered", {"after": 4}, 5),
        ("channel.delivered", {"after": 5}, 0),
        ("channel.dropped", {"after": 4}, 5),
        ("connection.closed", {"error": "ValueError"}, 7),
        ("connection.closed", {}, 0),
        ("app.sent", {}, 7),
        ("client.received", {}, 8),
        ("db.started", {}, 0),
    ],
)
def test_the_hop_of_a_fact(kind: str, fields: dict[str, Any], number: int) -> None:
    assert hop(kind, **fields) == number


@pytest.mark.parametrize(
    ("number", "kinds"),
    [
        (1, "client.connecting client.sent client.asked wire.sent client.closed"),
        (2, "connection.opened app.received http.received"),
        (4, "group.sent channel.sent"),
        (5, "channel.delivered channel.dropped"),
        (6, "handler.started"),
        (7, "app.sent http.answered connection.refused"),
        (8, "client.opened client.refused client.received client.answered client.chunk"),
        (8, "wire.received"),
    ],
)
def test_the_hop_of_a_kind_that_stands_alone(number: int, kinds: str) -> None:
    assert [hop(kind) for kind in kinds.split()] == [number] * len(kinds.split())


def test_every_kind_that_may_be_a_hop_is_in_the_table_of_first_facts() -> None:
    fields: list[dict[str, Any]] = [
        {}, {"group": "g"}, {"call": "send"}, {"error": "x"}, {"web": True},
    ]  # fmt: skip
    known = {
        kind
        for kind, cls in KINDS.items()
        for more in fields
        if set(more) <= {*cls.__struct_fields__, "web"} and hop(kind, **more)
    }
    assert known == set(COUNTED)


@pytest.mark.parametrize(
    ("kind", "fields", "counted"),
    [
        ("client.sent", {}, True),
        ("client.connecting", {}, False),
        ("wire.sent", {"hex": "81 82 01 02 03 04"}, True),
        ("wire.sent", {"hex": "88 82 01 02 03 04"}, False),
        ("wire.sent", {"hex": "89 80"}, False),
        ("wire.sent", {"hex": "47 45"}, True),
        ("wire.sent", {}, True),
        ("app.received", {"type": "websocket.receive"}, True),
        ("app.received", {"type": "websocket.disconnect"}, False),
        ("handler.started", {"type": "tick"}, True),
        ("handler.started", {"type": "websocket.connect"}, False),
        ("app.sent", {"type": "websocket.send"}, True),
        ("app.sent", {"type": "websocket.close"}, False),
    ],
)
def test_a_first_fact_that_is_a_message(kind: str, fields: dict[str, Any], counted: bool) -> None:
    assert COUNTED[kind](KINDS[kind](seq=1, at=0, process="server 1", **fields)) is counted
