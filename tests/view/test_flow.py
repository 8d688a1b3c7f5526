"""What each fact adds to the message flow."""

from __future__ import annotations

from typing import Any

import pytest

from tests.view.tape import Tape, three_tabs, upto
from tutor.core import events as e
from tutor.core.timeline import Timeline
from tutor.view import flow, flow_rules
from tutor.view.flow import Flow, Lane


def after(
    *facts: tuple[type[e.Event], dict[str, Any]], layer: str = "InMemoryChannelLayer"
) -> Flow:
    """The flow of one connection "ann" to which these facts happen."""
    tape = Tape()
    tape.server(layer=layer)
    tape.connect(1, "ann", layers=False, channel="x.inmemory!abcd")
    for cls, fields in facts:
        tape.add(cls, **{"conn": 1, **fields})
    return flow_rules.of(Timeline(tape.events))


def last(*facts: tuple[type[e.Event], dict[str, Any]], **more: Any) -> tuple[str, ...]:
    """The last row: shape, ends, words at the end of the recording."""
    found = after(*facts, **more)
    row = found.rows[-1]
    ends = [lane.role for lane in (row.start, row.end) if lane is not None]
    mark = ["bad"] * row.bad(flow.FOREVER - 1) + ["broken"] * (row.broken < flow.FOREVER)
    return (row.shape, *ends, row.wording(flow.FOREVER - 1)[0], *mark)


CHANNEL = {"channel": "x.inmemory!abcd"}
GROUP = {"group": "g", **CHANNEL}


