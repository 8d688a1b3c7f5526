"""Every view in sentences: what a screen reader gets of it."""

from __future__ import annotations

from typing import Any

import pytest
from rich.text import Text

from tests.view.every import picture
from tests.view.tape import CHAT, GROUP, Tape, drawn, three_tabs, upto
from tests.view.test_broker_keys import looked
from tests.view.test_threads import POOL, queue_for_one_thread
from tutor.core import events as e
from tutor.core.events import FACTS
from tutor.view import groups_words, spoken, topology_words
from tutor.view.table import ROWS, VIEWS


def said(view: str, tape: Tape, step: int | None = None, **look: Any) -> list[str]:
    text = picture(f"{view} in words", tape.moment(step), width=200, **look)
    return text.split("\n")


def test_every_view_that_a_fact_turns_to_can_be_told() -> None:
    turned_to = {row.view for row in FACTS.values()}
    assert {name for name in turned_to if not VIEWS[name].words} == set()


@pytest.mark.parametrize("view", [row.name for row in ROWS if row.words])
def test_a_view_that_is_told_is_not_drawn(view: str) -> None:
    tape = three_tabs()
    told = "".join(drawn(VIEWS[view].draw(tape.moment(step), words=True, width=80,
                                          **({"read": {}.get} if VIEWS[view].reads else {})))
                   for step in range(1, tape.last, 7))  # fmt: skip
    assert not set(told) & set("▶◀▷◁─│┃━╌├┤┌┐└┘┏┓┗┛■●○◆◇✗✓▲→")


def test_later_lines_are_set_in() -> None:
    moment = three_tabs().moment()
    text = picture("groups in words", moment, width=40)
    assert text.split("\n")[1].startswith("    ")


def test_what_was_said_of_the_same_subject_is_not_said_again() -> None:
    before = "Server 1.\nann: open,\n    idle.\nben: open."
    now = Text("Server 1.\nann: open,\n    idle.\nben: open,\n    busy.")
    assert spoken.news(now, before).plain == "Server 1.\nben: open,\n    busy."
    assert spoken.news(now, "Server 2.\nann: open.").plain == now.plain
    assert spoken.news(now, "").plain == now.plain


# ── who


def test_each_connection_is_a_sentence_under_its_server() -> None:
    tape = three_tabs()
    assert said("topology", tape, upto(tape, "client.sent")) == [
        "Server 1, InMemoryChannelLayer.",
        *(
            f"{name}: open, consumer {number}, ChatConsumer, idle, in group {GROUP}."
            for number, name in enumerate(("john · tab 1", "john · tab 2", "admin"), start=1)
        ),
    ]


def test_how_a_connection_ended_is_told() -> None:
    assert (
        said("topology", three_tabs())[3]
        == "admin: closed 1000, consumer 3, ChatConsumer, finished."
    )


def test_who_has_gone_is_told_until_its_server_knows() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", layers=False)
    tape.add(e.ClientClosed, process="tutor", conn=1, code=1006)
    assert said("topology", tape)[1].startswith("ann: gone, its server does not know yet, consum")
    tape.add(e.ConnectionClosed, conn=1, code=1006)
    assert said("topology", tape)[1].startswith("ann: closed 1006, consumer 1,")


def test_a_refused_client_has_no_consumer_and_a_killed_server_is_dead() -> None:
    tape = Tape()
    tape.add(e.ClientConnecting, process="tutor", conn=1, name="eve", server="server 1")
    tape.add(e.ClientRefused, process="tutor", conn=1, name="eve", status=403)
    tape.add(e.ClientConnecting, process="tutor", conn=2, name="ann")
    tape.server()
    tape.add(e.ServerStopped, how="killed")
    assert said("topology", tape) == [
        "Server 1, InMemoryChannelLayer, killed.",
        "eve: refused 403.",
        "No server.",
        "ann: connecting.",
    ]


def test_a_client_that_reports_nothing_is_known_by_what_the_server_sees() -> None:
    tape = Tape()
    tape.server()
    tape.add(e.ConnectionOpened, conn=1, path="/ws/")
    tape.add(e.ConsumerCreated, conn=2, name="Desk", instance=1)
    assert said("topology", tape)[1:] == [
        "connection 1: handshake.",
        "HTTP request: consumer 1, Desk, new.",
    ]


