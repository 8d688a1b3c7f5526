"""What is told beside the hops: calls of a handler, the fate of copies, members far away."""

from __future__ import annotations

import pytest

from tests.view.tape import GROUP, Tape, three_tabs, upto
from tutor.core import events as e
from tutor.core import journeys
from tutor.view.message_names import Names
from tutor.view.message_teller import Teller, listed


def teller(tape: Tape, step: int | None = None, fact: int = 0) -> Teller:
    moment = tape.moment(step)
    messages = journeys.of(moment.timeline)
    journey = messages.journey(moment.step, fact)
    assert journey is not None
    return Teller(moment, messages, journey, Names(moment, messages))


def calls(tape: Tape, step: int | None = None) -> list[str]:
    found = teller(tape, step)
    handler = found.event(3)
    assert handler is not None
    return [words.text for words in found.calls(handler)]


def handler(tape: Tape) -> int:
    return upto(tape, "handler.started", 4)


# ── calls


def test_a_database_call_before_and_after_its_end() -> None:
    tape = three_tabs()
    started = upto(tape, "db.started")
    assert calls(tape, started) == ["database: save_message is under way"]
    assert calls(tape, started + 2) == ["database: save_message, INSERT chat_message, 1.2 ms"]


def test_the_call_in_hand_has_its_statements_whole() -> None:
    tape = three_tabs()
    ended = upto(tape, "db.finished")
    assert calls(tape, ended) == [
        "database: save_message, INSERT chat_message, 1.2 ms",
        'INSERT INTO "chat_message" ("room_id", "text") VALUES (%s, %s)',
    ]


def test_a_call_that_failed_says_so() -> None:
    tape = three_tabs()
    call = tape.add(e.DbStarted, conn=1, cause=handler(tape), name="save")
    tape.add(e.DbFinished, after=1.0, conn=1, cause=call, name="save", error="IntegrityError")
    assert calls(tape)[-1] == "database: save, 1.0 ms, IntegrityError"


def test_statements_that_repeat_each_other_are_told_once() -> None:
    tape, page, sender = three_tabs(), "SELECT page", "SELECT sender"
    call = tape.add(e.DbStarted, conn=1, cause=handler(tape), name="rows")
    sql = [page, sender, sender, sender]
    tape.add(e.DbFinished, after=1.0, conn=1, cause=call, name="rows", sql=sql, queries=51)
    told = calls(tape)[-4:]
    assert told == [page, sender, "the same 2 more times", "47 more statements"]


def test_groups_are_calls_too() -> None:
    tape = three_tabs()
    tape.add(e.GroupJoined, conn=1, cause=handler(tape), group="g", channel="c")
    tape.add(e.GroupLeft, conn=1, cause=handler(tape), group="g", channel="c")
    assert calls(tape)[-2:] == ["group_add g", "group_discard g"]


def test_of_many_calls_the_last_are_told() -> None:
    tape = three_tabs()
    for number in range(5):
        tape.add(e.GroupJoined, conn=1, cause=handler(tape), group=f"g{number}", channel="c")
    assert calls(tape) == [
        "2 calls before these", "group_add g1", "group_add g2", "group_add g3", "group_add g4",
    ]  # fmt: skip


# ── copies


def fates(tape: Tape, step: int | None = None) -> list[str]:
    return [words.text for words in teller(tape, step).copies()]


def test_copies_that_wait_and_that_are_taken() -> None:
    tape = three_tabs()
    sent = upto(tape, "channel.sent", 3)
    assert fates(tape, sent) == ["waiting for #1, #2 and #3"]
    taken = upto(tape, "channel.delivered")
    assert fates(tape, taken) == ["taken by #1", "waiting for #2 and #3"]
    assert fates(tape, upto(tape, "client.received", 3)) == []  # as it should be
    assert fates(tape, upto(tape, "channel.delivered", 3)) == ["taken by #1, #2 and #3"]


def test_copies_that_are_lost_are_named() -> None:
    tape = three_tabs()
    group = tape.add(e.GroupSent, conn=1, cause=handler(tape), group=GROUP, text="{}")
    copies = [
        tape.add(e.ChannelSent, cause=group, channel=tape.channel(conn), group=GROUP)
        for conn in (1, 2, 3)
    ]
    tape.add(e.ChannelDropped, cause=copies[0], channel=tape.channel(1), reason="it is full")
    tape.add(e.ChannelExpired, channel=tape.channel(2))
    assert fates(tape) == [
        "waiting for a consumer that has gone: #3",  # the tape's third tab has left
        "dropped: #1 (it is full)",
        "expired: #2",
    ]


# ── nobody


@pytest.mark.parametrize(
    ("layer", "group", "words"),
    [
        ("InMemoryChannelLayer", GROUP, ""),
        (
            "InMemoryChannelLayer",
            "other",
            "other has no members: nothing is copied, nothing is raised",
        ),
        (
            "RedisChannelLayer",
            GROUP,
            f"{GROUP} has no members: nothing is copied, nothing is raised",
        ),
    ],
)
def test_whether_anybody_is_in_the_group(layer: str, group: str, words: str) -> None:
    tape = three_tabs()
    tape.server("server 1", layer)
    tape.add(e.GroupSent, conn=1, cause=handler(tape), group=group, text="{}")
    assert teller(tape).nobody() == words
    assert teller(tape).nobody() == words  # remembered


def test_nothing_is_said_of_a_group_event_that_is_not_there() -> None:
    tape = three_tabs()
    assert teller(tape, handler(tape)).nobody() == ""
    assert teller(tape, upto(tape, "channel.sent")).nobody() == ""
    tape.add(e.LayerFailed, conn=1, cause=handler(tape), call="group_send")
    assert teller(tape).nobody() == ""


# ── words


def test_a_list_of_names() -> None:
    assert listed(["#1"], 1) == "#1"
    assert listed(["#1", "#2", "#2"], 3) == "#1 and #2"
    assert listed(["#1", "#2"], 90) == "#1, #2 and 88 more"
