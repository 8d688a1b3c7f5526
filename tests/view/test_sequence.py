"""The message flow as a diagram."""

from __future__ import annotations

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.view.tape import TABS, Tape, drawn, three_tabs, upto
from tutor.core import events as e
from tutor.view import sequence


def flow(tape: Tape, step: int | None = None, width: int = 80, **look: Any) -> str:
    return drawn(sequence.render(tape.moment(step), width=width, **look), width=width)


def lines(tape: Tape, *args: Any, **look: Any) -> list[str]:
    return flow(tape, *args, **look).split("\n")


@pytest.mark.parametrize("width", [40, 80, 120])
def test_three_tabs_and_one_broadcast(width: int, snapshot: SnapshotAssertion) -> None:
    assert flow(three_tabs(), width=width) == snapshot


def test_three_tabs_in_ascii(snapshot: SnapshotAssertion) -> None:
    assert flow(three_tabs(), ascii=True) == snapshot


def test_copies_that_wait_are_dashed_and_the_busy_consumer_is_thick(
    snapshot: SnapshotAssertion,
) -> None:
    tape = three_tabs()
    assert flow(tape, upto(tape, "channel.sent", 3), width=120, height=8) == snapshot


def test_the_current_row_is_the_one_of_the_fact() -> None:
    tape = three_tabs()
    marked = [line for line in lines(tape, upto(tape, "db.finished")) if line.startswith("▶")]
    assert len(marked) == 1
    assert "save_message: INSERT" in marked[0]


def test_nothing_after_the_step_is_drawn() -> None:
    tape = three_tabs()
    assert "chat.message" not in flow(tape, upto(tape, "group.sent"), height=12)


def test_a_row_keeps_its_time_whatever_comes_after_it() -> None:
    tape = three_tabs()
    steps = [upto(tape, "client.sent"), upto(tape, "group.sent"), len(tape.events)]
    shown = [line for step in steps for line in lines(tape, step) if '"Hello" ─' in line]
    assert {line.strip("▶ ").split()[0] for line in shown if "├─" in line} == {"71.5"}


def test_the_newest_rows_are_kept() -> None:
    assert lines(three_tabs(), height=4)[-1].startswith("▶")


def test_an_older_row_that_is_completed_now_is_kept() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", layers=False)
    sent = tape.add(e.AppSent, conn=1, type="websocket.send", text="slow one")
    for number in range(9):
        tape.add(e.SceneNoted, process="tutor", text="abcdefghi"[number])
    tape.add(e.ClientReceived, process="tutor", conn=1, cause=sent, name="ann", text="slow one")
    assert "slow one" in lines(tape, height=4)[1]


def test_only_what_happened_since_can_be_asked_for() -> None:
    tape = three_tabs()
    since = upto(tape, "group.sent") - 1
    rows = flow(tape, upto(tape, "channel.sent", 3), since=since).split("\n")
    assert [("group_send" in row, "chat.message" in row) for row in rows[1:]] == [
        (True, False),
        *[(False, True)] * 3,
    ]


def test_a_hundred_members_become_one_row() -> None:
    tape = crowd(100)
    assert "×97 chat.message" in flow(tape, width=80)


def test_the_lifelines_without_room_are_counted() -> None:
    assert "others ×194" in flow(crowd(100), width=80)


def test_what_ended_long_ago_has_no_lifeline_where_nobody_directs() -> None:
    tape = Tape()
    tape.server()
    for conn in range(1, 301):
        tape.connect(conn, f"tab {conn}", layers=False)
        tape.add(e.ClientClosed, process="tutor", conn=conn, name=f"tab {conn}", by="client")
        tape.add(e.ConnectionClosed, conn=conn, code=1000, by="client")
        tape.add(e.ConsumerFinished, conn=conn, name="ChatConsumer", instance=conn)
    tape.connect(301, "tab 301", layers=False)
    tape.broadcast(301, "tab 301", {301: "tab 301"})
    hidden = sequence.others(tape.moment(), width=80, height=8)
    assert "tab 301" in flow(tape, width=80)
    assert len(hidden) < 100  # of 600


def test_the_lifelines_without_room_are_named_when_asked_for() -> None:
    names = sequence.others(crowd(100).moment(), width=80, height=24)
    assert len(names) == len(set(names)) == 194
    assert {"tab 50", "#50"} <= {*names}
    assert sequence.others(crowd(2).moment(), width=80, height=24) == ()
    assert sequence.others(Tape().moment(), width=80, height=24) == ()


def test_lifelines_stand_apart_as_far_as_the_words_between_them_need() -> None:
    tape = Tape()
    for conn in range(1, 9):
        tape.connect(conn, f"user {conn}", layers=False)
    said = "A message of some forty characters, or so"
    cause = tape.add(e.ClientSent, process="tutor", conn=8, name="user 8", text=said)
    tape.add(e.AppReceived, conn=8, cause=cause, type="websocket.receive", text=said)
    assert f" {said} " in flow(tape, since=tape.last - 2)


