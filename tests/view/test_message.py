"""The message view: headings, folding, what wraps, what is said of lost messages, aloud."""

from __future__ import annotations

from typing import Any

import pytest
from rich.console import Console
from rich.text import Text
from syrupy.assertion import SnapshotAssertion

from tests.view.tape import GROUP, Tape, drawn, three_tabs, upto
from tutor.core import events as e
from tutor.core import timeline
from tutor.view import message, message_words
from tutor.view.text import pen


def shown(tape: Tape, step: int | None = None, *, width: int = 80, **look: Any) -> str:
    return drawn(message.render(tape.moment(step), width=width, **look), width=200)


def at(tape: Tape, kind: str, nth: int = 1, **fields: Any) -> int:
    return upto(tape, kind, nth, **fields)


# ── pictures


@pytest.mark.parametrize(("width", "height"), [(80, None), (80, 14), (60, None), (60, 11)])
def test_a_whole_message(width: int, height: int | None, snapshot: SnapshotAssertion) -> None:
    tape = three_tabs()
    step = at(tape, "client.received", 3)
    assert shown(tape, step, width=width, height=height, mark="type") == snapshot


def test_a_client_that_knows_what_its_bytes_mean_has_no_second_answer() -> None:
    tape = Tape()
    tape.server()
    own: dict[str, Any] = {"process": "tutor", "conn": 1, "name": "ann"}
    asked = tape.add(e.ClientConnecting, **own, server="server 1")
    accepted = tape.add(e.ConnectionAccepted, conn=1, cause=asked)
    got = tape.add(e.WireReceived, **own, cause=accepted, hex="48", size=1)
    tape.add(e.ClientOpened, **own, cause=got)
    assert "server 1 ▶ ann ──" in shown(tape)


def test_a_message_under_way_in_ascii(snapshot: SnapshotAssertion) -> None:
    tape = three_tabs()
    assert shown(tape, at(tape, "group.sent"), ascii=True, mark="type") == snapshot


def test_a_message_that_a_full_channel_drops(snapshot: SnapshotAssertion) -> None:
    tape = three_tabs()
    group = at(tape, "group.sent")
    tape.add(
        e.ChannelDropped, cause=group, channel=tape.channel(2), group=GROUP, reason="it is full"
    )
    assert shown(tape) == snapshot


def test_it_is_at_most_80_columns_wide() -> None:
    tape = three_tabs()
    step = at(tape, "client.received", 3)
    assert shown(tape, step, width=200) == shown(tape, step, width=80)
    assert max(map(len, shown(tape, step, width=200).split("\n"))) == 80


def test_far_hops_fold_first() -> None:
    tape = three_tabs()
    step = at(tape, "group.sent")
    whole = shown(tape, step).split("\n")
    tight = shown(tape, step, height=len(whole) - 3).split("\n")
    remarks = ("the text of hop 2", "database: ")
    spare = [row for row in whole if not row.strip().startswith(remarks)]
    assert tight == [*spare[:2], *spare[3:]]
    assert len(shown(tape, step, height=8).split("\n")) == 7  # the hop in hand and headings


def test_a_hop_that_is_named_has_its_own_rows() -> None:
    tape = three_tabs()
    step = at(tape, "client.received", 3)
    group = at(tape, "group.sent")
    picture = shown(tape, step, height=12, fact=group)
    assert "▶─ 4 group event" in picture
    assert '{"type": "chat.message", "text": "Hello"}' in picture
    assert "hop 4 of 8" in picture.split("\n")[0]


def test_what_does_not_fit_at_all_says_so() -> None:
    tape = Tape()
    tape.server()
    tape.add(e.ClientSent, process="tutor", conn=1, name="john", text="word " * 90, size=450)
    assert shown(tape, height=5).endswith("… 5 more lines")


def test_a_fact_of_no_message_gets_a_sentence() -> None:
    tape = three_tabs()
    assert shown(tape, 2) == (
        "This fact does not belong to a message. A message starts with what a client\n"
        "sends, or the server."
    )


def test_the_heading_of_a_handshake_has_no_number() -> None:
    tape = three_tabs()
    head, *rows = shown(tape, at(tape, "client.opened")).split("\n")
    assert " ".join(head.split()) == "john · tab 1 connects 4 of 4 hops +2.1 ms"
    assert rows[-1] == "     HTTP 101: the connection is open"


def test_where_a_message_of_a_handshake_comes_from() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann")
    started = at(tape, "handler.started")
    tape.add(e.GroupSent, conn=1, cause=started, group="all", type="user.online", text="{}")
    lines = shown(tape).split("\n")
    assert lines[0].startswith(" ◆1  #1 sends user.online to all")
    assert lines[1] == "     because ann connects"


def test_the_rounds_of_a_message_through_the_layer_are_counted() -> None:
    tape = three_tabs()
    again = at(tape, "handler.started", 1, name="chat_message")
    tape.add(e.GroupSent, conn=1, cause=again, group="g", type="t", text="{}")
    assert "     round 2 through the layer" in shown(tape).split("\n")


def test_the_hop_in_hand_stands_out_in_weight_and_with_a_sign() -> None:
    tape = three_tabs()
    picture = message.render(tape.moment(at(tape, "group.sent")), width=80)
    assert isinstance(picture, Text)
    console = Console(width=80, color_system="standard", force_terminal=True, legacy_windows=False)
    with console.capture() as capture:
        console.print(picture)
    line = next(row for row in capture.get().split("\n") if "group event" in row)
    assert "\x1b[1m4 group event" in line
    assert line.startswith("\x1b[1;35m▶")


