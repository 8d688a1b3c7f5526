"""What each hop says, kind by kind."""

from __future__ import annotations

from typing import Any

import pytest

from tests.view.tape import CHAT, GROUP, Tape
from tutor.core import events as e
from tutor.core import journeys
from tutor.view.message_hops import Hop, hops
from tutor.view.message_names import Names
from tutor.view.message_teller import Teller

LONG = "word " * 30


def told(tape: Tape, step: int | None = None, fact: int = 0) -> list[Hop]:
    moment = tape.moment(step)
    messages = journeys.of(moment.timeline)
    journey = messages.journey(moment.step, fact)
    assert journey is not None
    return hops(Teller(moment, messages, journey, Names(moment, messages)))


def line(hop: Hop) -> str:
    """ "1 on the wire: john ▶ server 1: 40 bytes: content | more"."""
    ends = " ▶ ".join(end.text for end in hop.ends)
    head = f"{hop.number} {hop.name}: {ends}: {hop.place}"
    return f"{head}: {' | '.join(words.text for words in hop.body)}" + (" !" if hop.bad else "")


def last(tape: Tape, step: int | None = None, fact: int = 0) -> str:
    return line(told(tape, step, fact)[-1])


def opened(layer: str = "InMemoryChannelLayer") -> Tape:
    tape = Tape()
    tape.server(layer=layer)
    tape.connect(1, "ann", group="")
    return tape


def spoken(text: str = "hi", where: str = f"{CHAT}:60 receive", **more: Any) -> Tape:
    """Hops 1 to 3."""
    tape = opened()
    said = {"text": text, "size": len(text), **more}
    sent = tape.add(e.ClientSent, process="tutor", conn=1, name="ann", **said)
    got = tape.add(e.AppReceived, conn=1, cause=sent, type="websocket.receive", **said)
    tape.add(e.HandlerStarted, conn=1, cause=got, type="websocket.receive", instance=1, where=where)
    return tape


# ── hop 1