@pytest.mark.parametrize(
    ("fact", "row"),
    [
        ((e.ClientSent, {"text": "hi"}), ("arrow", "client", "app", "hi")),
        ((e.ClientSent, {"binary": True, "size": 3}), ("arrow", "client", "app", "3 bytes")),
        ((e.ClientReceived, {"text": "hi"}), ("arrow", "app", "client", "hi")),
        ((e.ClientReceived, {"binary": True, "size": 3}), ("arrow", "app", "client", "3 bytes")),
        ((e.ClientOpened, {}), ("note", "client", "open")),
        ((e.ClientRefused, {"status": 403}), ("arrow", "server", "client", "HTTP 403", "bad")),
        ((e.ClientRefused, {}), ("note", "client", "no answer", "bad")),
        (
            (e.ClientClosed, {"by": "client", "code": 1000}),
            ("arrow", "client", "app", "close 1000"),
        ),
        ((e.ClientClosed, {"by": "server"}), ("arrow", "server", "client", "close")),
        (
            (e.ClientClosed, {"by": "server", "code": 1011}),
            ("arrow", "server", "client", "close 1011", "bad"),
        ),
        (
            (e.ClientClosed, {"by": "lost", "code": 1006}),
            ("note", "client", "connection lost, 1006", "bad"),
        ),
        ((e.ClientClosed, {"by": "lost"}), ("note", "client", "connection lost", "bad")),
        ((e.ConnectionOpened, {"path": "/ws/"}), ("note", "app", "handshake /ws/")),
        (
            (e.ConnectionRefused, {"code": 4401}),
            ("arrow", "server", "client", "refused", "bad"),
        ),
        ((e.ConnectionClosed, {"error": "ValueError: x"}), ("note", "app", "ValueError: x", "bad")),
        (
            (e.AppReceived, {"type": "websocket.receive", "text": "hi"}),
            ("arrow", "client", "app", "hi"),
        ),
        (
            (e.AppReceived, {"type": "websocket.disconnect", "code": 1001}),
            ("arrow", "server", "app", "disconnect 1001"),
        ),
        (
            (e.AppReceived, {"type": "websocket.disconnect"}),
            ("arrow", "server", "app", "disconnect"),
        ),
        ((e.AppSent, {"type": "websocket.send", "text": "hi"}), ("arrow", "app", "client", "hi")),
        (
            (e.AppSent, {"type": "websocket.send", "binary": True, "size": 1}),
            ("arrow", "app", "client", "1 byte"),
        ),
        ((e.AppSent, {"type": "websocket.close"}), ("arrow", "app", "client", "close")),
        (
            (e.AppSent, {"type": "websocket.close", "code": 4000}),
            ("arrow", "app", "client", "close 4000"),
        ),
        ((e.HandlerStarted, {"name": "tick"}), ("note", "app", "tick()")),
        ((e.HandlerFailed, {"error": "KeyError: x"}), ("note", "app", "KeyError: x", "bad")),
        ((e.GroupSent, {"type": "a.b"}), ("arrow", "app", "layer", "group_send a.b")),
        ((e.GroupJoined, GROUP), ("arrow", "app", "layer", "group_add g")),
        ((e.GroupLeft, GROUP), ("arrow", "app", "layer", "group_discard g")),
        (
            (e.GroupLeft, {**GROUP, "reason": "expired"}),
            ("note", "layer", "member expired: g", "bad"),
        ),
        ((e.ChannelSent, {**CHANNEL, "type": "a.b"}), ("arrow", "app", "layer", "send a.b")),
        ((e.ChannelSent, {**GROUP, "type": "a.b"}), ("arrow", "layer", "app", "a.b")),
        ((e.ChannelSent, {"group": "g", "channel": "?"}), ("note", "layer", "a copy for nobody")),
        ((e.ChannelDelivered, {**CHANNEL, "type": "a.b"}), ("arrow", "layer", "app", "a.b")),
        (
            (e.ChannelDropped, {"reason": "full"}),
            ("note", "layer", "dropped: full", "bad"),
        ),
        ((e.ChannelDropped, CHANNEL), ("arrow", "layer", "app", "dropped", "bad", "broken")),
        ((e.ChannelExpired, CHANNEL), ("note", "layer", "a copy expired", "bad")),
        (
            (e.LayerFailed, {"call": "group_add"}),
            ("arrow", "app", "layer", "group_add failed", "bad", "broken"),
        ),
        ((e.DbStarted, {"name": "save"}), ("arrow", "app", "db", "save")),
        ((e.DbFinished, {"name": "save"}), ("arrow", "app", "db", "save")),
        ((e.DbFinished, {"sql": ["DELETE FROM a"]}), ("arrow", "app", "db", "DELETE a")),
        (
            (e.DbFinished, {"name": "DELETE", "sql": ["DELETE FROM a"]}),
            ("arrow", "app", "db", "DELETE a"),
        ),
        ((e.DbTransaction, {"did": "COMMIT"}), ("arrow", "app", "db", "COMMIT")),
        (
            (e.HttpReceived, {"method": "POST", "path": "/api/", "conn": None}),
            ("note", "web", "POST /api/"),
        ),
        ((e.ServerStarted, {"process": "server 2"}), ("rule", "server 2 listens")),
        ((e.ServerStopped, {"how": "stopped"}), ("rule", "server 1 stopped")),
        ((e.ServerStopped, {"how": "killed"}), ("rule", "server 1 killed", "bad")),
        (
            (e.BrokerStarted, {"process": "broker", "server": "redis 7"}),
            ("rule", "broker listens: redis 7"),
        ),
        (
            (e.BrokerStopped, {"process": "broker", "how": "killed"}),
            ("rule", "broker killed", "bad"),
        ),
        (
            (e.LogWritten, {"level": "ERROR", "text": "Oh\nno"}),
            ("rule", "server 1 logs: Oh", "bad"),
        ),
        (
            (e.LogWritten, {"level": "WARNING", "text": "Not Found: /ws/"}),
            ("rule", "server 1 logs: Not Found: /ws/"),
        ),
        (
            (e.LoopStalled, {"ms": 1200.4}),
            ("rule", "server 1: loop stood still for 1200 ms", "bad"),
        ),
        (
            (e.LoopStalled, {"ms": 120, "where": "stall.py:9 get"}),
            ("rule", "server 1: loop stood still for 120 ms, at stall.py:9 get"),
        ),
        ((e.SceneNoted, {"text": "quiet"}), ("rule", "quiet")),
        ((e.SceneFinished, {}), ("rule", "everything has settled")),
        ((e.SceneFinished, {"failed": "no frame"}), ("rule", "no frame", "bad")),
        ((e.EventsLost, {"count": 3}), ("rule", "3 facts of server 1 are missing", "bad")),
        (
            (e.ProbeFaulted, {"error": "KeyError: 1", "where": "common.py:9 sent"}),
            ("rule", "the probe failed in server 1: KeyError: 1", "bad"),
        ),
    ],
    ids=lambda value: getattr(value[0], "kind", None) if isinstance(value[0], type) else "",
)
def test_a_fact_of_its_own_opens_a_row(
    fact: tuple[type[e.Event], dict[str, Any]], row: tuple[str, ...]
) -> None:
    assert last(fact) == row