def test_a_flood_is_one_row() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", layers=False)
    for number in range(250):
        cause = tape.add(e.AppSent, conn=1, type="websocket.send", text=f"tick {number}")
        tape.add(e.ClientReceived, process="tutor", conn=1, cause=cause, text=f"tick {number}")
    assert "×249 tick 0 … tick 248" in flow(tape, width=120)


def test_a_frame_that_never_arrives_stays_open() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", layers=False)
    tape.add(e.AppSent, conn=1, type="websocket.send", text="lost")
    assert "◁╌" in lines(tape)[-1]


def test_a_dropped_copy_ends_in_a_cross() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", layers=False)
    tape.add(e.ChannelDropped, channel=tape.channel(1), reason="capacity")
    assert "✗╌" in lines(tape)[-1]


def test_an_error_is_told_beside_its_lifeline() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", layers=False)
    tape.add(e.HandlerFailed, conn=1, name="x", instance=1, error="ValueError: No handler")
    assert "✗ ValueError: No handler" in lines(tape)[-1]


def test_a_killed_server_cuts_the_picture() -> None:
    tape = three_tabs()
    tape.add(e.ServerStopped, how="killed", code=-9)
    assert "── ✗ server 1 killed ──" in lines(tape)[-1]


def test_the_same_layer_in_two_processes_is_two_lifelines() -> None:
    tape = Tape()
    tape.server("server 1")
    tape.server("server 2")
    tape.connect(1, "john", number=1)
    tape.connect(2, "admin", number=1, process="server 2")
    assert lines(tape, width=100)[0].split()[1:] == [
        "john",
        "admin",
        "#1·s1",
        "#1·s2",
        "layer·s1",
        "layer·s2",
    ]


def test_before_the_first_message_there_is_a_sentence() -> None:
    assert "first arrow" in flow(Tape())


def test_rows_are_bold_only_where_the_step_is() -> None:
    tape = three_tabs()
    picture = sequence.render(tape.moment(upto(tape, "group.sent")), width=80)
    bold = [
        line for line in drawn(picture, width=80, colour=True).split("\n") if "\x1b[1;35m▶" in line
    ]
    assert len(bold) == 1


def crowd(size: int) -> Tape:
    """One message to a group of many."""
    tape = Tape()
    tape.server()
    for conn in range(1, size + 1):
        tape.connect(conn, f"tab {conn}", layers=False, channel=f"x.inmemory!{conn:04}")
    tape.broadcast(1, "tab 1", {conn: f"tab {conn}" for conn in range(1, size + 1)})
    return tape


def test_tabs_have_names() -> None:
    assert all(name in flow(three_tabs(), width=120) for name in ("john·1", "john·2", TABS[3]))


def test_an_arrow_between_two_hidden_lifelines_is_told_in_words() -> None:
    assert " accept" in flow(crowd(30), width=40)


def test_a_message_that_fits_nowhere_is_cut() -> None:
    tape = three_tabs()
    tape.add(e.AppSent, conn=1, type="websocket.send", text="a very long text without an end " * 9)
    tape.add(e.SceneNoted, process="tutor", text="later")
    assert "│◁ a very long text… ┤" in lines(tape)[-2]


def test_a_message_of_this_step_that_fits_nowhere_goes_below_its_arrow() -> None:
    tape = three_tabs()
    text = (
        "a long text of many words that no arrow of three lifelines has room for, whatever it does"
    )
    tape.add(e.AppSent, conn=1, type="websocket.send", text=text)
    *_, arrow, first, second = lines(tape, width=80)
    assert "◁╌╌" in arrow
    assert f"{first.strip()} {second.strip()}" == text


def test_older_rows_make_room_for_the_words_of_this_step() -> None:
    tape = three_tabs()
    tape.add(e.AppSent, conn=1, type="websocket.send", text="word " * 30)
    shown = lines(tape, width=80, height=5)
    assert len(shown) == 5
    assert shown[-1].endswith("word")


def test_without_a_height_a_long_recording_is_cut_to_a_page() -> None:
    tape = Tape()
    for number in range(60):
        tape.add(e.SceneNoted, process="tutor", text=f"{'abcdefgh'[number % 8]}{'xyz'[number % 3]}")
    assert len(lines(tape)) == 24


@pytest.mark.parametrize(("after", "shown"), [(904, "hi +904 ms"), (99, " hi ")])
def test_an_arrow_says_how_much_later_it_came(after: float, shown: str) -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "john", layers=False)
    sent = tape.add(e.AppSent, conn=1, type="websocket.send", text="hi")
    tape.add(e.ClientReceived, after=after, process="tutor", conn=1, cause=sent, text="hi")
    assert shown in lines(tape)[-1]


def test_hidden_kinds_have_no_row_but_for_that_of_the_step() -> None:
    tape = three_tabs()
    assert "save_message: INSERT" in flow(tape)
    assert "save_message" not in flow(tape, hides=("db.",))
    shown = lines(tape, upto(tape, "db.started"), hides=("db.",))
    marked = [line for line in shown if line.startswith("▶")]
    assert len(marked) == 1
    assert "save_message" in marked[0]
