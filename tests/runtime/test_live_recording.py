"""A recording that grows: what is settled when, who is told, what is kept, what comes late."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.test_link import hello
from tutor.core.assemble import LIVE, assemble
from tutor.core.events import SceneNoted
from tutor.runtime.fact_intake import Facts
from tutor.runtime.link import Link
from tutor.runtime.live_recording import EVERY, MOST, STRIDE, SURPLUS, LiveRecording
from tutor.runtime.processes.session import Session
from tutor.runtime.stage.director import record
from tutor.runtime.stage.open_stage import open_stage

MS = 1_000_000
SOURCE = 5
ROOT = Path(__file__).resolve().parents[2]


def noted(number: int, at: int, text: str = "x", source: int = SOURCE) -> list[Any]:
    return ["scene.noted", source << 32 | number, at, 0, 0, text]


def texts(live: LiveRecording) -> list[str]:
    return [event.text for event in live.timeline.events if isinstance(event, SceneNoted)]


# ── one turn after the other


def test_a_fact_is_settled_once_it_has_waited() -> None:
    facts = Facts()
    live = LiveRecording(facts)
    facts.add("server 1", [noted(1, at=1_000)])
    assert not live.turn(now=1_000 + LIVE - 1)
    assert not live.timeline.events
    live.turn(now=1_000 + LIVE)
    assert texts(live) == ["x"], "time alone settles it: nothing else has come"


def test_an_earlier_fact_that_comes_in_time_stands_before() -> None:
    facts = Facts()
    live = LiveRecording(facts)
    facts.add("server 1", [noted(1, at=30 * MS, text="second")])
    live.turn(now=31 * MS)
    facts.add("server 2", [noted(1, at=10 * MS, text="first", source=6)])
    while live.turn(now=90 * MS):
        pass
    assert texts(live) == ["first", "second"]
    assert (live.late, live.late_count) == (set(), 0)


def test_a_fact_that_comes_too_late_is_appended_counted_and_marked() -> None:
    facts = Facts()
    live = LiveRecording(facts)
    facts.add("server 1", [noted(1, at=30 * MS, text="second")])
    live.turn(now=70 * MS)
    live.turn(now=90 * MS)
    given = list(live.timeline.events)
    facts.add("server 2", [noted(1, at=10 * MS, text="first", source=6)])
    live.turn(now=130 * MS)
    assert texts(live) == ["second", "first"]
    assert list(live.timeline.events)[:1] == given
    assert (live.late, live.late_count) == ({2}, 1)


def test_what_cannot_be_read_is_dropped_and_counted() -> None:
    facts = Facts()
    live = LiveRecording(facts)
    facts.add("server 1", [noted(1, at=1), ["scene.noted", 5 << 32 | 2, 1, 0, 0, 7], noted(1, 1)])
    facts.add_damaged("server 1")
    live.close()
    assert texts(live) == ["x"]
    assert live.dropped == 3, "a text that is a number, an id that came twice, a line"


def test_a_cause_that_never_came_is_counted() -> None:
    facts = Facts()
    live = LiveRecording(facts)
    facts.add("server 1", [["scene.noted", SOURCE << 32 | 2, 1, 0, SOURCE << 32 | 1, "x"]])
    live.close()
    assert (live.lost_causes, live.timeline.events[0].cause) == (1, None)


def test_of_many_records_a_turn_takes_some_and_says_that_there_are_more() -> None:
    facts = Facts()
    live = LiveRecording(facts)
    for start in range(1, 2 * MOST + 2, MOST):
        facts.add("server 1", [noted(n, at=facts.last) for n in range(start, start + MOST)])
    now = facts.last + LIVE
    sizes = []
    while live.turn(now):
        sizes.append(live._taken)
    assert sizes[:2] == [MOST, 2 * MOST]
    assert live._taken == facts.count == 3 * MOST
    while live.turn(now):
        pass
    assert (len(live.timeline), live.late_count) == (3 * MOST, 0)


def test_after_a_pause_time_goes_on_in_strides() -> None:
    """A loop that stood still reads a part of what was sent meanwhile before each turn."""
    facts = Facts()
    live = LiveRecording(facts)
    begun = 1_000 * MS
    live.turn(begun)
    now, turns = begun + 1_000 * MS, 1
    facts.add("server 1", [noted(1, at=begun + 100 * MS, text="second")])
    assert live.turn(now), "one turn is not enough"
    facts.add("server 2", [noted(1, at=begun + 90 * MS, text="first", source=6)])
    while live.turn(now):
        turns += 1
    assert 3 < turns < 20
    assert (texts(live), live.late_count) == (["first", "second"], 0)


def test_a_turn_that_is_hardly_behind_is_enough() -> None:
    live = LiveRecording(Facts())
    live.turn(1_000 * MS)
    assert not live.turn(1_000 * MS + STRIDE)
    assert live.turn(1_000 * MS + 2 * STRIDE + 1)
    assert not live.turn(1_000 * MS + 2 * STRIDE + 1)


def test_turns_that_stay_behind_grow_until_they_catch_up() -> None:
    """Each turn takes longer than a stride, as with a slow picture: the lag must not grow."""
    live, now, lags = LiveRecording(Facts()), 1_000 * MS, []
    live.turn(now)
    for _ in range(60):
        now += 2 * STRIDE
        live.turn(now)
        lags.append(now - live._now)
    assert max(lags) < 10 * STRIDE
    assert 0 in lags[10:]


def test_it_may_begin_after_the_facts() -> None:
    facts = Facts()
    for number in range(3):
        facts.emit("scene.noted", text=str(number))
    live = LiveRecording(facts)
    live.close()
    assert texts(live) == ["0", "1", "2"]


def test_closing_gives_the_rest_once() -> None:
    facts = Facts()
    live = LiveRecording(facts)
    facts.emit("scene.started", schema=1, lesson="l", scene="s", layer="", versions={})
    facts.emit("scene.finished")
    live.close()
    kinds = [event.kind for event in live.timeline.events]
    assert kinds == ["scene.started", "scene.finished"]
    facts.emit("scene.noted", text="after")
    live.close()
    assert (len(live.timeline), live.is_over) == (2, True)


def test_sources_are_known_to_the_assembler_until_their_last_record() -> None:
    facts = Facts()
    live = LiveRecording(facts)
    facts.expect(SOURCE)
    facts.add("server 1", [noted(n, at=n) for n in range(1, MOST + 2)])
    facts.end(SOURCE)
    live.turn(facts.last)
    assert SOURCE in live._assembler._newest, "it has ended, and one of its records is not taken"
    live.turn(facts.last)
    assert SOURCE not in live._assembler._newest


# ── the ring


def test_a_ring_keeps_the_newest_events_and_records() -> None:
    facts, keep = Facts(), 1_000
    live = LiveRecording(facts, keep=keep)
    total = 4 * SURPLUS
    for number in range(1, total + 1):
        facts.add("server 1", [noted(number, at=number * MS, text=str(number))])
        live.turn(now=number * MS + LIVE)
        assert len(facts.records) <= keep + SURPLUS
    assert (len(live.timeline), facts.count) == (total, total)
    assert keep <= len(live.timeline.events) < keep + 256
    assert texts(live)[-1] == str(total)
    assert keep <= len(facts.records)


def test_a_ring_forgets_the_marks_of_what_it_forgets() -> None:
    facts = Facts()
    live = LiveRecording(facts, keep=256)
    facts.add("server 1", [noted(1, at=200 * MS)])
    live.turn(now=300 * MS)
    facts.add("server 1", [noted(2, at=1)])
    for number in range(3, 1_000):
        facts.add("server 1", [noted(number, at=(number + 300) * MS)])
        live.turn(now=(number + 300) * MS + LIVE)
    assert live.timeline.first > 2
    assert (live.late, live.late_count) == (set(), 1)


def test_without_a_ring_all_is_kept() -> None:
    facts = Facts()
    live = LiveRecording(facts)
    facts.add("server 1", [noted(n, at=n) for n in range(1, 3_000)])
    live.close()
    assert len(live.timeline.events) == len(facts.records) == 2_999


# ── watching


async def test_watchers_are_told_that_it_has_grown_and_not_that_time_has_passed() -> None:
    facts, told = Facts(), []
    async with LiveRecording(facts) as live:
        leave = live.watch(lambda: told.append(len(live.timeline)))
        facts.emit("scene.noted", text="one")
        await asyncio.sleep(0.2)
        assert told == [1]
        leave()
        leave()
        facts.emit("scene.noted", text="two")
        assert await live.caught_up() == 2
    assert told == [1]


async def test_a_watcher_that_fails_is_reported_and_stops_nothing() -> None:
    reported: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: reported.append(told))
    facts, told = Facts(), []
    async with LiveRecording(facts) as live:
        live.watch(lambda: 1 // 0)  # type: ignore[arg-type,return-value]
        live.watch(lambda: told.append(len(live.timeline)))
        for text in ("one", "two"):
            facts.emit("scene.noted", text=text)
            await live.caught_up()
    assert told[:2] == [1, 2]
    assert all(isinstance(each["exception"], ZeroDivisionError) for each in reported)
    assert reported


async def test_steps_are_given_until_it_is_over() -> None:
    facts, seen = Facts(), []

    async def read(live: LiveRecording) -> None:
        seen.extend([step async for step in live.steps()])

    async with LiveRecording(facts) as live:
        reading = asyncio.create_task(read(live))
        for text in ("one", "two"):
            facts.emit("scene.noted", text=text)
            await live.caught_up()
        facts.emit("scene.noted", text="three")
    await reading
    assert seen == [1, 2, 3]
    assert [step async for step in live.steps(since=2)] == [3], "it is over: what there is"


async def test_caught_up_is_everything_until_now_and_takes_no_longer_than_it_must() -> None:
    facts = Facts()
    async with LiveRecording(facts) as live:
        await asyncio.sleep(0.05)
        facts.emit("scene.noted", text="now")
        begun = time.monotonic()
        assert await live.caught_up() == 1
        assert time.monotonic() - begun >= LIVE / 1e9
    assert await live.caught_up() == 1, "it is over"


async def test_what_ends_the_recording_is_told_to_who_waits_and_to_who_closes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> bool:
        raise ZeroDivisionError

    live = LiveRecording(Facts())
    monkeypatch.setattr(live, "turn", fail)
    waiting: list[BaseException] = []

    async def run() -> None:
        async with live:
            with pytest.raises(ZeroDivisionError) as told:
                await asyncio.wait_for(live.caught_up(), 5)
            waiting.append(told.value)

    with pytest.raises(ZeroDivisionError):
        await run()
    assert waiting


async def test_an_error_inside_is_not_hidden_and_the_rest_is_taken() -> None:
    facts = Facts()
    live = LiveRecording(facts)

    async def run() -> None:
        async with live:
            facts.emit("scene.noted", text="so far")
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        await run()
    assert (texts(live), live.is_over) == (["so far"], True)


# ── with what is real


class Telling(threading.Thread):
    """A process that tells `count` facts in 0.3 s, each with a text of so many characters."""

    def __init__(self, link: Link, source: int, facts: Facts, count: int, size: int = 1) -> None:
        super().__init__()
        host, _, port = link.address.partition(":")
        self.address, self.source = (host, int(port)), source
        self.count, self.text = count, "x" * size
        self.peer = link.expect(f"server {source}", source, facts)
        self.start()

    def run(self) -> None:
        with socket.create_connection(self.address) as sock:
            sock.sendall(hello(self.peer))
            for part in range(60):
                at = time.monotonic_ns()
                numbers = range(part * self.count // 60 + 1, (part + 1) * self.count // 60 + 1)
                batch = [item for n in numbers for item in noted(n, at, self.text, self.source)]
                sock.sendall(json.dumps(batch).encode() + b"\n")
                time.sleep(0.005)


@pytest.mark.parametrize(("count", "size"), [(12_000, 40), (600, 2_000)])
async def test_a_loop_that_stood_still_makes_nothing_late(count: int, size: int) -> None:
    """Two servers go on telling while the tutor paints; what they told is read before it is due.

    1.2 MB wait in a socket then, and 256 KiB of them are read at a time.
    """
    link, facts = Link(), Facts()
    await link.start()
    async with LiveRecording(facts) as live:
        await asyncio.sleep(2 * EVERY)
        many, few = Telling(link, 1, facts, count, size), Telling(link, 2, facts, 60)
        await facts.until(lambda: facts.kinds["server.started"] == 2, 5)
        for telling in (many, few):  # the loop stands still meanwhile
            telling.join(10)
        await facts.until(lambda: facts.kinds["scene.noted"] == count + 60, 10)
    await link.close()
    assert len(texts(live)) == count + 60
    assert (live.late_count, live.dropped) == (0, 0)


SCENES = {
    "three_tabs": "07_channel_layers_and_groups",
    "two_servers_redis": "07_channel_layers_and_groups",
    "close_codes": "05_websocket_fundamentals",
    "ghost": "06_consumers",
}


@pytest.mark.parametrize("scene", SCENES)
async def test_a_scene_gives_the_same_events_live_and_in_one_go(
    scene: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_BROKER", "embedded")
    facts = Facts()
    async with LiveRecording(facts) as live:
        recording = await record(ROOT / "lessons" / SCENES[scene], scene, facts=facts)
        assert len(live.timeline) > len(recording.events) / 2, "it has grown meanwhile"
    assert tuple(live.timeline.events) == recording.events
    assert recording.events == tuple(assemble(facts.records))
    assert (live.late_count, live.dropped, live.lost_causes) == (0, 0, 0)


async def test_a_stage_is_looked_at_while_it_lives(scenes: Path) -> None:
    facts = Facts()
    async with (
        Session(spares=False) as session,
        LiveRecording(facts, keep=10_000) as live,
        open_stage(scenes, session=session, facts=facts) as stage,
    ):
        await stage.server(app="labs/echo.py:application")
        ann = await stage.client("ann", "/ws/")
        step = await live.caught_up()
        assert live.timeline.world(step).groups, "ann's channel is in the room"
        await ann.close()
        await stage.fact("group.left")
        step = await live.caught_up()
        assert not any(group.members for group in live.timeline.world(step).groups.values())
        assert not live.is_over
    assert live.timeline.events[-1].kind == "scene.finished"