@pytest.mark.parametrize(
    ("cls", "fields", "words"),
    [
        (e.ClientSent, {"text": "hi", "size": 2}, "ann ▶ server 1: 2 bytes: hi"),
        (e.ClientSent, {"text": "hi", "size": 2, "head": "81 82 01 02 03 04"},
         "ann ▶ server 1: 8 bytes: 81 82 01 02 03 04   FIN+text, masked, 2 bytes | hi"),
        (e.ClientSent, {"text": "x" * 2000, "size": 3000},
         f"ann ▶ server 1: 3000 bytes: {'x' * 2000} | "
         "cut by the recording at 2,000 characters of 3,000 bytes"),
        (e.ClientSent, {"text": "x" * 2000, "size": 2000},
         f"ann ▶ server 1: 2000 bytes: {'x' * 2000}"),
        (e.ClientSent, {"text": "b'x'", "size": 201, "binary": True},
         "ann ▶ server 1: 201 bytes: b'x' | cut by the recording at 200 of 201 bytes"),
        (e.ClientAsked, {"method": "GET", "path": "/a", "server": "server 1"},
         "ann ▶ server 1: client.asked: GET /a"),
        (e.ClientConnecting, {"url": "/ws/", "server": "server 2", "origin": "http://a",
                              "cookies": ["sessionid", "x"]},
         "ann ▶ server 2: client.connecting: GET /ws/ | Origin: http://a | cookies: sessionid, x"),
        (e.ClientConnecting, {"url": "/ws/", "server": "server 2"},
         "ann ▶ server 2: client.connecting: GET /ws/"),
        (e.ClientConnecting, {"server": "server 2"},
         "ann ▶ server 2: client.connecting: a TCP connection; nothing has been sent yet"),
        (e.WireSent, {"hex": "81 82 01 02 03 04 69 6b", "text": "······ik", "size": 8},
         "ann ▶ server 1: 8 bytes: 81 82 01 02 03 04 69 6b   FIN+text, masked, 2 bytes"),
        (e.WireSent, {"hex": "81 02 68 69", "text": "··hi", "size": 4},
         "ann ▶ server 1: 4 bytes: 81 02 68 69   FIN+text, not masked, 2 bytes"),
        (e.WireSent, {"hex": "01 01 68 80 01 69", "text": "······", "size": 6},
         "ann ▶ server 1: 6 bytes: 01 01 68 80 01 69   the first frame: text, not masked, 1 byte"),
        (e.WireSent, {"hex": "81 7e 01 …", "text": "··", "size": 300},
         "ann ▶ server 1: 300 bytes: 81 7e 01 …   the first frame: FIN+text, not masked, 1 byte | "
         "cut by the recording at 3 of 300 bytes"),
        (e.WireSent, {"hex": "ff", "text": "·", "size": 1}, "ann ▶ server 1: 1 byte: ff"),
        (e.WireSent, {"size": 0}, "ann ▶ server 1: 0 bytes: "),
        (e.WireSent, {"hex": "47", "text": "GET / HTTP/1.1\nHost: x\n\n", "size": 26},
         "ann ▶ server 1: 26 bytes: GET / HTTP/1.1 | Host: x"),
        (e.ClientClosed, {"code": 1000, "by": "client"},
         "ann ▶ server 1: client.closed: close 1000, by the client"),
        (e.ClientClosed, {"reason": "RST", "by": "client"},
         "ann ▶ server 1: client.closed: RST: TCP reset by the client, no close frame"),
        (e.ClientClosed, {"reason": "FIN", "by": "client"},
         "ann ▶ server 1: client.closed: FIN: TCP closed by the client, no close frame"),
        (e.ClientClosed, {"code": 4001, "reason": "bye"},
         "ann ▶ server 1: client.closed: close 4001 bye"),
        (e.ClientClosed, {"code": 1006, "by": "lost"},
         "ann ▶ server 1: client.closed: the TCP connection is lost, the client says 1006"),
        (e.ClientClosed, {"by": "lost"},
         "ann ▶ server 1: client.closed: the TCP connection is lost"),
    ],
)  # fmt: skip
def test_what_a_client_does(cls: type[e.Event], fields: dict[str, Any], words: str) -> None:
    tape = opened()
    tape.add(cls, process="tutor", conn=1, name="ann", **fields)
    assert last(tape) == f"1 on the wire: {words}"


# ── hop 2


def test_a_frame_becomes_an_event() -> None:
    tape = spoken('{"a":"it\'s"}')
    assert line(told(tape)[1]) == (
        "2 ASGI event: server 1 ▶ #1: app.received: "
        "{'type': 'websocket.receive', 'text': '{\"a\":\"it's\"}'}"
    )
    assert "'text': \"it's\"}" in line(told(spoken("it's"))[1])
    assert "'bytes': b'x'}" in line(told(spoken("b'x'", binary=True))[1])


def test_a_long_text_stands_once() -> None:
    tape = spoken(LONG)
    assert line(told(tape)[1]).endswith(
        ": {'type': 'websocket.receive', 'text': the text of hop 1}"
    )
    assert LONG in line(told(tape, fact=tape.last - 1)[1])  # the hop in hand


def test_the_other_events_of_a_server() -> None:
    tape = opened()
    tape.add(e.AppReceived, conn=1, type="websocket.disconnect", code=1006)
    assert last(tape).endswith("{'type': 'websocket.disconnect', 'code': 1006}")
    tape.add(e.AppReceived, conn=1, type="websocket.disconnect")
    assert last(tape).endswith("{'type': 'websocket.disconnect', 'code': None}")
    dial = tape.add(e.ClientConnecting, process="tutor", conn=2, name="ben", url="/ws/")
    tape.add(e.ConnectionOpened, conn=2, cause=dial, path="/ws/", keys=["a"])
    assert (
        last(tape) == "2 ASGI event: server 1 ▶ app: connection.opened: a scope of 1 key for /ws/"
    )
    tape.add(e.HttpReceived, conn=3, method="GET", path="/")
    assert last(tape) == "2 ASGI event: server 1 ▶ app: http.received: an HTTP scope: GET /"


