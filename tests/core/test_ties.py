"""What only the tutor can tie: the two ends of a connection, by content and order."""

from __future__ import annotations

import pytest

from tutor.core import ties
from tutor.core.assemble import assemble
from tutor.core.events import Event
from tutor.core.ties import LATE

from .making import Wire


def cause_of(wire: Wire, kind: str, n: int = 1) -> str:
    """What brought the n-th event of this kind about, in words: "app.sent websocket.close"."""
    events = assemble(wire)
    effect = [event for event in events if event.kind == kind][n - 1]
    return words(events[effect.cause - 1]) if effect.cause else "nothing"


def words(event: Event) -> str:
    more = getattr(event, "type", "") or getattr(event, "layer", "") or getattr(event, "text", "")
    return f"{event.kind} {more}".strip()


def connected() -> Wire:
    wire = Wire()
    wire.connect(1)
    return wire


# ── the handshake ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "n", "cause"),
    [
        ("connection.opened", 1, "client.connecting"),
        ("scope.entered", 1, "connection.opened"),
        ("scope.entered", 2, "scope.entered AuthMiddleware"),
        ("app.received", 1, "scope.entered URLRouter"),
        ("connection.accepted", 1, "app.sent websocket.accept"),
        ("client.opened", 1, "connection.accepted"),
    ],
)
def test_the_handshake_is_one_chain(kind: str, n: int, cause: str) -> None:
    assert cause_of(connected(), kind, n) == cause


def test_a_scope_beside_another_comes_from_the_one_around_both() -> None:
    wire = connected()
    wire.server("scope.entered", 1, layer="Second", depth=1)
    assert cause_of(wire, "scope.entered", 3) == "scope.entered AuthMiddleware"


def test_without_layers_connect_comes_from_the_opening() -> None:
    wire = Wire()
    wire.server("connection.opened", 1)
    wire.server("app.received", 1, type="websocket.connect")
    assert cause_of(wire, "app.received") == "connection.opened"


def test_consumer_and_channel_follow_the_innermost_scope() -> None:
    wire = connected()
    wire.server("consumer.created", 1, name="ChatConsumer")
    wire.server("channel.created", 1, channel="c")
    assert cause_of(wire, "consumer.created") == "scope.entered URLRouter"
    assert cause_of(wire, "channel.created") == "consumer.created"


def test_a_cause_that_the_process_named_stays() -> None:
    wire = connected()
    note = wire.server("scene.noted", text="mine")
    wire.server("consumer.created", 1, note)
    assert cause_of(wire, "consumer.created") == "scene.noted mine"


def test_a_refusal_by_close_comes_from_the_close() -> None:
    wire = Wire()
    wire.tutor("client.connecting", 1, port=5)
    wire.server("connection.opened", 1, port=5)
    wire.server("app.sent", 1, type="websocket.close")
    wire.server("connection.refused", 1)
    wire.tutor("client.refused", 1, status=403)
    assert cause_of(wire, "connection.refused") == "app.sent websocket.close"
    assert cause_of(wire, "client.refused") == "connection.refused"


def test_a_refusal_by_an_error_comes_from_the_end_of_the_application() -> None:
    wire = Wire()
    wire.tutor("client.connecting", 1, port=5)
    wire.server("connection.opened", 1, port=5)
    wire.server("connection.closed", 1, by="error")
    wire.tutor("client.refused", 1, status=500)
    assert cause_of(wire, "client.refused") == "connection.closed"


def test_a_client_that_reaches_nobody_is_refused_by_its_own_dial() -> None:
    wire = Wire()
    wire.tutor("client.connecting", 1, port=5)
    wire.tutor("client.refused", 1)
    assert cause_of(wire, "client.refused") == "client.connecting"


def test_an_http_answer_comes_from_its_request() -> None:
    wire = Wire()
    wire.server("http.received", 1)
    wire.server("scope.entered", 1, layer="SessionMiddleware")
    wire.server("app.received", 1, type="http.request")
    wire.server("http.answered", 1, status=200)
    assert cause_of(wire, "http.answered") == "http.received"
    assert cause_of(wire, "scope.entered") == "http.received"
    assert cause_of(wire, "app.received") == "scope.entered SessionMiddleware"


# ── frames ──────────────────────────────────────────────────────────────────────────────────


def receive(wire: Wire, text: str, size: int, *, binary: bool = False, conn: int = 1) -> None:
    wire.server("app.received", conn, type="websocket.receive", text=text, size=size, binary=binary)


def test_the_nth_frame_of_a_text_is_the_nth_that_arrives() -> None:
    wire = connected()
    for text in ("a", "b", "a"):
        wire.tutor("client.sent", 1, text=text, size=1)
    for text in ("a", "b", "a"):
        receive(wire, text, 1)
    events = assemble(wire)
    sent = [e.seq for e in events if e.kind == "client.sent"]
    got = [e.cause for e in events if e.kind == "app.received"][1:]
    assert got == sent


