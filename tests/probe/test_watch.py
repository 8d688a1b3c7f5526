"""Who writes: the loop in time, the watch what the loop leaves."""

from __future__ import annotations

import asyncio
import gc
import threading
import time

import pytest

from tests.probe.test_outbox import outbox, parsed, read, record, wire
from tutor.probe.outbox import Outbox
from tutor.probe.places import Places
from tutor.probe.probe import Probe
from tutor.probe.queue import Queue, records
from tutor.probe.report import Facts
from tutor.probe.watch import BEAT, Watch

__all__ = ["wire"]

LATER = 1 << 62  # monotonic nanoseconds


def written(theirs) -> list[int]:
    """The numbers of the records in the next line."""
    return [r[1] for r in read(theirs, 1)[0]]


# ── the loop ────────────────────────────────────────────────────────────────────────────────


async def test_the_loop_writes_by_itself_and_no_watch_is_woken_twice(wire):
    ours, theirs = wire
    box = outbox(ours)
    box.idle = False  # a watch looks by itself
    box.follow(asyncio.get_running_loop())
    for number in (1, 2):
        box.queue.put(record(number))
    assert await asyncio.to_thread(written, theirs) == [1, 2]
    assert not box.nudge.is_set()
    box.queue.put(record(3))
    assert await asyncio.to_thread(written, theirs) == [3]


async def test_a_timer_waits_for_a_younger_batch(wire):
    box = outbox(wire[0])
    box.follow(asyncio.get_running_loop())
    box.queue.put(record(1))
    box.queue.due = time.monotonic_ns() + 10**9  # the batch that the timer was for has been written
    box._timely()
    assert (box._timer, box.is_waiting) == (True, True)
    box.queue.due = time.monotonic_ns()
    box._timely()
    assert written(wire[1]) == [1]


async def test_the_timer_of_a_batch_that_has_been_written_writes_nothing(wire):
    box = outbox(wire[0])
    box.follow(asyncio.get_running_loop())
    box.queue.put(record(1))
    box.flush()
    while box._timer:
        await asyncio.sleep(0.001)
    assert not box.is_waiting


def test_a_closed_loop_is_left_to_the_watch(wire):
    box = outbox(wire[0])
    box.idle = False
    loop = asyncio.new_event_loop()
    box.follow(loop)
    loop.close()
    box.queue.put(record(1))
    assert (box._loop, box.is_waiting, box.faults) == (None, True, 0)
    box.nudge.clear()
    box.flush()
    box.queue.put(record(2))
    assert box.nudge.is_set(), "nobody else would write it"


async def test_what_a_long_turn_tells_last_is_written_when_it_ends(wire):
    box = outbox(wire[0])
    box.follow(asyncio.get_running_loop())
    box.queue.put(record(1))
    box.queue.due = 1  # the turn takes longer than a batch may wait
    for number in (2, 3):
        box.queue.put(record(number))
    assert (box.is_waiting, written(wire[1])) == (True, [1, 2])
    await asyncio.sleep(0)
    assert (box.is_waiting, written(wire[1])) == (False, [3])
    box.queue.put(record(4))
    box.queue.due = LATER  # whatever the machine is busy with
    await asyncio.sleep(0)
    assert box.is_waiting, "a short turn: there is time"


def test_who_is_late_waits_for_the_thread_that_is_writing(wire, monkeypatch):
    monkeypatch.setattr("tutor.probe.outbox.MOMENT", 5.0)
    box = outbox(wire[0])
    box.queue.put(record(1))
    box.queue.due = 1
    with box._writing:  # in the hands of a thread that waits for the GIL
        late = threading.Thread(target=box.queue.put, args=(record(2),))
        late.start()
        late.join(0.1)
        assert late.is_alive()
    late.join(5)
    assert (box.is_waiting, written(wire[1])) == (False, [1, 2])


def test_a_pause_of_the_collector_waits_for_nobody(wire, monkeypatch):
    box, waits = outbox(wire[0]), []
    box.queue.put(record(1))
    monkeypatch.setattr(box, "flush", lambda patience=0.0: waits.append(patience))
    box.before_pause("start", {"generation": 2})
    assert waits == [0.0], "perhaps this very thread is writing"


def test_a_long_turn_of_a_closed_loop_is_left_to_the_watch(wire):
    box = outbox(wire[0])
    loop = asyncio.new_event_loop()
    box.follow(loop)
    box.queue.put(record(1))
    loop.close()
    box.queue.due = 1
    box.queue.put(record(2))
    assert (box._loop, box._soon, box.faults, written(wire[1])) == (None, False, 0, [1, 2])


def test_where_nothing_is_told_what_is_due_is_written(wire):
    box = outbox(wire[0])
    box.queue.check()
    assert not box.is_waiting, "there is nothing"
    box.queue.put(record(1))
    box.queue.due = LATER
    box.queue.check()
    assert box.is_waiting, "it is not due"
    box.queue.due = 1
    box.queue.check()
    assert (box.is_waiting, written(wire[1])) == (False, [1])