def test_a_consumer_in_two_groups_names_both() -> None:
    tape = Tape()
    tape.connect(1, "ann", group="a")
    tape.add(e.GroupJoined, conn=1, group="b", channel=tape.channel(1))
    assert said("topology", tape)[-1].endswith("in groups a and b.")


def test_of_many_connections_the_rest_is_counted() -> None:
    tape = Tape()
    for conn in range(1, topology_words.MANY + 3):
        tape.add(e.ClientConnecting, process="tutor", conn=conn, name=f"tab {conn}", server="x")
    assert said("topology", tape)[-1] == "And 2 more connections."


def test_nothing_has_been_started() -> None:
    assert said("topology", Tape()) == ["Nothing has been started."]


# ── groups


def test_a_group_and_each_of_its_queues() -> None:
    tape = three_tabs()
    assert said("groups", tape, upto(tape, "channel.sent", 2)) == [
        f"Group {GROUP}, layer of server 1, InMemoryChannelLayer: 3 members.",
        "consumer 1 of john · tab 1, 1 copy in its queue.",
        "consumer 2 of john · tab 2, 1 copy in its queue.",
        "consumer 3 of admin, queue empty.",
    ]


def test_who_joins_and_who_leaves() -> None:
    tape = three_tabs()
    joined = said("groups", tape, upto(tape, "group.joined", 3))
    left = said("groups", tape, upto(tape, "group.left"))
    assert joined[-1] == "consumer 3 of admin, queue empty, joined now."
    assert left[-1] == "consumer 3 of admin, queue empty, left now."


def test_a_queue_that_dropped_and_lost_its_consumer() -> None:
    tape = three_tabs()
    tape.add(e.ChannelDropped, conn=1, channel=tape.channel(1), group=GROUP, reason="full")
    tape.add(e.ConsumerFinished, conn=1, name="ChatConsumer", instance=1)
    told = said("groups", tape)[1]
    assert told == "consumer 1 of john · tab 1, queue empty, 1 dropped, its consumer is gone."


def test_copies_that_expired_are_no_dropped_ones() -> None:
    tape = Tape()
    tape.connect(1, "ann", group="")
    tape.add(e.GroupLeft, conn=1, group="", channel=tape.channel(1))
    tape.add(e.ChannelExpired, channel=tape.channel(1))
    told = said("groups", tape)[-1]
    assert told == "In no group: consumer 1 of ann, queue empty, 1 expired."


def test_of_many_members_the_rest_is_counted() -> None:
    tape = Tape()
    tape.server()
    for number in range(groups_words.MANY + 2):
        tape.add(e.GroupJoined, group="room", channel=f"specific.x!{number:04}")
    assert said("groups", tape)[-1] == "And 2 more members."


def test_a_copy_for_one_channel_waits_in_no_group() -> None:
    tape = Tape()
    tape.connect(1, "ann", group="")
    tape.add(e.GroupLeft, conn=1, group="", channel=tape.channel(1))
    tape.add(e.ChannelSent, conn=1, channel=tape.channel(1), type="note")
    assert said("groups", tape)[-1] == "In no group: consumer 1 of ann, 1 copy in its queue."


def test_a_layer_without_groups_says_so() -> None:
    assert said("groups", Tape()) == ["No group has a member."]


# ── the consumer, threads, the broker


def test_a_consumer_its_handler_and_what_changed() -> None:
    tape = three_tabs()
    assert said("instances", tape, upto(tape, "handler.finished")) == [
        "Consumer 1, ChatConsumer, serves john · tab 1: idle.",
        f"self.group is '{GROUP}', was ''.",
    ]
    assert said("instances", tape, upto(tape, "handler.started")) == [
        "Consumer 1, ChatConsumer, serves john · tab 1: busy. It runs websocket_connect.",
        "self.group is '', new.",
    ]


def test_an_attribute_that_stays_is_no_news() -> None:
    tape = three_tabs()
    assert said("instances", tape, upto(tape, "client.opened"))[1] == f"self.group is '{GROUP}'."