# ── hop 3


@pytest.mark.parametrize(
    ("where", "text", "words"),
    [
        (f"{CHAT}:60 receive_json", '{"a": [1, null]}',
         "3 parsed: #1 receive_json: consumers.py:60: {'a': [1, None]}"),
        (f"{CHAT}:60 receive_json", '{"a": …',
         "3 handler: #1 receive_json: consumers.py:60: "
         "the text of hop 2 (not complete JSON)"),
        (f"{CHAT}:60 receive", "hi",
         "3 handler: #1 receive: consumers.py:60: the text of hop 2, unchanged"),
    ],
)  # fmt: skip
def test_what_a_consumer_is_given(where: str, text: str, words: str) -> None:
    assert last(spoken(text, where)) == words


def test_a_handler_that_is_not_the_project_s_and_has_no_text() -> None:
    tape = opened()
    step = next(fact.seq for fact in tape.events if isinstance(fact, e.HandlerStarted))
    assert last(tape, step) == "3 handler: #1 websocket_connect: handler.started: "


def test_what_was_called_for_a_request() -> None:
    tape = opened()
    asked = tape.add(e.ClientAsked, process="tutor", conn=2, name="ben", server="server 1")
    got = tape.add(e.HttpReceived, conn=2, cause=asked)
    scope = tape.add(e.ScopeEntered, conn=2, cause=got, layer="answer", where="a.py:3 answer")
    assert last(tape) == "3 called: answer: a.py:3: "
    tape.add(e.ThreadEntered, conn=2, cause=scope, name="publish", thread="Pool-0")
    assert last(tape) == "3 called: publish: thread.entered: in Pool-0"


def test_a_handler_that_fails() -> None:
    tape = spoken()
    tape.add(e.HandlerFailed, conn=1, cause=tape.last, error="ValueError: no", where="a.py:3 go")
    assert last(tape).endswith("unchanged | ValueError: no (a.py:3 go) !")


# ── hop 4


def test_a_group_event() -> None:
    tape = spoken()
    tape.add(
        e.GroupSent, conn=1, cause=tape.last, group="g", type="t", text="x" * 199 + "…",
        where="a.py:9 go",
    )  # fmt: skip
    assert line(told(tape)[3]) == (
        f"4 group event: #1 ▶ layer: a.py:9: group_send to g | {'x' * 199}… | "
        "cut by the recording at 200 characters"
    )


def test_an_event_that_a_process_sends_outside_a_connection() -> None:
    tape = opened()
    tape.add(e.GroupSent, group="g", type="t", text="{}…")
    assert (
        line(told(tape)[0]) == "4 group event: server 1 ▶ layer: group.sent: group_send to g | {}…"
    )


def test_a_message_to_one_channel() -> None:
    tape = spoken()
    tape.add(e.ChannelSent, conn=1, cause=tape.last, channel=tape.channel(1), type="note")
    assert [line(hop) for hop in told(tape)[3:]] == [
        "4 channel event: #1 ▶ layer: channel.sent: 'type': 'note' | "
        "a recording holds only the type of a message to one channel",
        "5 copies: layer ▶ queue of #1: 1 copy: waiting for #1",
    ]


def test_a_call_to_the_layer_that_fails() -> None:
    tape = spoken()
    tape.add(e.LayerFailed, conn=1, cause=tape.last, call="group_send", name="g", error="OSError")
    assert last(tape) == "4 no event: #1 ▶ layer: layer.failed: group_send g: OSError !"