def test_an_empty_frame_that_the_server_drops_shifts_nothing() -> None:
    wire = connected()
    for text in ("", "a"):
        wire.server("app.sent", 1, type="websocket.send", text=text, size=len(text))
    wire.tutor("client.received", 1, text="a", size=1)
    assert assemble(wire)[-1].cause == len(wire) - 1


def test_binary_and_text_of_the_same_size_are_told_apart() -> None:
    wire = connected()
    wire.tutor("client.sent", 1, text="a", size=1, binary=True)
    wire.tutor("client.sent", 1, text="a", size=1)
    receive(wire, "a", 1)
    receive(wire, "a", 1, binary=True)
    events = assemble(wire)
    assert [e.cause for e in events[-2:]] == [len(wire) - 2, len(wire) - 3]


def test_previews_that_differ_are_tied_by_size() -> None:
    wire = connected()
    wire.tutor("client.sent", 1, text='{"token": "abc"}', size=16)
    wire.tutor("client.sent", 1, text="other", size=5)
    receive(wire, '{"token": "***"}', 16)
    assert cause_of(wire, "app.received", 2) == 'client.sent {"token": "abc"}'


def test_two_clients_with_the_same_text_keep_their_own_frames() -> None:
    wire = Wire()
    wire.connect(1, port=5001)
    wire.connect(2, port=5002)
    wire.tutor("client.sent", 2, text="a", size=1)
    wire.tutor("client.sent", 1, text="a", size=1)
    receive(wire, "a", 1, conn=1)
    receive(wire, "a", 1, conn=2)
    events = assemble(wire)
    assert all(events[(e.cause or 0) - 1].conn == e.conn for e in events[-2:])


def test_a_frame_that_nobody_sent_has_no_cause() -> None:
    wire = connected()
    receive(wire, "from a browser", 14)
    assert cause_of(wire, "app.received", 2) == "nothing"


def test_a_frame_sent_much_later_is_not_the_cause_of_an_earlier_one() -> None:
    wire = connected()
    receive(wire, "a", 1)
    wire.tutor("client.sent", 1, text="a", size=1, at=wire.clock + LATE + 1_000_000)
    assert cause_of(wire, "app.received", 2) == "nothing"


# ── copies ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["channel.delivered", "channel.dropped", "channel.expired"])
def test_what_a_group_send_brought_came_by_its_copy(kind: str) -> None:
    wire = Wire()
    sent = wire.server("group.sent", group="g")
    wire.server("channel.sent", 0, sent, channel="c", group="g")
    wire.server(kind, 0, sent, channel="c", number=2)
    assert cause_of(wire, kind) == "channel.sent default"


def test_a_copy_whose_report_was_lost_came_from_the_group_send() -> None:
    wire = Wire()
    sent = wire.server("group.sent", group="g")
    wire.server("channel.delivered", 0, sent, channel="c")
    assert cause_of(wire, "channel.delivered") == "group.sent default"


def test_a_message_sent_to_the_channel_itself_keeps_its_cause() -> None:
    wire = Wire()
    sent = wire.server("channel.sent", channel="c")
    wire.server("channel.delivered", 0, sent, channel="c")
    assert cause_of(wire, "channel.delivered") == "channel.sent default"


def test_a_copy_that_names_no_cause_is_not_given_one() -> None:
    wire = Wire()
    wire.server("channel.sent", channel="c")
    wire.server("channel.delivered", channel="c", number=2)
    wire.server("group.sent", group="g")
    assert cause_of(wire, "channel.delivered") == "nothing"


def test_a_copy_without_a_mark_came_by_what_has_its_content() -> None:
    wire = Wire()
    for digest in (7, 8):
        wire.server("group.sent", group="g", text=f"text {digest}", digest=digest)
    for digest in (8, 7):
        wire.server("channel.sent", channel="c", group="g", digest=digest, number=2)
        wire.server("channel.delivered", channel="c", digest=digest, number=2)
    assert [event.cause for event in assemble(wire)] == [None, None, 2, 3, 1, 5]


# ── the end ─────────────────────────────────────────────────────────────────────────────────


def test_a_client_that_closes_brings_the_disconnect_about() -> None:
    wire = connected()
    wire.server("app.received", 1, type="websocket.disconnect")
    wire.server("consumer.finished", 1)
    wire.server("connection.closed", 1)
    wire.tutor("client.closed", 1, by="client")
    assert cause_of(wire, "app.received", 2) == "client.closed"
    assert cause_of(wire, "consumer.finished") == "app.received websocket.disconnect"
    assert cause_of(wire, "connection.closed") == "app.received websocket.disconnect"


def test_a_server_that_closes_brings_the_end_of_the_client_about() -> None:
    wire = connected()
    wire.server("app.sent", 1, type="websocket.close", code=4001)
    wire.tutor("client.closed", 1, by="server", code=4001)
    wire.server("app.received", 1, type="websocket.disconnect")
    assert cause_of(wire, "client.closed") == "app.sent websocket.close"
    assert cause_of(wire, "app.received", 2) == "app.sent websocket.close"