def test_a_consumer_that_failed_without_a_known_client() -> None:
    tape = Tape()
    tape.add(e.ConsumerCreated, conn=1, name="Echo", instance=1)
    tape.add(e.HandlerFailed, conn=1, name="x", instance=1, error="KeyError: 'x'")
    assert said("instances", tape) == ["Consumer 1, Echo: failed. Error: KeyError: 'x'."]


def test_no_consumer_yet() -> None:
    assert said("instances", Tape())[0].startswith("No consumer yet.")


def test_what_ran_where_and_how_long() -> None:
    assert said("threads", queue_for_one_thread()) == [
        "MainThread: consumer 1 receive, 91.0 ms.",
        "MainThread: consumer 2 receive, 126.0 ms, running.",
        f"{POOL}: save, 50.2 ms.",
        f"{POOL}: save, 50.0 ms, waiting.",
        f"{POOL}: save, 40.0 ms.",
        "asyncio_0: resize, 5.0 ms.",
        "event loop: stands still, 25.0 ms.",
    ]


def test_a_call_that_failed_is_told_as_one() -> None:
    tape = Tape()
    call = tape.add(e.DbStarted, conn=1, name="save")
    tape.add(e.DbFinished, after=2, conn=1, cause=call, name="save", thread=POOL, error="KeyError")
    assert said("threads", tape) == [f"{POOL}: save, 2.0 ms, failed."]


def test_threads_of_several_servers_are_told_apart() -> None:
    tape = Tape()
    for process in ("server 1", "server 2"):
        tape.add(e.ThreadEntered, process=process, name="resize", thread="asyncio_0")
    assert [line.split(":")[0] for line in said("threads", tape)] == [
        "asyncio_0 on server 1",
        "asyncio_0 on server 2",
    ]


def test_nothing_ran() -> None:
    assert said("threads", Tape())[0].startswith("No handler")


def test_keys_of_the_broker_and_their_members() -> None:
    first, second = " ".join(said("broker", looked())).split(" Key ")
    assert first.startswith("Key asgi:group:room: zset, expires in 86400 s, 9 members: specific.a!")
    assert first.endswith("and 3 more.")
    assert second == "other: string, never expires, 1 member: 1."


def test_a_key_without_members_and_a_broker_without_keys() -> None:
    tape = Tape()
    tape.add(e.BrokerRead, process="broker", key="k", type="none")
    assert said("broker", tape) == ["Key k: none, never expires, 0 members."]
    assert said("broker", Tape()) == ["No key has been read from a broker yet."]


# ── code and facts


def test_the_line_in_hand() -> None:
    tape = three_tabs()
    step, read = upto(tape, "group.sent"), {CHAT: "code()\n" * 80}.get
    place = f"{CHAT}, line 60, in handle_message"
    assert said("source", tape, step, read=read) == [f"{place}: code()"]
    assert said("source", tape, step, read={}.get) == [f"{place}."]
    assert said("source", tape, step + 1, read=read) == [f"{place}, which led here: code()"]


def test_a_line_that_only_came_before_is_told_as_such() -> None:
    tape = three_tabs()
    tape.add(e.SceneNoted, process="tutor", text="over")
    [told] = said("source", tape, read={}.get)
    assert told == f"{CHAT}, line 80, in disconnect, the last line that acted."
    assert said("source", Tape()) == ["No line of the project has acted yet."]


def test_a_function_without_a_name() -> None:
    tape = Tape()
    tape.add(e.GroupSent, group="g", where="a.py:2")
    assert said("source", tape, read={"a.py": "x\ny"}.get) == ["a.py, line 2: y"]


def test_the_latest_facts_with_their_causes() -> None:
    tape = three_tabs()
    first, second = said("events", tape, upto(tape, "connection.opened"), height=2)
    assert (
        first == "Fact 3, 0.0 ms: john · tab 1 asks server 1 for /ws/chat/user/john@example.com/."
    )
    assert second.endswith(", because of fact 3.")
    assert said("events", Tape()) == ["This recording is empty: nothing has been observed."]
