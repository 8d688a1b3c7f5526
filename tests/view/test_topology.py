"""Connections, consumers and groups, server by server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.view.tape import GROUP, Tape, drawn, three_tabs, upto
from tutor.core import events as e
from tutor.core.timeline import Timeline
from tutor.view import topology
from tutor.view.reserved import Plan


def picture(tape: Tape, step: int | None = None, width: int = 80, **look: Any) -> str:
    return drawn(topology.render(tape.moment(step), width=width, **look), width=width)


@pytest.mark.parametrize("width", [20, 40, 80, 120])
def test_three_tabs_share_a_group(width: int, snapshot: SnapshotAssertion) -> None:
    tape = three_tabs()
    assert picture(tape, upto(tape, "group.joined", 3), width) == snapshot


def test_three_tabs_in_ascii(snapshot: SnapshotAssertion) -> None:
    tape = three_tabs()
    assert picture(tape, upto(tape, "group.joined", 3), ascii=True) == snapshot


def test_two_servers_on_a_broker_of_which_one_was_killed(snapshot: SnapshotAssertion) -> None:
    tape = Tape()
    tape.add(e.BrokerStarted, process="broker", server="redis-server 7.0.15")
    for number, name in enumerate(("john", "admin"), start=1):
        server = f"server {number}"
        tape.server(server, layer="RedisChannelLayer")
        tape.connect(number, name, process=server, number=1, channel=f"specific.{number}!abcd")
    tape.add(e.ServerStopped, process="server 1", how="killed")
    assert picture(tape, width=100) == snapshot


def test_a_heading_ends_where_a_rail_passes() -> None:
    tape = Tape()
    for number, name in enumerate(("john", "admin"), start=1):
        server = f"server {number}"
        tape.server(server, layer="RedisChannelLayer")
        tape.connect(number, name, process=server, number=1, channel=f"specific.{number}!abcd")
        tape.add(
            e.GroupJoined,
            conn=number,
            process=server,
            group="room",
            channel=f"specific.{number}!abcd",
        )
    (heading,) = (line for line in picture(tape, width=40).splitlines() if "server 2" in line)
    assert heading.split() == ["server", "2", "│", "│"]


def test_an_http_request_and_its_consumer() -> None:
    tape = Tape()
    tape.server("server 1")
    tape.add(e.HttpReceived, conn=1, method="GET", path="/stream/")
    tape.add(e.ConsumerCreated, conn=1, name="Stream", instance=1)
    (line,) = (line for line in picture(tape).splitlines() if "#1 Stream" in line)
    assert line.split() == ["HTTP", "request", "──────", "#1", "Stream"]
    tape.add(e.ConsumerFinished, conn=1, name="Stream", instance=1)
    (line,) = (line for line in picture(tape).splitlines() if "#1 Stream" in line)
    assert line.split() == ["HTTP", "request", "╌", "╌", "#1", "Stream", "over"]


def test_several_groups_are_several_rails(snapshot: SnapshotAssertion) -> None:
    tape = three_tabs()
    tape.add(e.GroupJoined, conn=1, group="presence", channel=tape.channel(1))
    tape.add(e.GroupJoined, conn=2, group="presence", channel=tape.channel(2))
    tape.add(e.GroupJoined, conn=2, group="typing", channel=tape.channel(2))
    assert picture(tape, width=100) == snapshot


@pytest.mark.parametrize(
    ("kind", "arrow"), [("client.sent", "─────▶"), ("app.sent", "◀─────"), ("group.sent", "──────")]
)
def test_the_wire_shows_which_way_this_step_went(kind: str, arrow: str) -> None:
    tape = three_tabs()
    assert f"john · tab 1 {arrow} " in picture(tape, upto(tape, kind))


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ((e.ClientRefused, {"status": 403}), "─────✗ HTTP 403"),
        ((e.ClientRefused, {}), "─────✗ no answer"),
        ((e.ClientClosed, {"code": 1006}), "╌    ╌ closed 1006"),
        ((e.ClientClosed, {}), "╌    ╌ closed"),
        ((e.ClientOpened, {}), "◀─────"),
        ((e.SceneNoted, {}), "╌╌╌╌╌╌ handshake"),
    ],
)
def test_a_client_without_a_consumer_says_why(
    fact: tuple[type[e.Event], dict[str, Any]], said: str
) -> None:
    tape = Tape()
    tape.server()
    tape.add(e.ClientConnecting, process="tutor", conn=1, name="eve", server="server 1")
    tape.add(fact[0], process="tutor", conn=1, **fact[1])
    assert f"eve {said}" in picture(tape)


def test_a_failed_consumer_says_so() -> None:
    tape = three_tabs()
    tape.add(e.ConsumerFinished, conn=2, name="ChatConsumer", instance=2, error="ValueError: x")
    assert "#2 ChatConsumer failed" in picture(tape)


def test_a_consumer_that_is_over_says_so_while_its_client_is_there() -> None:
    tape = three_tabs()
    tape.add(e.ConsumerFinished, conn=2, name="ChatConsumer", instance=2)
    assert "#2 ChatConsumer over" in picture(tape)


def test_a_busy_consumer_says_so() -> None:
    tape = three_tabs()
    row = picture(tape, upto(tape, "group.sent")).split("\n")[1]
    assert "busy" in row


def test_a_connection_without_a_known_client_is_numbered() -> None:
    tape = Tape()
    tape.add(e.ConnectionOpened, conn=4)
    assert "connection 4" in picture(tape)


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ((e.SceneNoted, {}), "╌╌╌╌╌╌ handshake"),
        ((e.ConnectionAccepted, {}), "◀─────"),
        ((e.ConnectionRefused, {"code": 4403}), "─────✗ refused"),
        ((e.ConnectionClosed, {"code": 1001}), "╌    ╌ closed 1001"),
    ],
)
def test_a_connection_whose_client_says_nothing_is_drawn_as_the_server_sees_it(
    fact: tuple[type[e.Event], dict[str, Any]], said: str
) -> None:
    tape = Tape()
    tape.add(e.ConnectionOpened, conn=4)
    tape.add(fact[0], conn=4, **fact[1])
    assert f"connection 4 {said}" in picture(tape)


def test_a_client_of_an_unknown_server_stands_under_no_server() -> None:
    tape = Tape()
    tape.add(e.ClientConnecting, process="tutor", conn=1, name="eve")
    assert picture(tape).startswith("no server")


def crowd(name: Callable[[int], str] = "tab {}".format) -> Tape:
    tape = Tape()
    tape.server()
    for conn in range(1, 101):
        tape.connect(conn, name(conn), layers=False, channel=f"x.inmemory!{conn:04}")
    return tape


def test_of_many_connections_some_are_shown_and_the_rest_counted() -> None:
    assert "… 85 more" in picture(crowd("{} tab".format))


def test_many_that_are_alike_share_a_line() -> None:
    rows = picture(crowd()).split("\n")
    assert (len(rows), rows[1].split()[:5]) == (17, ["tab", "1", "…", "85", "───"])
    assert "×85" in rows[1]
    assert "tab 86 " in rows[2]


def test_a_finished_recording_has_a_line_for_each_client_to_come_and_for_its_server() -> None:
    tape = three_tabs()
    tape.server("server 2")
    tape.add(e.ClientConnecting, process="tutor", conn=9, name="late", server="server 2")
    tape.add(e.ClientConnecting, process="tutor", conn=10, name="early", server="server 1")
    plan, look = Plan(Timeline(tape.events)), {"height": 12}
    early, late = (picture(tape, step, plan=plan, **look).split("\n") for step in (5, tape.last))
    assert [row for row, line in enumerate(late) if "server 2" in line or "late" in line] == [5, 6]
    assert len(early) == len(late) == 7
    assert not any("2" in line.split()[1:2] or "early" in line for line in early[4:])
    assert len(picture(tape, 5, plan=plan).split("\n")) < 7  # a text has no rows to reserve


def test_the_one_in_focus_is_among_those_shown() -> None:
    assert "tab 100" in picture(crowd(), height=8)


def test_of_those_that_are_gone_the_last_ones_are_shown() -> None:
    tape = Tape()
    tape.server()
    for conn, name in enumerate(("ann", "ben", "cleo", "dan"), start=1):
        tape.add(e.ClientConnecting, process="tutor", conn=conn, name=name, server="server 1")
        tape.add(e.ClientRefused, process="tutor", conn=conn, status=403)
    assert [row.split()[0] for row in picture(tape, height=4).split("\n")[1:3]] == ["cleo", "dan"]


def test_where_room_is_dear_the_server_in_focus_comes_first_with_its_connections() -> None:
    tape = Tape()
    for number, names in enumerate((("ann", "ben"), ("cleo", "dan")), start=1):
        tape.server(f"server {number}")
        for name in names:
            conn = number * 10 + len(tape.events)
            tape.add(e.ClientConnecting, process="tutor", conn=conn, name=name)
            tape.add(e.ConnectionOpened, process=f"server {number}", conn=conn)
    shown = [row.split()[:2] for row in picture(tape, height=4).split("\n")]
    assert [row[0] for row in shown] == ["server", "cleo", "dan", "…"]


def test_groups_without_room_for_a_rail_are_counted() -> None:
    tape = three_tabs()
    for number in range(20):
        tape.add(e.GroupJoined, conn=1, group=f"g{number}", channel=tape.channel(1))
    assert "more groups" in picture(tape, width=40)


def test_before_the_first_server_there_is_a_sentence() -> None:
    assert "First a server starts" in picture(Tape())


def test_the_class_that_this_step_names_stands_before_what_waits() -> None:
    tape = three_tabs()
    plan = Plan(Timeline(tape.events))
    made = upto(tape, "consumer.created", 2)
    assert "#2 ChatConsumer" in picture(tape, made, plan=plan)
    assert "ChatConsumer" not in picture(tape, made + 1, plan=plan)


@pytest.mark.parametrize("height", [None, 4])
def test_a_group_that_this_step_names_is_whole_below_where_its_rail_is_short(
    height: int | None,
) -> None:
    tape = three_tabs()
    name = "a_group_whose_name_is_longer_than_half_of_the_panel_is_wide"
    tape.add(e.GroupJoined, conn=1, group=name, channel=tape.channel(1))
    shown = picture(tape, width=50, height=height).split("\n")
    assert "".join(line.strip() for line in shown[-2:]) == f"group {name}"
    assert height is None or len(shown) == height


def test_names_of_many_connections_keep_their_columns_and_are_whole() -> None:
    tape = Tape()
    tape.server()
    for conn in range(1, 300):
        name = "a name that is longer" if conn == 1 else "a name" if conn > 150 else "tab"
        tape.add(e.ClientConnecting, process="tutor", conn=conn, name=name, server="server 1")
        tape.add(e.ConnectionOpened, conn=conn)
        tape.add(e.ConsumerCreated, conn=conn, name="Chat", instance=conn)
    tape.add(e.ClientSent, process="tutor", conn=150, name="tab", text="hi")
    rows = picture(tape, width=100, height=9).split("\n")
    assert "a name that is longer ╌╌╌╌╌╌" in rows[1]
    starts = {row.index("#") for row in rows if "#" in row}
    assert len(starts) == 1
    few = picture(tape, tape.last - 1, width=100, height=2)
    assert "more" in few


def test_columns_hold_still_while_the_longest_name_is_not_in_the_picture() -> None:
    tape = Tape()
    tape.server()
    for conn in range(1, 40):
        name = "a name that is longer" if conn == 20 else f"{conn} tab"
        tape.add(e.ClientConnecting, process="tutor", conn=conn, name=name, server="server 1")
        tape.add(e.ConnectionOpened, conn=conn)
        tape.add(e.ConsumerCreated, conn=conn, name="Chat", instance=conn)
    shown = {}
    for conn in (20, 39):
        tape.add(e.ClientSent, process="tutor", conn=conn, name="x", text="hi")
        shown[conn] = picture(tape, width=100, height=6)
    assert ["longer" in text for text in shown.values()] == [True, False]
    columns = {line.index("#") for text in shown.values() for line in text.split("\n")[1:-1]}
    assert len(columns) == 1


# ── nothing moves ───────────────────────────────────────────────────────────────────────────


def test_a_client_that_has_gone_is_shown_gone_until_its_server_knows() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", layers=False)
    tape.add(e.ClientClosed, process="tutor", conn=1, code=1006)
    assert "ann ✗ gone #1 ChatConsumer" in picture(tape)
    assert "ann ✗   #1" in picture(tape, width=26)
    tape.add(e.ConnectionClosed, conn=1, code=1006)
    assert "ann ╌    ╌ #1 ChatConsumer" in picture(tape)
    assert "closed 1006" in picture(tape)


def test_what_waits_stands_beside_who_is_over() -> None:
    tape = Tape()
    tape.add(e.BrokerStarted, process="broker", server="redis-server 7.0.15")
    tape.server(layer="RedisChannelLayer")
    tape.connect(1, "ann", layers=False, channel="specific.a!wxyz")
    tape.add(e.ServerStopped, how="killed")
    tape.add(e.ChannelSent, channel="specific.a!wxyz", group=GROUP, type="tick")
    assert "#1 ChatConsumer …!wxyz over ▕■         ▏ 1 queued (was 0)" in picture(tape, width=120)


@pytest.mark.parametrize("width", [60, 80])
def test_a_drop_is_whole_on_a_small_screen(width: int) -> None:
    tape = three_tabs()
    for _ in range(120):
        tape.add(e.ChannelDropped, channel=tape.channel(1), group=GROUP, type="tick")
    assert "120 dropped" in picture(tape, width=width)


def test_the_lines_for_names_of_groups_are_there_from_the_first_step() -> None:
    tape = three_tabs()
    first = tape.last
    tape.add(e.GroupJoined, conn=1, group="presence", channel=tape.channel(1))
    plan = Plan(Timeline(tape.events))
    rows = {
        next(row for row, line in enumerate(shown.split("\n")) if "tab 1" in line)
        for shown in (picture(tape, step, height=20, plan=plan) for step in (first, tape.last))
    }
    assert rows == {2}


def test_a_name_that_another_rail_passes_reaches_its_own_across_it() -> None:
    tape = Tape()
    tape.add(e.BrokerStarted, process="broker", server="redis-server 7.0.15")
    for number, layer in enumerate(["InMemory", "Redis", "InMemory", "Redis"], start=1):
        kind = "inmemory!" if layer == "InMemory" else "!"
        server, channel = f"server {number}", f"x.{kind}{number:04}"
        tape.server(server, layer=f"{layer}ChannelLayer")
        group = {"group": f"room {number % 2}", "channel": channel}
        tape.add(e.ConnectionOpened, process=server, conn=number)
        tape.add(e.ConsumerCreated, process=server, conn=number, name="A", instance=1)
        tape.add(
            e.ChannelCreated,
            process=server,
            conn=number,
            channel=channel,
            backend=f"{layer}ChannelLayer",
        )
        tape.add(e.GroupJoined, process=server, conn=number, **group)
    tape.add(e.GroupLeft, process="server 1", conn=1, group="room 1", channel="x.inmemory!0001")
    tape.add(e.GroupJoined, process="server 3", conn=3, group="hall", channel="x.inmemory!0003")
    shown = picture(tape).split("\n")
    (heading,) = (line for line in shown if line.startswith("server 3"))
    assert heading.endswith("hall ┼─┐")


@pytest.mark.parametrize(
    ("group", "early"),
    [
        ("g" * 20, "server 1 · InMemoryChannelLayer"),
        ("", "server 1 · InMemoryChannelLayer · 127.0.0.1:41233"),
    ],
)
def test_a_heading_only_gets_longer(group: str, early: str) -> None:
    tape = Tape()
    began = tape.server()
    tape.add(e.ChannelCreated, conn=1, channel="x.inmemory!abcd", capacity=100)
    if group:
        tape.add(e.GroupJoined, conn=1, group=group, channel="x.inmemory!abcd")
    plan = Plan(Timeline(tape.events))
    shown = [picture(tape, step, plan=plan) for step in (began, began + 1)]
    assert shown == [early, f"{early} · capacity 100"]


@pytest.mark.parametrize(("code", "said"), [(1011, " 1011 ▕"), (None, " over ▕")])
def test_a_close_code_is_whole_before_what_waits_in_a_queue(code: int | None, said: str) -> None:
    tape = three_tabs()
    tape.add(e.ClientClosed, process="tutor", conn=2, code=code)
    tape.add(e.ConnectionClosed, conn=2, code=code)
    tape.add(e.ChannelSent, channel=tape.channel(2), group=GROUP, type="tick")
    plan = Plan(Timeline(tape.events))
    assert said in picture(tape, plan=plan)
