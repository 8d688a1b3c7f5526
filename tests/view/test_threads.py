"""Who runs where."""

from __future__ import annotations

from typing import Any

from syrupy.assertion import SnapshotAssertion

from tests.view.tape import Tape, drawn
from tutor.core import events as e
from tutor.view import threads

POOL = "ThreadPoolExecutor-0_0"


def picture(tape: Tape, step: int | None = None, width: int = 80, **look: Any) -> str:
    return drawn(threads.render(tape.moment(step), width=width, **look), width=width)


def queue_for_one_thread() -> Tape:
    """Two consumers want the same thread, and then something stops the loop."""
    tape = Tape()
    for conn in (1, 2):
        tape.add(
            e.HandlerStarted, conn=conn, name="websocket_receive", instance=conn,
            thread="MainThread",
        )  # fmt: skip
    first = tape.add(e.DbStarted, conn=1, name="save")
    second = tape.add(e.DbStarted, conn=2, name="save")
    tape.add(e.DbFinished, after=50, conn=1, cause=first, name="save", thread=POOL)
    tape.add(e.ThreadEntered, conn=2, cause=second, name="save", thread=POOL, waited=50)
    tape.add(e.DbFinished, after=40, conn=2, cause=second, name="save", thread=POOL)
    tape.add(e.HandlerFinished, conn=1, name="websocket_receive", instance=1)
    job = tape.add(e.ThreadEntered, name="resize", thread="asyncio_0")
    tape.add(e.ThreadLeft, after=5, cause=job, name="resize", thread="asyncio_0")
    tape.add(e.LoopStalled, after=30, ms=25.0)
    return tape


def test_work_stands_as_bars_on_one_axis(snapshot: SnapshotAssertion) -> None:
    assert picture(queue_for_one_thread()) == snapshot


def test_bars_in_ascii_on_a_narrow_screen(snapshot: SnapshotAssertion) -> None:
    assert picture(queue_for_one_thread(), width=40, ascii=True) == snapshot


def test_a_call_that_is_not_back_runs_in_a_thread_not_known_yet() -> None:
    lines = picture(queue_for_one_thread(), step=3).split("\n")
    assert (lines[-2], lines[-1].split()[:2]) == ("  a thread", ["▶", "save"])


def test_what_waited_begins_when_its_turn_comes() -> None:
    tape = queue_for_one_thread()
    [work] = [s for s in threads.spans(tape.events) if s.label == "save" and 7 in s.seqs]
    wait = next(span for span in threads.spans(tape.events) if span.waiting)
    assert (work.begun, work.thread) == (wait.ended, POOL)


def test_work_stands_under_the_name_of_its_thread() -> None:
    lines = picture(queue_for_one_thread(), step=9).split("\n")
    names = [line.split()[0] for line in lines if not line[2:].startswith("  ")]
    assert names == ["MainThread", POOL, "asyncio_0"]
    assert [line.split()[0] for line in lines[1:3]] == ["#1", "#2"]


def test_a_thread_keeps_its_place_whatever_ran_in_it_last() -> None:
    tape = queue_for_one_thread()
    tape.add(e.HandlerStarted, conn=3, name="websocket_receive", instance=3, thread="MainThread")
    lines = picture(tape).split("\n")
    assert (lines[0], lines[3].split()[:3]) == ("  MainThread", ["▶", "#3", "receive"])


def test_what_failed_says_so() -> None:
    tape = Tape()
    call = tape.add(e.DbStarted, conn=1, name="save")
    tape.add(e.DbFinished, after=2, conn=1, cause=call, name="save", thread=POOL, error="KeyError")
    assert picture(tape).endswith(" 2.0 ms failed")
    tape.add(e.HandlerStarted, conn=1, name="tick", instance=1, thread="MainThread")
    tape.add(e.HandlerFailed, after=1, conn=1, name="tick", instance=1, error="KeyError")
    assert picture(tape).split("\n")[1].endswith(" 1.0 ms failed")