def test_calls_in_a_row_are_numbered() -> None:
    tape = spoken()
    run = tape.last
    words = []
    for _ in range(13):
        tape.add(e.GroupSent, conn=1, cause=run, group="g", text="{}")
        words.append(told(tape)[3].also)
    assert words == [
        "", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th", "11th", "12th", "13th",
    ]  # fmt: skip


# ── hop 5


def test_a_group_without_members_has_no_copies() -> None:
    tape = spoken()
    tape.add(e.GroupSent, conn=1, cause=tape.last, group="nobody", text="{}")
    hop = told(tape)[-1]
    assert (
        line(hop)
        == "5 copies: nowhere: : nobody has no members: nothing is copied, nothing is raised !"
    )
    assert hop.after is None


def test_many_copies() -> None:
    tape = spoken()
    group = tape.add(e.GroupSent, conn=1, cause=tape.last, group=GROUP, text="{}")
    for number in range(20):
        tape.add(e.ChannelSent, cause=group, channel=f"specific.x!{number:04}", group=GROUP)
    hop = told(tape)[4]
    assert hop.ends[1].text == "20 queues"
    assert hop.body[0].text.startswith("waiting for …!0008, …!0009")
    assert hop.body[0].text.endswith("…!0019 and 8 more")


@pytest.mark.parametrize(("copies", "words"), [(3, "queues of …!0, …!1 and …!2"), (4, "4 queues")])
def test_up_to_three_queues_are_named(copies: int, words: str) -> None:
    tape = spoken()
    group = tape.add(e.GroupSent, conn=1, cause=tape.last, group=GROUP, text="{}")
    for number in range(copies):
        tape.add(e.ChannelSent, cause=group, channel=f"specific.x!{number}", group=GROUP)
    assert told(tape)[4].ends[1].text == words


@pytest.mark.parametrize(("name", "below"), [("x" * 11, 0), ("x" * 12, 1)])
def test_a_long_name_of_another_member_stands_below_too(name: str, below: int) -> None:
    tape = opened()
    tape.connect(2, name)
    tape.broadcast(2, name, {2: name, 1: "ann"})
    assert [part.text for part in told(tape)[-1].body[1:]] == [f"also {name}"] * below


def test_a_copy_whose_sending_was_not_seen() -> None:
    tape = opened()
    tape.add(e.ChannelDelivered, conn=1, channel=tape.channel(1))
    assert last(tape) == "5 copies: layer ▶ queue of #1: 1 copy: "


# ── hops 6 to 8


def broadcast() -> Tape:
    tape = opened()
    tape.connect(2, "ben")
    tape.broadcast(1, "ann", {1: "ann", 2: "ben"}, LONG)
    return tape


def test_the_handler_of_a_member() -> None:
    tape = broadcast()
    assert line(told(tape)[5]) == (
        "6 handler: #2 chat_message(event): consumers.py:71: 'type': 'chat.message' → chat_message"
    )
    assert [hop.also for hop in told(tape)[5:]] == ["also #1", "also #1", "also ann"]


def test_other_members_are_named_below_where_they_are_many() -> None:
    tape = opened()
    names = {1: "ann"} | {number: f"client {number}" for number in (2, 3)}
    for number in (2, 3):
        tape.connect(number, names[number])
    tape.broadcast(1, "ann", names)
    hop = told(tape)[-1]
    assert (hop.also, hop.few) == ("also ann and client 2", "2 more")
    assert hop.body[-1].text == "also ann and client 2"


def test_a_text_that_goes_out_stands_once() -> None:
    tape = broadcast()
    seventh, eighth = told(tape)[6:]
    assert line(seventh).endswith("{'type': 'websocket.send', 'text': the text of hop 8}")
    assert LONG in line(eighth)
    seventh, eighth = told(tape, fact=tape.last - 2)[6:]
    assert LONG in line(seventh)
    assert line(eighth) == "8 on the wire: server 1 ▶ ben: 150 bytes: the text of hop 7"