@pytest.mark.parametrize(
    "fact",
    [
        (e.AppReceived, {"type": "websocket.connect"}),
        (e.AppSent, {"type": "websocket.accept"}),
        (e.ScopeEntered, {"layer": "x"}),
        (e.LogWritten, {"level": "INFO", "text": "x"}),
        (e.LogWritten, {"level": "WARNING", "logger": "django.server", "text": "GET / 404"}),
        (e.LogWritten, {"level": "ERROR", "logger": "stderr", "text": "  File"}),
        (e.ThreadEntered, {"name": "x"}),
        (e.HandlerFinished, {}),
        (e.ConnectionClosed, {}),
        (e.HttpAnswered, {"status": 200}),
        (e.ChannelDelivered, {"channel": "nobody's"}),
    ],
    ids=lambda fact: fact[0].kind,
)
def test_what_only_follows_opens_none(fact: tuple[type[e.Event], dict[str, Any]]) -> None:
    assert len(after(fact).rows) == len(after().rows)


def test_a_handshake_is_one_row_and_the_acceptance_another() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann")
    kinds = [row.kind for row in flow_rules.of(Timeline(tape.events)).rows]
    assert kinds == ["server.started", "client.connecting", "group.joined", "connection.accepted"]


def test_a_broadcast_goes_back_to_what_the_client_sent() -> None:
    tape = three_tabs()
    whole = flow_rules.of(Timeline(tape.events))
    row = whole.rows[whole.row_of[upto(tape, "client.received", 3)]]
    assert whole.rows[row.root].kind == "client.sent"


def refused(status: int | None) -> list[tuple[str, ...]]:
    """What is drawn of a refusal, and where it begins and ends."""
    tape = Tape()
    tape.add(e.ServerStarted, versions={"daphne": "4.2"})
    tape.add(e.ClientConnecting, process="tutor", conn=1, name="eve", server="server 1")
    closed = tape.add(e.AppSent, conn=1, type="websocket.close", code=4001)
    cause = tape.add(e.ConnectionRefused, conn=1, cause=closed, code=4001)
    tape.add(e.AppReceived, conn=1, cause=closed, type="websocket.disconnect", code=1006)
    tape.add(e.ClientRefused, process="tutor", conn=1, cause=cause, status=status)
    rows = flow_rules.of(Timeline(tape.events)).rows[2:]
    return [
        (*(lane.place or lane.role for lane in (row.start, row.end) if lane), row.wording(9)[0])
        for row in rows
    ]


@pytest.mark.parametrize(("status", "answer"), [(403, "HTTP 403"), (None, "no answer")])
def test_a_close_before_the_accept_ends_at_the_server(status: int | None, answer: str) -> None:
    assert refused(status) == [
        ("server 1", "Daphne", "close 4001"),
        ("Daphne", "client", f"refused: {answer}"),
        ("Daphne", "server 1", "disconnect 1006"),
    ]


def test_a_refusal_without_an_answer_never_arrives() -> None:
    tape = Tape()
    cause = tape.add(e.ConnectionRefused, conn=1)
    tape.add(e.ClientRefused, process="tutor", conn=1, cause=cause)
    assert flow_rules.of(Timeline(tape.events)).rows[-1].broken == tape.last


def test_an_error_behind_a_refusal_stays_on_its_side() -> None:
    tape = Tape()
    tape.add(e.ConnectionRefused, conn=1, error="TypeError: x")
    whole = flow_rules.of(Timeline(tape.events))
    rows = [whole.row(index) for index in whole.between(0, 1)]
    assert [(row.shape, row.labels[0]) for row in rows] == [
        ("note", "TypeError: x"),
        ("arrow", "refused"),
    ]


@pytest.mark.parametrize(
    ("cause", "rows"),
    [
        ((e.ClientClosed, {"by": "client", "code": 1000}), ["close 1000"]),
        ((e.ClientClosed, {"by": "lost"}), ["connection lost", "disconnect 1006"]),
        ((e.AppSent, {"type": "websocket.close", "code": 4001}), ["close 4001"]),
    ],
)
def test_a_disconnect_that_no_frame_told_is_the_servers_own(
    cause: tuple[type[e.Event], dict[str, Any]], rows: list[str]
) -> None:
    tape = Tape()
    tape.connect(1, "ann", layers=False)
    begun = len(flow_rules.of(Timeline(tape.events)).rows)
    said = tape.add(cause[0], conn=1, **cause[1])
    code = 1006 if len(rows) > 1 else cause[1]["code"]
    tape.add(e.AppReceived, conn=1, cause=said, type="websocket.disconnect", code=code)
    found = flow_rules.of(Timeline(tape.events)).rows[begun:]
    assert [row.labels[0] for row in found] == rows


def test_words_that_stand_at_a_query_stay_when_it_is_back() -> None:
    tape = Tape()
    tape.connect(1, "ann", layers=False)
    asked = tape.add(e.DbStarted, conn=1, name="RelatedManager.acreate")
    sql = ["INSERT INTO chat_message"]
    tape.add(e.DbFinished, conn=1, cause=asked, name="RelatedManager.acreate", sql=sql)
    row = flow_rules.of(Timeline(tape.events)).rows[-1]
    short = ("RelatedManager.acreate", "acreate")
    assert row.wording(asked) == short
    assert row.wording(tape.last) == (
        "acreate: INSERT chat_message",
        "acreate: INSERT",
        *short,
    )