def test_the_axis_is_that_of_the_latest_work() -> None:
    tape = Tape()
    for number in range(30):
        job = tape.add(e.ThreadEntered, name=f"job {number}", thread=POOL)
        tape.add(e.ThreadLeft, after=5, cause=job, name=f"job {number}", thread=POOL)
    lines = picture(tape, height=26).split("\n")
    assert len(lines) == 17
    assert "job 14 " in lines[1]
    assert "job 29 " in lines[-1]


def test_two_servers_are_told_apart() -> None:
    tape = Tape()
    for process in ("server 1", "server 2"):
        tape.add(e.HandlerStarted, conn=1, process=process, name="x", thread="MainThread")
    assert "MainThread·s2" in picture(tape)


def test_an_end_whose_beginning_was_lost_is_left_out() -> None:
    tape = Tape()
    tape.add(e.DbFinished, name="save", thread=POOL)
    assert "has run yet" in picture(tape)


def test_only_the_latest_rows_fit() -> None:
    tape = queue_for_one_thread()
    assert [line.split()[0] for line in picture(tape, height=4).split("\n")] == [
        *("MainThread", "#2", "event", "▶"),
    ]


def test_what_ends_at_this_step_has_a_row_however_long_ago_it_began() -> None:
    tape = Tape()
    tape.add(e.HandlerStarted, conn=1, name="tick", instance=1, thread="MainThread")
    for number in range(30):
        job = tape.add(e.ThreadEntered, name=f"job {number}", thread=POOL)
        tape.add(e.ThreadLeft, after=5, cause=job, name=f"job {number}", thread=POOL)
    assert "    #1 tick " in picture(tape, height=5), "it still goes on"
    tape.add(e.HandlerFinished, conn=1, name="tick", instance=1)
    assert "▶   #1 tick " in picture(tape, height=5)


def test_bars_give_way_to_the_words_of_this_step_and_other_words_are_cut() -> None:
    tape = Tape()
    for name in ("ConversationQuerySet.aget_or_create", "AnotherQuerySet.aget_or_create"):
        cause = tape.add(e.DbStarted, conn=1, name=name)
        tape.add(e.DbFinished, conn=1, cause=cause, name=name, thread="ThreadPoolExecutor-0_0")
    _, first, second = picture(tape, width=60).split("\n")
    assert "▶   AnotherQuerySet.aget_or_create " in second
    assert "…" in first
    assert second.removesuffix(" ms").rstrip("0123456789. ").endswith("━")


def test_where_rows_fold_the_newest_stay() -> None:
    tape = Tape()
    for number in range(3):
        name = f"ConversationQuerySet.afirst_of_all_{number}"
        job = tape.add(e.ThreadEntered, name=name, thread=POOL)
        tape.add(e.ThreadLeft, cause=job, name=name, thread=POOL)
    text = picture(tape, width=40, height=3)
    assert text.split("\n")[1].startswith("▶")
    assert len(text.split("\n")) <= 3


def test_a_bar_at_the_very_end_stands_in_the_last_column() -> None:
    tape = queue_for_one_thread()
    tape.add(e.DbStarted, conn=1, name="save", after=5)
    lines = picture(tape, width=60).split("\n")
    assert lines[-1].index("▷") == lines[2].index("▷"), "where the handler's bar ends, too"


def test_the_thread_of_one_of_several_servers_is_whole_beside_a_long_name() -> None:
    tape = Tape()
    for number in (1, 2):
        tape.add(
            e.ThreadEntered,
            process=f"server {number}",
            conn=number,
            name="ConversationQuerySet.aget_or_create",
            thread="ThreadPoolExecutor-0_0",
        )
    lines = picture(tape).split("\n")
    assert lines[::2] == ["  ThreadPoolExecutor-0_0·s1", "  ThreadPoolExecutor-0_0·s2"]
    assert "ConversationQuerySet.aget_or_create " in lines[1]
