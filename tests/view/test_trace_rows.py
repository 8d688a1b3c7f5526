"""A message is one row, whatever the width, and an opened one tells its effects."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.view.tape import GROUP, Tape, three_tabs
from tutor.core import events as e
from tutor.core.events import Event
from tutor.core.observed import Observed, Row
from tutor.core.timeline import Timeline
from tutor.view import trace_rows
from tutor.view.text import pen
from tutor.view.trace_rows import Look, seconds, sentence, took, window

INK = pen(ascii=False)


def read(tape: Tape) -> Observed:
    observed = Observed(Timeline(tape.events))
    observed.read()
    return observed


def talk(text: str = "hi", **more: object) -> Tape:
    """A tab without a client of ours says something to a room of two."""
    tape = Tape()
    tape.server()
    opened = tape.add(e.ConnectionOpened, conn=1, path="/ws/")
    tape.add(e.ScopeEntered, conn=1, cause=opened, added={"user": "<User 2 ann>"})
    tape.add(e.ConnectionAccepted, conn=1, cause=opened)
    got = tape.add(e.AppReceived, conn=1, type="websocket.receive", text=text, **more)
    started = tape.add(
        e.HandlerStarted, conn=1, cause=got, name="receive", type="websocket.receive"
    )
    call = tape.add(e.DbStarted, conn=1, cause=started)
    tape.add(e.DbFinished, conn=1, cause=call, queries=3, after=9)
    sent = tape.add(
        e.GroupSent, conn=1, cause=started, group="room", type="x", where="a.py:3 receive"
    )
    for _ in range(2):
        copy = tape.add(e.ChannelSent, conn=1, cause=sent, group="room", channel="c", type="x")
        tape.add(e.AppSent, conn=1, cause=copy, type="websocket.send", text="ho", after=2)
    return tape


def told(observed: Observed, number: int = -1, most: int = 40) -> str:
    return sentence(observed.rows[number], observed.names, most, INK)


def drawn(observed: Observed, *, height: int = 5, width: int = 80, **more: int) -> list[str]:
    look = Look(**{"step": 999, "width": width, "height": height, "ink": INK, **more})  # type: ignore[arg-type]

    def effects(row: Row) -> Sequence[Event]:
        return [fact for seq in row.seqs if (fact := observed.timeline.event(seq))]

    rows = [*observed.rows]
    return [line.plain for line in window(rows, observed.names, effects, look)]


def test_a_row_says_who_what_where_and_what_it_cost() -> None:
    assert told(read(talk())) == (
        "ann → 'hi' → group_send room → 2 copies → 2 frames, 3 queries, 14 ms"
    )


@pytest.mark.parametrize(
    ("cls", "fields", "said"),
    [
        (e.AppReceived, {"type": "websocket.receive", "binary": True, "size": 9}, "c1 → 9 bytes"),
        (e.AppReceived, {"type": "websocket.disconnect", "code": 1001}, "c1 leaves, 1001"),
        (e.ConnectionOpened, {"path": "/ws/"}, "/ws/ connects"),
        (e.HttpReceived, {"method": "GET", "path": "/shop/"}, "GET /shop/"),
        (e.AppSent, {"type": "websocket.send", "text": "ho"}, "to c1 → 'ho' → 1 frame"),
        (e.GroupSent, {"group": "room"}, "c1 → group_send room → no copy"),
        (e.HandlerStarted, {"type": "chat.message"}, "c1 → chat.message from elsewhere"),
        (e.ChannelSent, {"channel": "one", "type": "job"}, "c1 → job → send to 1 channel"),
        (e.ClientConnecting, {"name": "ben", "url": "/ws/"}, "ben connects to /ws/"),
        (e.LoopStalled, {"ms": 300.0}, "the loop stood for 300 ms"),
    ],
)
def test_each_kind_of_beginning_has_its_words(
    cls: type[Event], fields: dict[str, object], said: str
) -> None:
    tape = Tape()
    tape.add(cls, conn=1, **fields)
    assert told(read(tape)) == said


def test_what_was_lost_or_failed_is_said() -> None:
    tape = talk()
    root = tape.events[4].seq
    tape.add(e.ChannelDropped, conn=1, cause=root + 4)
    tape.add(e.HandlerFailed, conn=1, cause=root + 1, error="KeyError: 1")
    observed = read(tape)
    assert "1 lost, KeyError: 1" in told(observed)
    assert drawn(observed, hand=1)[-1].startswith(INK.glyphs.cross)


def test_a_handshake_that_is_taken_for_a_page_is_marked() -> None:
    tape = Tape()
    asked = tape.add(e.HttpReceived, conn=1, method="GET", path="/ws/", upgrade="websocket")
    tape.add(e.HttpAnswered, conn=1, cause=asked, status=404, after=2)
    observed = read(tape)
    assert told(observed) == "GET /ws/  404, no WebSocket here, 2.0 ms"
    assert observed.rows[0].is_bad


def test_several_groups_are_named_and_many_are_not() -> None:
    tape = Tape()
    got = tape.add(e.AppReceived, conn=1, type="websocket.receive", text="x")
    for name in "abcd":
        tape.add(e.GroupSent, conn=1, cause=got, group=name)
    assert "group_send a, b, c … → no copy" in told(read(tape))


@pytest.mark.parametrize("width", [24, 40, 80, 120])
def test_a_row_fits_and_keeps_what_it_cost(width: int) -> None:
    observed = read(talk("a long text that has no room anywhere " * 3))
    [*_, row] = drawn(observed, width=width, hand=observed.rows[-1].root)
    assert len(row) <= width
    assert row.startswith(INK.glyphs.now)
    assert width < 80 or "2 frames, 3 queries, 14 ms" in row


def test_where_rows_are_not_dear_nothing_is_cut() -> None:
    observed = read(talk())
    lines = drawn(observed, width=36, height=20)
    assert "3 queries, 14 ms" in " ".join(" ".join(lines).split())
    assert max(map(len, lines)) <= 36


def test_the_row_in_hand_is_in_sight_among_many_and_those_behind_it_are_too() -> None:
    tape = Tape()
    for number in range(30):
        tape.add(e.AppReceived, conn=1, type="websocket.receive", text=f"m{number}")
    observed = read(tape)
    lines = drawn(observed, hand=12, step=12)
    assert len(lines) == 5
    assert any("m11" in line and line.startswith(INK.glyphs.now) for line in lines)
    assert any("m12" in line for line in lines)
    assert "m29" in drawn(observed)[-1]
    assert "m0" in drawn(observed, hand=1)[0]
    assert "m4" in drawn(observed, hand=1)[-1]
    assert window([], observed.names, lambda _: [], Look(step=1, width=9, height=9, ink=INK)) == []


def test_an_opened_row_tells_its_effects_with_their_lines() -> None:
    observed = read(talk())
    root = observed.rows[-1].root
    lines = drawn(observed, hand=root, opened=root, height=30, step=root + 4)
    text = "\n".join(lines)
    assert "group_send to room: x a.py:3 receive" in text
    assert "receive started" in text
    cut = drawn(observed, hand=root, opened=root, height=4)
    assert len(cut) == 4
    assert cut[-1].endswith("below")
    last = drawn(observed, hand=root, opened=root, height=4, step=root + 8)
    assert "send()" in last[1] + last[2], "the effect of the step is in sight"
    assert "0 below" in last[-1]
    assert len(drawn(observed, hand=root, opened=root, height=2)) == 2


def test_of_very_many_effects_some_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace_rows, "EFFECTS", 2)
    observed = read(talk())
    root = observed.rows[-1].root
    assert "more" in drawn(observed, hand=root, opened=root, height=40)[-1]


def test_long_effects_go_on_below() -> None:
    observed = read(talk())
    root = observed.rows[-1].root
    lines = drawn(observed, hand=root, opened=root, height=60, width=30)
    assert max(map(len, lines)) <= 30
    assert "a.py:3" in "\n".join(lines)


def test_a_message_of_a_client_of_ours_is_named_by_it() -> None:
    observed = read(three_tabs())
    said = next(told(observed, n) for n, row in enumerate(observed.rows) if row.sends)
    assert said.startswith(f'john · tab 1 → message "Hello" → group_send {GROUP}')


def test_ascii_has_ascii_only() -> None:
    observed = read(talk())
    ink = pen(ascii=True)
    look = Look(step=999, width=80, height=20, ink=ink, opened=observed.rows[-1].root)
    lines = window([*observed.rows], observed.names, lambda _: observed.timeline.events, look)
    assert all(line.plain.isascii() for line in lines)


def test_times_are_short() -> None:
    assert [took(n) for n in (400_000, 14_000_000, 1_200_000_000)] == ["0.4 ms", "14 ms", "1.20 s"]
    times = [seconds(round(n * 1e9)) for n in (1.5, 62.25, 7325.0)]
    assert times == ["1.500", "1:02.2", "2:02:05"]


@pytest.mark.parametrize("hand", [1, 12, 30])
def test_a_row_of_several_lines_stands_whole_where_it_is_in_hand(hand: int) -> None:
    tape = Tape()
    for number in range(30):
        text = f"m{number} is much longer than the place is"
        tape.add(e.AppReceived, conn=1, type="websocket.receive", text=text)
    lines = drawn(read(tape), hand=hand, width=30, height=11)
    assert len(lines) == 11
    mine = next(n for n, line in enumerate(lines) if line.startswith(INK.glyphs.now))
    assert "place is" in " ".join(lines[mine : mine + 2])
