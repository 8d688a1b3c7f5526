"""Names of the ends of a hop, and of a message."""

from __future__ import annotations

from typing import Any

import pytest

from tests.view.tape import Tape, three_tabs
from tutor.core import events as e
from tutor.core import journeys
from tutor.core.events import KINDS, Event
from tutor.view.message_names import Names, title


def names(tape: Tape, *, aloud: bool = False) -> Names:
    return Names(tape.moment(), journeys.of(tape.moment().timeline), aloud)


def fact(kind: str, **fields: Any) -> Event:
    return KINDS[kind](seq=1, at=0, **{"process": "tutor", "conn": 1, **fields})


def test_a_consumer_of_the_only_server() -> None:
    tape = three_tabs()
    assert names(tape).instance(2, "server 1").text == "#2"
    assert names(tape, aloud=True).instance(2, "server 1").text == "consumer 2"


def test_a_consumer_of_one_of_several_servers() -> None:
    tape = three_tabs()
    tape.server("server 2")
    assert names(tape).instance(2, "server 1").text == "#2·s1"
    assert names(tape).instance(2, "tutor").text == "#2"
    assert names(tape, aloud=True).instance(2, "server 1").text == "consumer 2 on server 1"
    assert names(tape).server(fact("app.received", process="server 2")).text == "server 2"


def test_the_application_s_end() -> None:
    tape = three_tabs()
    started = e.HandlerStarted(seq=1, at=0, process="server 1", conn=1, instance=7)
    assert names(tape).app(started).text == "#7"
    assert names(tape).app(fact("app.sent", conn=2)).text == "#2"
    assert names(tape).app(fact("app.sent", conn=9)).text == "app"
    assert names(tape, aloud=True).app(fact("app.sent", conn=None)).text == "the application"


def test_who_stands_behind_a_channel() -> None:
    tape = three_tabs()
    tape.add(e.ChannelCreated, channel="specific.x!lost", conn=99)
    assert names(tape).member(tape.channel(2)).text == "#2"
    assert names(tape).member("specific.x!lost").text == "…!lost"
    assert names(tape).member("specific.x!unknown").text == "…!unkn"
    assert names(tape).member("").text == "a member"


def test_the_client_s_end() -> None:
    tape = three_tabs()
    assert names(tape).client(fact("client.sent", name="x")).text == "x"
    assert names(tape).client(fact("app.received", process="server 1")).text == "john · tab 1"
    assert names(tape).client(fact("app.received", conn=99)).text == "a client"


def test_the_server_s_end() -> None:
    tape = three_tabs()
    tape.add(e.ConnectionOpened, process="server 7", conn=50)
    assert names(tape).process(fact("client.asked", server="server 3")).text == "server 3"
    assert names(tape).process(fact("client.answered", conn=9), "server 4").text == "server 4"
    assert names(tape).process(fact("client.sent")).text == "server 1"
    assert names(tape).process(fact("client.sent", conn=50)).text == "server 7"
    assert names(tape).process(fact("client.sent", conn=None)).text == "the server"


def test_the_program_that_calls_the_application() -> None:
    tape = Tape()
    tape.add(e.ServerStarted, versions={"daphne": "4.2"})
    assert names(tape).server(fact("app.received", process="server 1")).text == "Daphne"
    assert names(tape).server(fact("app.received", process="server 9")).text == "server 9"


def test_the_layer() -> None:
    assert names(three_tabs()).layer.text == "layer"
    assert names(three_tabs(), aloud=True).layer.text == "the layer"


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("client.sent", {"name": "john", "text": '{"type":"message","text":"Hi"}'}, "john says Hi"),
        ("client.sent", {"name": "john", "text": '{"type":"typing"}'}, "john sends typing"),
        ("client.sent", {"name": "j", "text": '{"type":"say","text":"x"}'}, 'j sends say "x"'),
        ("client.sent", {"name": "j", "text": '{"type":"message"}'}, "j sends message"),
        ("client.sent", {"name": "john", "text": '{"a":1}'}, 'john sends {"a":1}'),
        ("client.sent", {"name": "john", "text": "hi"}, "john says hi"),
        ("client.sent", {"name": "john"}, "john sends 0 bytes"),
        ("client.sent", {"name": "j", "text": "b'x'", "binary": True, "size": 1}, "j sends 1 byte"),
        ("client.asked", {"name": "ann", "method": "GET", "path": "/"}, "ann asks GET /"),
        ("http.received", {"conn": 9, "method": "GET", "path": "/"}, "a client asks GET /"),
        ("client.connecting", {"name": "ann"}, "ann connects"),
        ("client.closed", {"name": "ann", "by": "client"}, "ann leaves"),
        ("client.closed", {"name": "ann", "by": "lost"}, "ann is cut off"),
        ("wire.sent", {"name": "j", "text": "GET / HTTP/1.1\nHost: x\n"}, "j sends GET / HTTP/1.1"),
        ("wire.sent", {"name": "j", "hex": "81 82", "text": "··", "size": 2}, "j sends 2 bytes"),
        ("wire.sent", {"name": "j", "hex": "88 82", "text": "··"}, "j sends a close frame"),
        ("wire.received", {"hex": "89 00", "text": "··"}, "server 1 sends a ping"),
        ("app.received", {"type": "websocket.receive", "text": "hi"}, "john · tab 1 says hi"),
        ("app.received", {"type": "websocket.disconnect"}, "john · tab 1 is gone"),
        ("group.sent", {"type": "t", "group": "g"}, "#1 sends t to g"),
        ("group.sent", {"type": "t", "group": "g", "conn": None}, "tutor sends t to g"),
        ("channel.sent", {"type": "t"}, "#1 sends t to one channel"),
        ("db.started", {"name": "save"}, "save goes to the database"),
    ],
)
def test_the_title_of_a_message(kind: str, fields: dict[str, Any], words: str) -> None:
    assert title(fact(kind, **fields), names(three_tabs())) == words


def test_the_title_of_a_message_whose_beginning_is_forgotten() -> None:
    assert title(None, names(three_tabs())) == "its beginning has been forgotten"
