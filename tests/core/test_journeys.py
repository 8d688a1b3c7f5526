"""Which fact belongs to which message, and by which hops it has come."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.core.making import Tape, histories, quick
from tutor.core import journeys
from tutor.core import timeline as core
from tutor.core.events import Event
from tutor.core.journeys import Journey, Messages, Seqs
from tutor.core.timeline import Timeline


def journey(tape: Tape, step: int | None = None, fact: int = 0) -> Journey | None:
    return journeys.of(Timeline(tape)).journey(len(tape) if step is None else step, fact)


def hops(tape: Tape, step: int | None = None, fact: int = 0) -> tuple[int, ...]:
    found = journey(tape, step, fact)
    assert found is not None
    return found.hops


def spoken(tape: Tape, conn: int = 1, text: str = "hi") -> tuple[int, int, int]:
    """A client speaks and a handler begins: hops 1 to 3."""
    sent = tape.add("client.sent", process="tutor", conn=conn, text=text)
    got = tape.add("app.received", conn=conn, cause=sent, type="websocket.receive", text=text)
    return sent, got, tape.add("handler.started", conn=conn, cause=got, type="websocket.receive")


def told(tape: Tape, cause: int, *members: int) -> tuple[int, list[int]]:
    """A call to the layer and its copies: hops 4 and 5."""
    group = tape.add("group.sent", conn=1, cause=cause, group="g")
    channels = [f"c{member}" for member in members]
    return group, [tape.add("channel.sent", cause=group, channel=c, group="g") for c in channels]


def passed(tape: Tape, copy: int, conn: int) -> tuple[int, int, int]:
    """A copy reaches the client of a member: hops 6 to 8."""
    out = tape.add("channel.delivered", conn=conn, cause=copy, channel=f"c{conn}")
    run = tape.add("handler.started", conn=conn, cause=out, type="chat.message")
    sent = tape.add("app.sent", conn=conn, cause=run, type="websocket.send")
    return run, sent, tape.add("client.received", process="tutor", conn=conn, cause=sent)


def test_a_broadcast_has_eight_hops() -> None:
    tape = Tape()
    sent, got, run = spoken(tape)
    group, copies = told(tape, run, 1, 2)
    passed(tape, copies[0], 1)
    last = passed(tape, copies[1], 2)
    found = journey(tape)
    assert found == Journey(
        root=sent, number=1, because=0, lap=1, hand=8, fact=len(tape),
        hops=(sent, got, run, group, copies[1], *last),
    )  # fmt: skip
    assert found.has(8)
    assert not Journey(0, 0, 0, 0, 0, 0, (0,) * 8).has(1)


def test_a_hop_that_does_not_exist_yet_is_not_there() -> None:
    tape = Tape()
    _, _, run = spoken(tape)
    told(tape, run, 1)
    assert [len([one for one in hops(tape, step) if one]) for step in range(1, 6)] == [
        1,
        2,
        3,
        4,
        5,
    ]


def test_the_way_goes_on_along_the_newest_branch() -> None:
    tape = Tape()
    _, _, run = spoken(tape)
    group, copies = told(tape, run, 1, 2)
    first, second = passed(tape, copies[0], 1), passed(tape, copies[1], 2)
    done = tape.add("handler.finished", conn=1, cause=run)
    assert hops(tape)[3:] == (group, copies[1], *second)
    found = journey(tape)
    assert found is not None
    assert (found.hand, found.fact) == (3, done)
    assert hops(tape, fact=copies[0])[4:] == (copies[0], *first)
    assert hops(tape, step=first[2], fact=group)[4:] == (copies[0], *first)


def test_a_fact_after_the_step_is_not_looked_at() -> None:
    tape = Tape()
    spoken(tape)
    assert journey(tape, step=1, fact=3) == journey(tape, step=1)


def test_an_answer_without_the_layer_has_no_hops_4_to_6() -> None:
    tape = Tape()
    sent, got, run = spoken(tape)
    out = tape.add("app.sent", conn=1, cause=run, type="websocket.send")
    seen = tape.add("client.received", process="tutor", conn=1, cause=out)
    assert hops(tape) == (sent, got, run, 0, 0, 0, out, seen)


def test_a_message_to_one_channel_is_its_own_copy() -> None:
    tape = Tape()
    _, _, run = spoken(tape)
    direct = tape.add("channel.sent", conn=1, cause=run, channel="c2")
    found = journey(tape)
    assert found is not None
    assert (found.hops[3:5], found.hand) == ((direct, direct), 5)
    assert list(journeys.of(Timeline(tape)).spread(direct, direct).copies) == [direct]


def test_messages_are_numbered_as_they_appear() -> None:
    tape = Tape()
    for _ in range(3):
        spoken(tape)
    numbers = [found.number for step in (1, 4, 9) if (found := journey(tape, step))]
    assert numbers == [1, 2, 3]


def test_a_handshake_and_a_farewell_have_no_number() -> None:
    tape = Tape()
    dial = tape.add("client.connecting", process="tutor", conn=1)
    opened = tape.add("connection.opened", conn=1, cause=dial)
    tape.add("scope.entered", conn=1, cause=opened)
    tape.add("client.closed", process="tutor", conn=1, by="client")
    tape.add("app.received", conn=1, cause=4, type="websocket.disconnect")
    found = [journey(tape, step) for step in range(1, 6)]
    assert [one and (one.root, one.number, one.hand) for one in found] == [
        (1, 0, 1), (1, 0, 2), (1, 0, 2), (4, 0, 1), (4, 0, 2),
    ]  # fmt: skip


def test_what_a_handshake_sends_to_the_layer_is_a_message_of_its_own() -> None:
    tape = Tape()
    dial = tape.add("client.connecting", process="tutor", conn=1)
    opened = tape.add("connection.opened", conn=1, cause=dial)
    met = tape.add("app.received", conn=1, cause=opened, type="websocket.connect")
    run = tape.add("handler.started", conn=1, cause=met, type="websocket.connect")
    group, copies = told(tape, run, 1)
    found = journey(tape)
    assert found is not None
    assert (found.root, found.number, found.because) == (group, 1, dial)
    assert found.hops == (0, 0, 0, group, copies[0], 0, 0, 0)
    tape.add("app.sent", conn=1, cause=run, type="websocket.accept")
    assert hops(tape) == (dial, met, run, 0, 0, 0, len(tape), 0)


def test_what_no_client_has_caused_is_a_message_too() -> None:
    tape = Tape()
    group = tape.add("group.sent", group="g")
    found = journey(tape)
    assert found is not None
    assert (found.root, found.number, found.because) == (group, 1, 0)


def test_a_handler_that_calls_the_layer_again_begins_another_lap() -> None:
    tape = Tape()
    _, _, run = spoken(tape)
    first, copies = told(tape, run, 1)
    again = passed(tape, copies[0], 1)[0]
    second, more = told(tape, again, 1)
    found = journey(tape)
    assert found is not None
    assert (found.lap, found.number) == (2, 1)
    assert found.hops[2:] == (run, second, more[0], 0, 0, 0)
    assert hops(tape, fact=first)[3:] == (first, copies[0], *(again, again + 1, again + 2))
    assert hops(tape, fact=run)[3:5] == (second, more[0])


def test_a_call_that_a_call_has_caused_is_another_lap() -> None:
    tape = Tape()
    _, _, run = spoken(tape)
    failed = tape.add("layer.failed", conn=1, cause=run, call="group_send")
    again = tape.add("group.sent", conn=1, cause=failed, group="g")
    found = journey(tape)
    assert found is not None
    assert (found.lap, found.hops[3]) == (2, again)


def test_a_fact_beside_the_hops_stays_with_the_hop_before() -> None:
    tape = Tape()
    _, _, run = spoken(tape)
    call = tape.add("db.started", conn=1, cause=run)
    tape.add("db.finished", conn=1, cause=call)
    late = tape.add("app.received", conn=1, cause=run, type="http.request")  # not a hop back
    messages = journeys.of(Timeline(tape))
    assert messages.inner(run, late) == [call]
    assert messages.inner(run, call - 1) == []
    assert (messages.ended(call, call), messages.ended(call, late)) == (0, call + 1)
    assert hops(tape)[:3] == (1, 2, run)
    assert messages.inner(999, late) == []


def test_what_is_of_no_message_is_told() -> None:
    tape = Tape()
    tape.add("server.started")
    tape.add("loop.stalled")
    assert journey(tape) is None
    assert journeys.of(Timeline(tape)).trail(1) is None


def test_a_handler_that_sends_often_is_counted() -> None:
    tape = Tape()
    _, _, run = spoken(tape)
    sent = [tape.add("app.sent", conn=1, cause=run, type="websocket.send") for _ in range(3)]
    messages = journeys.of(Timeline(tape))
    assert [messages.nth(one) for one in (*sent, 999)] == [1, 2, 3, 1]


def test_a_failure_is_known_from_its_step_on() -> None:
    tape = Tape()
    _, _, run = spoken(tape)
    failed = tape.add("handler.failed", conn=1, cause=run)
    tape.add("handler.failed", conn=1, cause=run)
    messages = journeys.of(Timeline(tape))
    assert [messages.failure(run, step) for step in (run, failed)] == [0, failed]
    assert messages.failure(999, failed) == 0


# ── copies


def test_what_became_of_each_copy() -> None:
    tape = Tape()
    _, _, run = spoken(tape)
    group, (taken, dropped, waiting) = told(tape, run, 1, 2, 3)
    never = tape.add("channel.dropped", cause=group, channel="c4")
    gone = tape.add("channel.dropped", cause=dropped, channel="c2")
    run6, out, seen = passed(tape, taken, 1)
    messages = journeys.of(Timeline(tape))
    spread = messages.spread(group, len(tape))
    assert list(spread.copies) == [taken, dropped, waiting, never]
    assert list(reversed(spread.copies)) == [never, waiting, dropped, taken]
    assert (list(spread.taken), list(spread.dropped)) == ([run6 - 1], [never, gone])
    assert {hop: list(seqs) for hop, seqs in spread.onward.items()} == {
        6: [run6],
        7: [out],
        8: [seen],
    }
    fates = [messages.fate(copy, len(tape)) for copy in (taken, dropped, waiting, never, 999)]
    assert fates == [run6 - 1, gone, 0, never, 0]
    early = messages.spread(group, dropped)
    assert (list(early.copies), len(early.taken), messages.fate(taken, dropped)) == (
        [taken, dropped], 0, 0,
    )  # fmt: skip
    assert len(messages.spread(999, 5).copies) == 0
    assert len(Seqs()) == 0


def test_a_copy_that_is_taken_before_it_is_seen_in_a_queue() -> None:
    tape = Tape()
    _, _, run = spoken(tape)
    group = tape.add("group.sent", conn=1, cause=run, group="g")
    taken = tape.add("channel.delivered", conn=2, cause=group, channel="c2")
    assert hops(tape)[3:5] == (group, taken)


def test_the_oldest_copy_of_a_channel_expires_first() -> None:
    tape = Tape()
    _, _, run = spoken(tape)
    one, (first,) = told(tape, run, 1)
    two, (second,) = told(tape, run, 1)
    tape.add("channel.delivered", conn=1, cause=first, channel="c1")
    expired = tape.add("channel.expired", channel="c1")
    messages = journeys.of(Timeline(tape))
    assert messages.fate(second, expired) == expired
    assert list(messages.spread(two, expired).expired) == [expired]
    assert not len(messages.spread(one, expired).expired)
    assert hops(tape)[3:5] == (two, second)
    tape.add("channel.expired", channel="c1")
    assert journey(tape) is None
    named = tape.add("channel.expired", cause=first, channel="c1")
    assert hops(tape)[4] == first
    assert journeys.of(Timeline(tape)).fate(first, named) < named  # it has been delivered


# ── HTTP


def test_the_view_is_what_was_called_last() -> None:
    tape = Tape()
    asked = tape.add("client.asked", process="tutor", conn=1)
    met = tape.add("http.received", conn=1, cause=asked)
    outer = tape.add("scope.entered", conn=1, cause=met)
    view = tape.add("thread.entered", conn=1, cause=outer, name="publish")
    group, _ = told(tape, view, 2)
    tape.add("http.answered", conn=1, cause=outer)
    answered = len(tape)
    tape.add("client.answered", process="tutor", conn=1, cause=answered)
    assert hops(tape, step=group) == (asked, met, view, group, 0, 0, 0, 0)
    assert hops(tape) == (asked, met, outer, 0, 0, 0, answered, answered + 1)


def test_a_recording_may_begin_with_a_request() -> None:
    tape = Tape()
    met = tape.add("http.received", conn=1)
    view = tape.add("scope.entered", conn=1, cause=met)
    assert hops(tape) == (0, met, view, 0, 0, 0, 0, 0)


def test_threads_of_a_consumer_for_http_are_no_hop() -> None:
    tape = Tape()
    asked = tape.add("client.asked", process="tutor", conn=1)
    met = tape.add("http.received", conn=1, cause=asked)
    run = tape.add("handler.started", conn=1, cause=met, type="http.request")
    tape.add("thread.entered", conn=1, cause=run)
    assert hops(tape)[2] == run


# ── programs


def test_the_program_of_a_process() -> None:
    tape = Tape()
    tape.add("server.started", versions={"daphne": "4.2", "uvicorn": "0.54"})
    tape.add("server.started", process="server 2", versions={"daphne": "4.2"})
    tape.add("server.started", process="server 3")
    messages = journeys.of(Timeline(tape))
    assert [messages.server(f"server {n}", 3) for n in (1, 2, 3, 4)] == [
        "uvicorn",
        "Daphne",
        "",
        "",
    ]
    assert messages.server("server 2", 1) == ""


# ── growing


@quick
@given(histories())
def test_no_step_looks_ahead(events: list[Event]) -> None:
    whole = Messages(events)
    whole.read()
    line = Timeline()
    for step, event in enumerate(events, start=1):
        line.extend([event])
        grown = journeys.of(line)
        found = grown.journey(step)
        assert found == whole.journey(step)
        assert found is None or all(one <= step for one in found.hops)


def test_nothing_is_read_where_nothing_is() -> None:
    assert journeys.of(Timeline()).journey(0) is None


def test_only_what_is_new_is_read() -> None:
    tape = Tape()
    spoken(tape)
    line = Timeline(tape)
    first = journeys.of(line)
    line.extend([])
    assert journeys.of(line) is first
    assert journeys.of(Timeline(tape)) is not first


def test_a_ring_goes_on_counting_and_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "CHECKPOINT", 4)
    tape = Tape()
    for _ in range(10):
        spoken(tape)
    line = Timeline(tape[:6], keep=4)
    journeys.of(line)
    for start in range(6, 30, 3):
        line.extend(tape[start : start + 3])
        messages = journeys.of(line)
    found = messages.journey(len(line))
    assert line.first > 20
    assert found is not None
    assert found.number == 10
    assert messages.trail(1) is None
    assert messages.trail(line.first + 1) is not None
    tape.add("app.sent", conn=1, cause=2, type="websocket.send")  # its cause is forgotten
    line.extend(tape[-1:])
    late = journeys.of(line).journey(len(line))
    assert late is not None
    assert (late.root, late.number) == (len(tape), 11)


def test_a_call_whose_handler_is_forgotten_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "CHECKPOINT", 4)
    tape = Tape()
    _, _, run = spoken(tape)
    for _ in range(9):
        tape.add("thread.entered", conn=1, cause=len(tape))
    tape.add("group.joined", conn=1, cause=len(tape))
    line = Timeline(tape[:6], keep=4)
    for event in tape[6:]:
        journeys.of(line)
        line.extend([event])
    found = journeys.of(line)
    assert line.first > run
    assert found.inner(run, len(tape)) == []
    assert found.journey(len(tape)) == Journey(1, 1, 0, 1, 3, len(tape), (1, 2, 3, 0, 0, 0, 0, 0))