def test_the_database_is_busy_as_long_as_a_transaction_is_open() -> None:
    tape = Tape()
    tape.connect(1, "ann", layers=False)
    steps = [
        tape.add(e.DbTransaction, conn=1, did=did)
        for did in ("BEGIN", "COMMIT", "BEGIN", "ROLLBACK", "ROLLBACK")
    ]
    tape.add(e.SceneNoted, process="tutor", text="quiet")
    life = flow_rules.of(Timeline(tape.events)).lives[Lane("db")]
    shown = [life.works(step) for step in range(steps[0] - 1, tape.last + 1)]
    assert shown == [False, True, True, True, True, False, False]


def test_the_number_of_further_statements_is_in_every_label() -> None:
    tape = Tape()
    tape.connect(1, "ann", layers=False)
    tape.add(e.DbFinished, conn=1, name="load", sql=["SELECT 1 FROM chat_message"], queries=51)
    assert flow_rules.of(Timeline(tape.events)).rows[-1].labels == (
        "load: SELECT chat_message +50",
        "load: SELECT +50",
        "load +50",
    )


def test_a_close_of_the_server_arrives_at_the_client() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", layers=False)
    cause = tape.add(e.AppSent, conn=1, type="websocket.close", code=1011)
    tape.add(e.ClientClosed, process="tutor", conn=1, cause=cause, by="server", code=1011)
    row = flow_rules.of(Timeline(tape.events)).rows[-1]
    assert (row.labels, row.arrived) == (("close 1011",), tape.last)
    life = flow_rules.of(Timeline(tape.events)).lives[Lane("client", 1)]
    assert (life.death, life.failed) == (tape.last, tape.last)


def test_an_expired_copy_never_arrives() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", layers=False)
    copy = tape.add(e.ChannelSent, conn=1, channel=tape.channel(1), group="g", type="a")
    tape.add(e.ChannelExpired, cause=copy, channel=tape.channel(1))
    assert flow_rules.of(Timeline(tape.events)).rows[-1].broken == len(tape.events)


def test_a_web_request_carries_its_answer() -> None:
    tape = Tape()
    tape.server()
    cause = tape.add(e.HttpReceived, method="GET", path="/")
    tape.add(e.HttpAnswered, cause=cause, status=404)
    assert flow_rules.of(Timeline(tape.events)).rows[-1].wording(3) == ("GET / 404", "GET 404")


def test_a_shared_layer_is_the_broker() -> None:
    found = after((e.GroupSent, {"type": "a"}), layer="RedisChannelLayer")
    assert found.lives[Lane("layer", 0, "")].name(99).label == "broker"


def test_a_lifeline_is_busy_while_its_handler_runs() -> None:
    tape = three_tabs()
    life = flow_rules.of(Timeline(tape.events)).lives[Lane("app", 1, "server 1")]
    started = upto(tape, "handler.started", 1, type="websocket.receive")
    finished = upto(tape, "handler.finished", 1, name="websocket_receive")
    assert [life.works(step) for step in (started - 1, started, finished, finished + 1)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_killed_server_takes_its_lifelines_along() -> None:
    tape = three_tabs()
    tape.add(e.ServerStopped, how="killed")
    whole = flow_rules.of(Timeline(tape.events))
    ended = {lane.role for lane, life in whole.lives.items() if life.failed <= len(tape.events)}
    assert ended >= {"app", "layer"}


def test_a_recording_is_read_once() -> None:
    line = Timeline(three_tabs().events)
    assert flow_rules.of(line) is flow_rules.of(line)


@pytest.mark.parametrize(("process", "label"), [("server 1", "http"), ("tutor", "scene")])
def test_a_fact_of_no_connection_belongs_to_the_web_side(process: str, label: str) -> None:
    tape = Tape()
    tape.add(e.GroupSent, process=process, type="a")
    life = flow_rules.of(Timeline(tape.events)).lives[Lane("web", 0, process)]
    assert life.name(1).label == label


def test_an_error_that_a_red_row_tells_already_is_not_told_twice() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", layers=False)
    cause = tape.add(e.HandlerFailed, conn=1, error="ValueError: x")
    tape.add(e.ConnectionClosed, conn=1, cause=cause, error="ValueError: x")
    rows = flow_rules.of(Timeline(tape.events)).rows
    assert [row.kind for row in rows].count("connection.closed") == 0