def test_a_hop_that_a_ring_has_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "CHECKPOINT", 4)
    tape = three_tabs()
    run = at(tape, "handler.started", 4)
    line = timeline.Timeline(tape.events[:run])
    line.keep = 4
    message.render(line.moment(run), width=80)
    line.extend(tape.events[run : run + 4])
    picture = message.render(line.moment(run + 4), width=80)
    lines = drawn(picture).split("\n")
    assert lines[0].startswith(" ◆1  its beginning has been forgotten")
    assert lines[2] == "     The recording has forgotten this fact."


def test_a_message_that_is_not_for_the_layer_counts_its_own_hops() -> None:
    tape = Tape()
    tape.server()
    asked = tape.add(e.ClientAsked, process="tutor", conn=1, name="ann", method="GET", path="/")
    assert " hop 1  " in shown(tape).split("\n")[0]
    tape.add(e.ClientAnswered, process="tutor", conn=1, cause=asked, name="ann", status=200)
    head, *rows = shown(tape).split("\n")
    assert "  2 of 2 hops  " in head
    assert [row[3:16] for row in rows if row[1:2] == "─"] == ["1 on the wire", "2 on the wire"]


# ── a strip


@pytest.mark.parametrize(
    ("kind", "nth", "words"),
    [
        ("group.sent", 1, "◆1 hop 4 of 8: group event, #1 ▶ layer, +2.2 ms"),
        ("handler.finished", 4, "◆1 hop 3 of 8: handler, #1 handle_message, +0.6 ms"),
        ("client.opened", 1, "hop 4 of 4: on the wire, server 1 ▶ john · tab 1, +2.1 ms"),
    ],
)
def test_a_strip(kind: str, nth: int, words: str) -> None:
    tape = three_tabs()
    line = message.strip(tape.moment(at(tape, kind, nth)), 80)
    assert line is not None
    assert line.plain == words


def test_a_strip_in_ascii_and_cut() -> None:
    tape = three_tabs()
    line = message.strip(tape.moment(at(tape, "group.sent")), 20, ascii=True)
    assert line is not None
    assert line.plain == "*1 hop 4: #1 > la..."


def test_the_strip_for_the_table_of_views() -> None:
    moment = three_tabs().moment(at(three_tabs(), "group.sent"))
    told = message.tell(moment, pen(ascii=True), None)
    assert told is not None
    assert told.plain == "*1 hop 4 of 8: group event, #1 > layer, +2.2 ms"


def test_no_strip_of_no_message() -> None:
    assert message.strip(three_tabs().moment(2), 80) is None


# ── aloud


def test_the_message_in_sentences() -> None:
    tape = three_tabs()
    words = message_words.words(tape.moment(at(tape, "client.received", 2)))
    assert words[0] == "Message 1: john · tab 1 says Hello."
    assert words[4] == (
        "Message 1, hop 4 of 8, group event, from consumer 1 to the layer, 2.2 ms: group_send to "
        f"{GROUP}; "
        '{"type": "chat.message", "text": "Hello"}'
    )
    assert words[6] == (
        "Message 1, hop 6 of 8, handler, consumer 2 chat_message(event), 4.0 ms: "
        "'type': 'chat.message' calls chat_message"
    )
    assert len(words) == 9


def test_a_handshake_in_sentences() -> None:
    tape = three_tabs()
    words = message_words.words(tape.moment(at(tape, "connection.opened")))
    assert words == [
        "john · tab 1 connects.",
        "Hop 1, on the wire, from john · tab 1 to server 1, 0.0 ms: "
        "GET /ws/chat/user/john@example.com/",
        "Hop 2, ASGI event, from server 1 to the application, 0.2 ms: "
        "a scope of 6 keys for /ws/chat/user/john@example.com/",
    ]


def test_nothing_is_said_of_no_message() -> None:
    assert message_words.words(three_tabs().moment(2)) == []


def test_a_hop_without_content_is_a_sentence() -> None:
    tape = three_tabs()
    words = message_words.words(tape.moment(at(tape, "client.received", 3)))
    assert words[5] == (
        "Message 1, hop 5 of 8, copies, from the layer to queues of consumer 1, consumer 2 and "
        "consumer 3, 2.4 ms."
    )


def test_of_no_message_there_is_a_kind_sentence_too() -> None:
    picture = message_words.render(three_tabs().moment(2), width=80)
    assert "does not belong to a message" in drawn(picture)


def test_a_title_that_ends_with_a_mark_gets_no_full_stop() -> None:
    tape = Tape()
    tape.add(e.ClientSent, process="tutor", conn=1, name="ann", text="Are you there?")
    assert message_words.words(tape.moment())[0] == "Message 1: ann says Are you there?"


# ── what a text has shown already


def test_hops_that_were_shown_are_left_out_but_for_the_one_in_hand() -> None:
    tape = three_tabs()
    sent, received = at(tape, "group.sent"), at(tape, "client.received")
    later = drawn(message.render(tape.moment(received), width=80, since=sent))
    assert [line[3] for line in later.split("\n") if line[1:3] == "─ "] == ["5", "6", "7", "8"]
    again = drawn(message.render(tape.moment(sent + 1), width=80, since=sent))
    assert "5 copies" in again
    assert "4 group event" not in again
    words = message_words.words(tape.moment(received), since=sent)
    assert [line.split(",")[1] for line in words[1:]] == [f" hop {n} of 8" for n in range(5, 9)]


def test_another_message_is_shown_whole() -> None:
    tape = three_tabs()
    since = at(tape, "client.opened")
    assert "1 on the wire" in drawn(
        message.render(tape.moment(at(tape, "group.sent")), width=80, since=since)
    )