@pytest.mark.parametrize(
    ("cls", "fields", "words"),
    [
        (e.AppSent, {"type": "websocket.send", "text": "{}"},
         "app.sent: {'type': 'websocket.send', 'text': '{}'}"),
        (e.AppSent, {"type": "websocket.close", "code": 4001, "where": "a.py:3 go"},
         "a.py:3: {'type': 'websocket.close', 'code': 4001}"),
        (e.HttpAnswered, {"status": 204},
         "http.answered: {'type': 'http.response.start', 'status': 204}"),
        (e.ConnectionRefused, {"code": 4001},
         "connection.refused: close 4001 before accept !"),
        (e.ConnectionRefused, {}, "connection.refused: close before accept !"),
        (e.ConnectionRefused, {"error": "ValueError"}, "connection.refused: ValueError !"),
    ],
)  # fmt: skip
def test_what_the_application_sends(cls: type[e.Event], fields: dict[str, Any], words: str) -> None:
    tape = spoken()
    tape.add(cls, conn=1, cause=tape.last, **fields)
    assert last(tape) == f"7 ASGI event: #1 ▶ server 1: {words}"


def test_an_exception_that_leaves_the_application() -> None:
    tape = spoken()
    tape.add(e.ConnectionClosed, conn=1, cause=tape.last, by="error", error="ValueError: no")
    assert last(tape) == (
        "7 exception: #1 ▶ server 1: connection.closed: the application ends: ValueError: no !"
    )


def test_json_is_called_json() -> None:
    tape = spoken()
    sent = tape.add(e.AppSent, conn=1, cause=tape.last, type="websocket.send", text="[1]")
    tape.add(e.ClientReceived, process="tutor", conn=1, cause=sent, name="ann", text="[1]", size=3)
    assert line(told(tape)[-2]).endswith("'text': the JSON of hop 5}")


@pytest.mark.parametrize(
    ("cls", "fields", "words"),
    [
        (e.ClientReceived, {"text": "hi", "size": 2}, "2 bytes: hi"),
        (e.ClientOpened, {}, "client.opened: HTTP 101: the connection is open"),
        (e.ClientOpened, {"subprotocol": "chat"},
         "client.opened: HTTP 101: the connection is open, subprotocol chat"),
        (e.ClientRefused, {"status": 403, "text": "Forbidden"},
         "client.refused: HTTP 403 Forbidden !"),
        (e.ClientRefused, {}, "client.refused: no answer !"),
        (e.ClientClosed, {"code": 1011, "by": "server"},
         "client.closed: close 1011, by the server !"),
        (e.ClientClosed, {"code": 1000, "by": "server"},
         "client.closed: close 1000, by the server"),
        (e.ClientAnswered, {"status": 200, "size": 6, "software": "daphne"},
         "client.answered: HTTP 200 from daphne, 6 bytes"),
        (e.ClientAnswered, {"status": 200}, "client.answered: HTTP 200"),
        (e.ClientChunk, {"text": "a", "size": 1}, "1 byte: a"),
        (e.ClientChunk, {}, "0 bytes: the body is whole"),
        (e.WireReceived, {"hex": "81 02 68 69", "text": "··hi", "size": 4},
         "4 bytes: 81 02 68 69   FIN+text, not masked, 2 bytes"),
    ],
)  # fmt: skip
def test_what_a_client_sees(cls: type[e.Event], fields: dict[str, Any], words: str) -> None:
    tape = spoken()
    tape.add(cls, process="tutor", conn=1, cause=tape.last, name="ann", **fields)
    assert last(tape) == f"8 on the wire: server 1 ▶ ann: {words}"


def test_the_server_that_was_asked_answers() -> None:
    tape = opened()
    asked = tape.add(e.ClientAsked, process="tutor", conn=9, name="ben", server="server 4")
    tape.add(e.ClientAnswered, process="tutor", conn=9, cause=asked, name="ben", status=200)
    assert last(tape) == "8 on the wire: server 4 ▶ ben: client.answered: HTTP 200"
