"""A traced command with what it prints, its end, and what is kept of it."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.view.tape import Tape
from tutor.core import events as e
from tutor.errors import Unavailable
from tutor.runtime.fact_intake import Facts
from tutor.runtime.live_recording import LiveRecording
from tutor.runtime.recording import load
from tutor.runtime.trace_run import TraceRun

WITHIN = 20.0


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(WITHIN):
        while not holds():
            await asyncio.sleep(0.01)


def python(code: str, **more: Any) -> TraceRun:
    return TraceRun([sys.executable, "-c", code], **more)


async def test_the_command_is_told_how_much_its_servers_tell() -> None:
    code = "import os; print(os.environ['TUTOR_TRACE_DETAIL'])"
    async with python(code, detail="low") as run:
        await until(lambda: run.code is not None)
        assert run.printed.lines(0, 2) == ["low"]


async def test_what_it_prints_on_both_streams_is_heard_at_once_and_its_end_is_told() -> None:
    heard: list[int] = []
    code = "import sys, time; print('out'); sys.stderr.write('err'); time.sleep(0.2); sys.exit(3)"
    async with python(code) as run:
        run.heard = lambda: heard.append(len(run.printed))
        ended = asyncio.Event()
        run.ended = ended.set
        await until(lambda: len(run.printed) == 2)
        assert run.code is None, "it is heard before the command has ended"
        await asyncio.wait_for(ended.wait(), WITHIN)
        assert (run.printed.lines(0, 2), run.code) == (["out", "err"], 3)
        assert heard


async def test_a_flood_of_output_leaves_time_for_everything_else() -> None:
    async with python("while True: print('x' * 70)") as run:
        await until(lambda: len(run.printed) > 20_000)
        assert len(run.printed.lines(0, len(run.printed))) <= 2001


async def test_leaving_ends_a_command_that_goes_on(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    code = f"import os, time; open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    async with python(code):
        await until(lambda: pid.exists() and pid.read_text() != "")
    assert not Path(f"/proc/{pid.read_text()}").exists()


async def test_a_command_that_cannot_be_started_leaves_nothing_open() -> None:
    before = {*Path("/proc/self/fd").iterdir()}
    with pytest.raises(Unavailable, match="nix-da cannot be started"):
        async with TraceRun(["nix-da"]):
            pass
    assert len({*Path("/proc/self/fd").iterdir()}) <= len(before)


async def test_saving_and_keeping_give_recordings_that_can_be_read(tmp_path: Path) -> None:
    async with python("import time; time.sleep(600)", ring=100_000) as run:
        await run.live.caught_up()
        happens(run, 3)
        run.keep(kept := tmp_path / "kept.jsonl")
        happens(run, 2)
        assert run.save(saved := tmp_path / "saved.jsonl") == len(load(saved).events)
        run.clear()
        happens(run, 1)
        ended = run.end_keeping()
        assert ended is not None
        assert (ended.count, ended.failed, run.end_keeping()) == (3, "", None)
        with pytest.raises(Unavailable, match="File exists"):
            run.keep(kept)
    texts = [event.text for event in load(kept).events if isinstance(event, e.LogWritten)]
    assert texts == ["0", "1", "0"]


def happens(run: TraceRun, times: int) -> None:
    """So many facts, settled."""
    tape = Tape()
    for number in range(times):
        tape.add(e.LogWritten, text=str(number))
    timeline = run.live.timeline
    last = len(timeline)
    timeline.extend([replace(fact, seq=fact.seq + last) for fact in tape.events])
    run.live._tell()


def test_what_is_cleared_is_gone_and_what_comes_is_numbered_on() -> None:
    facts = Facts()
    live = LiveRecording(facts)
    facts.emit("log.written", text="before")
    live.turn(time.monotonic_ns() + 1_000_000_000)
    live.clear()
    assert [*live.timeline.events] == []
    facts.emit("log.written", text="after")
    live.turn(time.monotonic_ns() + 1_000_000_000)
    [event] = live.timeline.events
    assert (event.seq, len(live.timeline)) == (2, 2)


async def test_a_file_that_takes_no_more_says_so_at_its_end() -> None:
    async with python("import time; time.sleep(600)") as run:
        run.keep(Path("/dev/full"))
        happens(run, 1)
        ended = run.end_keeping()
        assert ended is not None
        assert ended.failed == "/dev/full cannot be written: No space left on device."


def test_a_name_that_the_reader_gives_is_a_fact() -> None:
    run = TraceRun(["true"])
    run.name(3, "the phone")
    [(process, named)] = run.facts.find("connection.named")
    assert (process, named[3], named[5:]) == ("tutor", 0, [3, "the phone"])