def test_a_stranger_whom_the_server_closes_is_disconnected_by_that() -> None:
    wire = Wire()
    wire.server("connection.opened", 1)
    wire.server("app.sent", 1, type="websocket.close")
    wire.server("app.received", 1, type="websocket.disconnect")
    assert cause_of(wire, "app.received") == "app.sent websocket.close"


def test_an_error_that_ends_the_application_closes_the_client() -> None:
    wire = connected()
    wire.server("connection.closed", 1, by="error")
    wire.tutor("client.closed", 1, by="server", code=1011)
    assert cause_of(wire, "client.closed") == "connection.closed"


def test_a_killed_server_takes_its_clients_along() -> None:
    wire = connected()
    wire.put(0, "server 1", "server.stopped", 0, 0, how="killed")
    wire.tutor("client.closed", 1, by="lost", code=1006)
    assert cause_of(wire, "client.closed") == "server.stopped"


def test_a_client_is_closed_by_the_end_of_its_server_not_by_that_of_the_next_of_its_name() -> None:
    wire = connected()
    wire.put(0, "server 1", "server.stopped", 0, 0, how="killed")
    wire.tutor("client.closed", 1, by="lost", code=1006)
    wire.put(0, "server 1", "server.started", 0, 0)
    wire.put(0, "server 1", "server.stopped", 0, 0)
    ends = [e for e in assemble(wire) if e.kind in {"server.stopped", "client.closed"}]
    assert [e.kind for e in ends] == ["server.stopped", "client.closed", "server.stopped"]
    assert ends[1].cause == ends[0].seq


def test_a_client_that_has_cut_its_line_is_not_closed_by_a_server_that_ends_next() -> None:
    wire = connected()
    wire.tutor("client.closed", 1, by="lost", code=1006)
    wire.server("app.received", 1, type="websocket.disconnect")
    wire.put(0, "server 1", "server.stopped", 0, 0)
    assert cause_of(wire, "client.closed") == "nothing"


def test_an_error_upon_which_the_server_cuts_the_line_loses_the_client() -> None:
    wire = connected()
    wire.server("connection.closed", 1, by="error")
    wire.tutor("client.closed", 1, by="lost", code=1006)
    wire.put(0, "server 1", "server.stopped", 0, 0)
    assert cause_of(wire, "client.closed") == "connection.closed"


def test_the_end_of_another_server_closes_nobody_here() -> None:
    wire = connected()
    wire.put(0, "server 2", "server.stopped", 0, 0, how="killed")
    wire.tutor("client.closed", 1, by="lost", code=1006)
    assert cause_of(wire, "client.closed") == "nothing"


def test_a_client_that_was_never_connected_is_closed_by_nothing() -> None:
    wire = Wire()
    wire.tutor("client.closed", 1, by="lost")
    assert cause_of(wire, "client.closed") == "nothing"


def test_only_the_first_consumer_of_a_connection_comes_of_its_scope() -> None:
    wire = connected()
    for name in ("ChatConsumer", "Another"):
        wire.server("consumer.created", 1, name=name)
    assert cause_of(wire, "consumer.created", 2) == "nothing"


def test_an_event_that_no_rule_knows_has_the_cause_that_its_process_named() -> None:
    wire = Wire()
    wire.server("http.received", 1)
    wire.server("app.received", 1, type="http.disconnect")
    assert cause_of(wire, "app.received") == "nothing"


def test_what_a_server_sent_before_the_dial_was_known_is_tied_to_what_arrived() -> None:
    wire = Wire()
    wire.server("connection.opened", 9, port=5001)
    wire.server("app.sent", 9, type="websocket.send", text="a", size=1)
    wire.tutor("client.connecting", 4, port=5001)
    wire.tutor("client.received", 4, text="a", size=1)
    assert cause_of(wire, "client.received") == "app.sent websocket.send"


def test_two_servers_that_met_the_same_port_before_its_dials_are_told_apart() -> None:
    wire = Wire()
    for number in (1, 2):
        wire.server("connection.opened", 1, number=number, port=5001)
    for number in (2, 1):
        wire.tutor("client.connecting", number, server=f"server {number}", port=5001)
    events = assemble(wire)
    opened = [e for e in events if e.kind == "connection.opened"]
    assert [events[(e.cause or 0) - 1].server for e in opened] == ["server 1", "server 2"]  # type: ignore[attr-defined]


def test_the_oldest_of_too_many_copies_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ties, "COPIES", 1)
    wire = Wire()
    sent = wire.server("group.sent", group="g")
    for channel in ("a", "b"):
        wire.server("channel.sent", 0, sent, channel=channel, group="g")
    for channel in ("a", "b"):
        wire.server("channel.delivered", 0, sent, channel=channel)
    found = [cause_of(wire, "channel.delivered", n) for n in (1, 2)]
    assert found == ["group.sent default", "channel.sent default"]


def test_only_the_first_connect_comes_of_the_scope() -> None:
    wire = connected()
    wire.server("app.received", 1, type="websocket.connect")
    assert cause_of(wire, "app.received", 2) == "nothing"
