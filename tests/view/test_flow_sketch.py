"""The lines of the message flow: what stands where, and how it looks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.view import lessons
from tests.view.tape import Tape, drawn, three_tabs, upto
from tutor.core import events as e
from tutor.core.timeline import Timeline
from tutor.story.recorded_scene import tell
from tutor.view import palette, sequence
from tutor.view.reserved import Plan

SAYS = {"process": "tutor", "conn": 1, "name": "ann"}


def lines(
    tape: Tape, step: int | None = None, width: int = 80, colour: bool = False, **look: Any
) -> list[str]:
    picture = sequence.render(tape.moment(step), width=width, **look)
    return drawn(picture, width=width, colour=colour).split("\n")


def ann() -> Tape:
    tape = Tape()
    tape.add(e.ServerStarted, versions={"daphne": "4.2"})
    tape.connect(1, "ann", layers=False)
    return tape


# ── what is bold, and two clocks ──


def test_the_step_and_what_led_to_it_are_bold_and_the_rest_is_dim() -> None:
    tape = three_tabs()
    shown = lines(tape, upto(tape, "client.received", 2), width=120, colour=True)
    bold = [line for line in shown if "\x1b[1m" in line or "\x1b[1;3" in line]
    words = ["message", "group_send", "chat.message", "message"]
    heads = 1
    assert [any(word in line for word in [words[at]]) for at, line in enumerate(bold[heads:])] == [
        True
    ] * 4
    assert all("\x1b[2" in line for line in shown[1:] if line not in bold)


def test_times_since_the_message_was_sent_stand_beside_those_of_the_scene() -> None:
    tape = three_tabs()
    shown = lines(tape, upto(tape, "group.sent"))
    assert shown[0].split()[:2] == ["ms", "◆1"]
    assert [line.split()[0] for line in shown[-3:-1]] == ["71.5", "72.2"]
    assert [line.strip("▶ ").split()[1] for line in shown[-3:]] == ["+0.0", "+0.8", "+2.2"]
    assert not any(line[9:16].strip() for line in shown[1:-3] if "──" not in line[:20])


def test_a_fact_of_no_message_has_one_clock() -> None:
    tape = three_tabs()
    assert "◆" not in "".join(lines(tape, upto(tape, "client.opened")))


def test_a_narrow_picture_has_one_clock() -> None:
    tape = three_tabs()
    shown = lines(tape, upto(tape, "group.sent"), width=71)
    assert not any("◆" in line or "+" in line for line in shown)


# ── the server ──


def refusal() -> Tape:
    tape = Tape()
    tape.add(e.ServerStarted, versions={"daphne": "4.2"})
    tape.add(e.ClientConnecting, **SAYS, url="/ws/", server="server 1")
    tape.add(e.ConnectionOpened, conn=1, path="/ws/")
    closed = tape.add(e.AppSent, conn=1, type="websocket.close", code=4001)
    cause = tape.add(e.ConnectionRefused, conn=1, cause=closed, code=4001)
    tape.add(e.ClientRefused, **SAYS, cause=cause, status=403)
    tape.add(e.AppReceived, conn=1, cause=closed, type="websocket.disconnect", code=1006)
    return tape


def test_what_the_server_makes_of_a_close_is_drawn_as_its_own() -> None:
    *_, closed, answered, told = lines(refusal())
    assert closed.endswith("Daphne ◀─ close 4001 ─┤")
    assert "│◀─ refused: HTTP 403 ─┤ Daphne" in answered
    assert "4001" not in answered
    assert told.endswith("Daphne ├─ disconnect 1006 ─▶│")


def test_a_wsgi_server_answers_under_its_own_name_whatever_it_has_imported() -> None:
    tape = Tape()
    tape.add(e.ServerStarted, versions={"daphne": "4.2"})
    dialled = tape.add(e.ClientConnecting, **SAYS, url="/ws/", server="server 1")
    tape.add(e.LogWritten, logger="django.server", level="WARNING", text='"GET /ws/" 404')
    tape.add(e.ClientRefused, **SAYS, cause=dialled, status=404)
    assert "HTTP 404 ─┤ WSGI server" in lines(tape)[-1]


def test_pings_and_pongs_are_between_the_client_and_the_server() -> None:
    tape = ann()
    tape.add(e.WireReceived, **SAYS, hex="89 00", text="··", size=2)
    tape.add(e.WireSent, **SAYS, hex="8a 80", text="··", size=2)
    *_, ping, pong = lines(tape)
    assert "│◀─ 89 00 ─┤ Daphne        │" in ping
    assert "├─ 8a 80 ─▶ Daphne         │" in pong


def test_the_bytes_of_the_step_are_all_there() -> None:
    tape = ann()
    tape.add(e.WireSent, **SAYS, hex="81 8c" + " 01" * 10, text="·" * 12, size=12)
    assert "81 8c" + " 01" * 10 in lines(tape, width=60)[-1]
    tape.add(e.SceneNoted, process="tutor", text="quiet")
    assert "81 8c 01 01 …" in lines(tape, width=60)[-2]


@pytest.mark.parametrize("width", [60, 24])
def test_where_there_is_no_room_the_words_stay(width: int) -> None:
    *_, closed, answered, told = lines(refusal(), width=width)
    shown = closed + answered + told
    assert all(word in shown for word in ("close", "refused", "disconnect"))


# ── what ends ──


def asks(name: str, **did: Any) -> str:
    """The arrow of a database call, with room for 26 cells, when another fact is current."""
    tape = ann()
    tape.add(e.DbFinished, conn=1, name=name, **did)
    tape.add(e.SceneNoted, process="tutor", text="quiet")
    return next(line for line in lines(tape, width=64) if name[:6] in line)


@pytest.mark.parametrize("height", [1, 2, 3])
def test_on_few_lines_the_row_of_the_step_is_there_though_its_words_are_cut(height: int) -> None:
    tape = ann()
    tape.add(e.AppSent, conn=1, type="websocket.send", text="x" * 99)
    shown = lines(tape, width=64, height=height)
    assert len(shown) == height
    assert [line for line in shown if line.startswith("▶") and "◁ x" in line] == shown[-1:]


def test_on_one_line_there_is_no_time_before_the_row_of_the_step() -> None:
    assert [line[0] for line in lines(stall(), height=1)] == ["▶"]


@pytest.mark.parametrize(
    ("name", "did", "arrow"),
    [
        ("save_all_that_was_read", {}, "├── save_all_that_was_read ──▶│"),
        ("save_all_that_was_read_in", {}, "├─ save_all_that_was_read_in ▶│"),
        ("save_all_that_was_read_out", {}, "├ save_all_that_was_read_out ▶│"),
        ("save_all_that_was_read_into", {}, "├ save_all_that_was_read_in… ▶│"),
        (
            "save_all_that_was_read_out",
            {"sql": ["SELECT 1 FROM chat"], "queries": 3},
            "├ save_all_that_was_read… +2 ▶│",
        ),
    ],
)
def test_an_arrow_gives_up_its_shaft_before_a_letter_of_its_words(
    name: str, did: dict[str, Any], arrow: str
) -> None:
    assert arrow in asks(name, **did)


def test_the_head_of_an_arrow_to_the_left_is_beside_the_words_that_fill_it() -> None:
    tape = ann()
    tape.add(e.AppSent, conn=1, type="websocket.send", text="x" * 99)
    tape.add(e.SceneNoted, process="tutor", text="quiet")
    row = next(line for line in lines(tape, width=64) if "xxx" in line)
    assert ("◁ x" in row, "x… ┤" in row) == (True, True)


def test_a_lifeline_that_dies_is_shown_dying() -> None:
    tape = ann()
    tape.add(e.HandlerFailed, conn=1, error="ValueError: no")
    tape.add(e.ConnectionClosed, conn=1, error="ValueError: no")
    tape.add(e.SceneNoted, process="tutor", text="quiet")
    tape.add(e.ClientClosed, **SAYS, by="server", code=1011)
    shown = lines(tape)
    assert "✗ ValueError: no" in shown[-3]
    assert "close 1011" in shown[-1]
    tape.add(e.ClientClosed, process="tutor", conn=1, name="ann", by="server", code=1011)
    assert palette.GONE == "dim red"
    assert "\x1b[2;31m#1" in lines(tape, colour=True)[0]


def test_a_cross_marks_the_end_of_a_lifeline_that_has_failed() -> None:
    tape = ann()
    tape.add(e.ConnectionClosed, conn=1, error="ValueError: no")
    tape.add(e.GroupSent, process="server 2", type="a.b")
    assert lines(tape)[-1].count("✗") == 1
    quiet = ann()
    quiet.add(e.ConnectionClosed, conn=1)
    quiet.add(e.GroupSent, process="server 2", type="a.b")
    assert "✗" not in lines(quiet)[-1]


# ── time ──


def stall(*, known: bool = True) -> Tape:
    tape = ann()
    tape.connect(2, "ben", layers=False)
    tape.add(e.HandlerStarted, conn=1, name="sleep", instance=1)
    tape.add(e.ClientSent, process="tutor", conn=2, name="ben", text="echo")
    tape.add(e.LoopStalled, after=978, ms=977 if known else 120, where="stall.py:9 get")
    return tape


def test_a_stall_is_as_long_as_it_was_and_shows_who_waited() -> None:
    waits = [line for line in lines(stall(), width=100) if line.startswith("  ┊")]
    assert [line[:10].split() for line in waits] == [["┊", "978", "ms"], ["┊"], ["┊"], ["┊"]]
    assert all((line.count("┃"), line.count("▒")) == (1, 1) for line in waits)


def test_a_lifeline_is_not_said_to_stand_still_before_that_is_known() -> None:
    tape = stall()
    tape.add(e.SceneNoted, process="tutor", text="quiet")
    assert "▒" not in "".join(lines(stall(known=False), width=100))


def test_of_two_busy_consumers_the_last_one_holds_the_loop() -> None:
    tape = ann()
    tape.connect(2, "ben", layers=False)
    for conn in (1, 2):
        tape.add(e.HandlerStarted, conn=conn, name="sleep", instance=conn)
    tape.add(e.LoopStalled, after=978, ms=977)
    wait = next(line for line in lines(tape, width=100) if line.startswith("  ┊"))
    assert 0 < wait.index("▒") < wait.index("┃")


def test_a_gap_without_room_is_one_row_and_one_with_some_says_how_many_it_is_worth() -> None:
    assert sum(line.startswith("  ┊") for line in lines(stall(), height=6)) == 1
    told = [line for line in lines(stall(), height=13) if line.startswith("  ┊")]
    assert [line.split()[1] for line in told[1:] if len(line.split()) > 1][-1:] == ["×4"]


def test_an_arrow_that_came_late_stays_dashed() -> None:
    tape = ann()
    sent = tape.add(e.AppSent, conn=1, type="websocket.send", text="hi")
    tape.add(e.ClientReceived, after=904, **SAYS, cause=sent, text="hi")
    assert "◀╌" in lines(tape)[-1]


def test_the_units_of_a_finished_recording_are_those_of_its_longest_gap() -> None:
    tape = ann()
    tape.add(e.SceneNoted, after=400, process="tutor", text="a")
    first = tape.last
    tape.add(e.SceneNoted, after=978, process="tutor", text="b")
    moment = tape.moment(first)
    for plan, rows in ((None, 4), (Plan(moment.timeline), 2)):
        shown = drawn(sequence.render(moment, width=80, plan=plan), width=80).split("\n")
        assert sum(line.startswith("  ┊") for line in shown) == rows


# ── rounds ──


def rounds(count: int, *beats: Any) -> Timeline:
    tape = Tape()
    tape.server()
    for conn in range(1, count + 1):
        tape.connect(conn, f"v{conn}", layers=False, group=f"g{conn}")
        tape.add(e.SceneNoted, process="tutor", text=f"round {conn}")
    return tell(lessons.scene(beats=beats), tape.events).timeline


def of(timeline: Timeline, step: int | None = None, **look: Any) -> list[str]:
    moment = timeline.moment(len(timeline) if step is None else step)
    look = {"width": 80, "plan": Plan(timeline), **look}
    return drawn(sequence.render(moment, **look), width=80).split("\n")


def said(shown: list[str]) -> list[str]:
    """The words of the rules."""
    return [line[12:].split(" ─")[0] for line in shown if line[9:11] == "──"]


def test_earlier_rounds_fold_to_what_the_scene_notes_at_their_ends() -> None:
    shown = of(rounds(3), height=8)
    assert said(shown) == ["round 1", "round 2", "round 3"]
    assert sum("accept" in line for line in shown) == 1


def test_while_there_is_room_earlier_rounds_stay() -> None:
    assert sum("accept" in line for line in of(rounds(3), height=24)) == 3


def test_a_round_of_lifelines_without_columns_folds_with_room_or_without() -> None:
    shown = of(rounds(6), height=24)
    assert 0 < sum("accept" in line for line in shown) < 6
    assert sum("── round" in line for line in shown) == 6


def test_a_round_has_the_title_that_the_text_gives_it() -> None:
    beats = [
        lessons.beat(f"connection.accepted nth={number}", "So.", round=f"Title {number}")
        for number in (1, 2)
    ]
    run = rounds(2, *beats)
    second = next(fact.seq for fact in run.events if fact.conn == 2)
    assert sum("Title" in line for line in of(run, second - 1)) == 1
    shown = of(run, height=6)
    assert said(shown)[-2:] == ["Title 2", "round 2"]


def test_where_a_text_is_read_a_round_is_named_once() -> None:
    beats = [lessons.beat("client.connecting", "So.", round="A visitor")]
    run = rounds(1, *beats)
    accepted = next(fact.seq for fact in run.events if fact.kind == "connection.accepted")
    assert said(of(run, since=0))[-2:] == ["A visitor", "round 1"]
    assert said(of(run, since=accepted - 1)) == ["round 1"]
    opened = next(fact.seq for fact in run.events if fact.kind == "connection.opened")
    assert "handshake" in "".join(of(run, opened, since=opened - 1))
    assert said(of(run, opened, since=opened - 1)) == []


def test_the_title_of_a_round_that_goes_on_stays_above_it() -> None:
    tape = ann()
    for number in range(300):
        tape.add(e.AppSent, conn=1, type="websocket.send", text="abc"[number % 3] * 9)
    told = tell(
        lessons.scene(beats=(lessons.beat("client.connecting", "So.", round="A flood"),)),
        tape.events,
    )
    shown = of(told.timeline, height=12)
    assert "── A flood ──" in shown[1]


def test_servers_that_stop_together_are_one_line() -> None:
    tape = ann()
    for name in ("server 1", "server 2"):
        tape.add(e.ServerStopped, process=name, how="stopped")
    tape.add(e.SceneFinished, process="tutor")
    assert "server 1 and server 2 stopped" in lines(tape)[-2]


def test_in_ascii_all_of_it_is_ascii() -> None:
    tape = stall()
    shown = lines(tape, width=100, ascii=True)
    assert all(line.isascii() for line in shown)
    assert any("%" in line for line in shown)


def test_names_are_whole_however_many_there_are() -> None:
    tape = Tape()
    names = [f"a visitor from {place}" for place in ("Bonn", "Kyoto", "Quito")]
    for conn, name in enumerate(names, start=1):
        tape.connect(conn, name, layers=False)
    head = "\n".join(lines(tape, width=60)[:4])
    assert all(name in head for name in names)


def test_names_without_room_in_four_rows_follow_each_other_in_the_fullest() -> None:
    tape = Tape()
    for conn in range(1, 4):
        tape.connect(conn, f"a visitor who is called {conn}", layers=False)
    for width in (30, 40):
        assert all(len(line) <= width for line in lines(tape, width=width))