@pytest.mark.parametrize(("overdue", "long"), [(2_000_000, 1), (8_000_000, 2)])
def test_what_waits_is_written_before_a_long_pause(wire, overdue, long):
    box = outbox(wire[0])
    box.overdue = overdue
    box.queue.put(record(1))
    for phase, generation in (("start", 0), ("start", long - 1), ("stop", 2)):
        box.before_pause(phase, {"generation": generation})
    assert box.is_waiting
    box.before_pause("start", {"generation": long})
    assert (box.is_waiting, written(wire[1])) == (False, [1])


def test_the_garbage_collector_is_let_go():
    before = list(gc.callbacks)
    probe = Probe(None)
    probe.observe()
    assert probe.outbox.before_pause in gc.callbacks
    probe.close()
    assert gc.callbacks == before


# ── other threads ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def watch(wire):
    """A running watch on one end of the wire."""
    made = Watch(Facts(1, Places()), outbox(wire[0]))
    made.start()
    yield made
    made.stop()


async def test_a_record_of_another_thread_is_written_by_the_watch(watch, wire):
    watch.follow(asyncio.get_running_loop())
    for number in range(1, 6):
        await asyncio.to_thread(watch.outbox.queue.put, record(number))
        assert await asyncio.to_thread(written, wire[1]) == [number]


def test_nothing_of_many_threads_is_lost_or_doubled(watch, wire):
    def put(first):
        for number in range(first, first + 2000):
            watch.outbox.queue.put(record(number))
            if number % 100 == 0:
                time.sleep(0.001)

    threads = [threading.Thread(target=put, args=[n * 2000]) for n in range(4)]
    for thread in threads:
        thread.start()
    seen = []
    with wire[1].makefile("rb") as lines:
        while len(seen) < 8000:
            seen += [r[1] for r in read_line(lines)]
    for thread in threads:
        thread.join()
    assert sorted(seen) == list(range(8000))


def read_line(lines):
    return parsed(lines.readline())


def test_a_loop_that_stands_still_is_written_for(watch, wire):
    async def stand():
        watch.follow(asyncio.get_running_loop())
        watch.outbox.queue.put(record(1))
        return written(wire[1])  # blocks the loop

    assert asyncio.run(stand()) == [1]


async def test_a_watch_that_has_stopped_lets_the_loop_go(watch):
    loop = asyncio.get_running_loop()
    watch.follow(loop)
    watch.stop()
    before = watch._beat
    watch._turned(loop)
    assert watch._beat == before


def test_a_loop_that_is_over_is_watched_no_more(watch):
    async def follow():
        watch.follow(asyncio.get_running_loop())

    asyncio.run(follow())
    limit = time.monotonic() + 20
    while watch._loop is not None and time.monotonic() < limit:
        time.sleep(0.01)
    assert watch._loop is None


# ── silence and the end ─────────────────────────────────────────────────────────────────────


def test_a_silent_outbox_keeps_nobody_awake(wire):
    box = outbox(wire[0])
    box.queue.put(record(1))
    box.fall_silent()
    box.queue.put(record(2))
    assert (box.is_waiting, len(box.queue.items)) == (False, 0)


def test_the_end_waits_for_the_thread_that_is_writing(wire):
    ours, theirs = wire
    box = outbox(ours)
    box.queue.put(record(1))
    box._writing.acquire()  # somebody has the batch in his hands …
    batch = box.queue.take()
    closing = threading.Thread(target=box.close)
    closing.start()
    time.sleep(0.1)
    ours.send(box._lines(batch)[0])  # … and writes it at last
    box._writing.release()
    closing.join()
    assert written(theirs) == [1]


def test_an_outbox_without_a_socket_takes_and_forgets():
    box = Outbox(None, Queue(), int)
    for number in range(3):
        box.queue.put(record(number))
    assert (len(box.queue.items), box.is_waiting) == (0, False)


def test_a_stall_is_what_the_turn_took_beyond_its_time(watch, monkeypatch):
    told = []
    monkeypatch.setattr(watch.facts, "tell_of", lambda *fact: told.append(fact[2:]))
    monkeypatch.setattr("tutor.probe.watch.time.monotonic_ns", lambda: 10**10)
    loop = asyncio.new_event_loop()
    watch._loop, watch._beat, watch._where = loop, 9 * 10**9, "stall.py:3 receive"
    watch._turned(loop)
    loop.close()
    assert told == [("loop.stalled", 1000 - BEAT * 1000, "stall.py:3 receive")]


@pytest.mark.parametrize(("where", "told"), [("stall.py:3 receive", 1), ("", 0)])
def test_a_stall_that_has_not_ended_is_told_before_a_death(watch, monkeypatch, where, told):
    monkeypatch.setattr("tutor.probe.watch.time.monotonic_ns", lambda: 10**10)
    watch._beat, watch._where = 9 * 10**9, where
    watch.tell_standing()
    found = [record[-2:] for record in records(watch.facts.queue.items)]
    assert found == [[1000 - BEAT * 1000, where]] * told
