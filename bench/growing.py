"""A recording that grows: what a fact costs, what a picture of the newest rows costs, what is kept.

The story is three tabs that talk again and again; where it says "many", tabs come and go. Nothing
else does the same, so that the goals are lines that `json.loads` reads (`measure.by_lines`). Memory
and what is live are measured in processes of their own, and absolute.
"""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from bench.measure import Result, by_lines, environment, percentile, seconds_a_line

FACTS = 100_000
MILLION = 1_000_000
BATCH = 20  # facts a turn
STEP = 3_000_000  # nanoseconds from one exchange to the next
OPEN = 2_400  # connections at once

Raw = tuple[str, list[Any]]

SAMPLE = 100_000  # facts from one look at the memory to the next
LESSON = "07_channel_layers_and_groups"
LIVE_SCENES = ("three_tabs", "two_groups", "idle", "at_most_once", "crowd")


class Story:
    """Records as processes would send them: `tutor` (source 0) and one server (source 1)."""

    def __init__(self) -> None:
        from tutor.core.events import FIELDS
        from tutor.runtime.fact_intake import DEFAULTS

        self.defaults, self.fields = DEFAULTS, FIELDS
        self.records: list[Raw] = []
        self.ids = [0, 0]
        self.clock = 1_000

    def put(self, source: int, kind: str, conn: int = 0, cause: int = 0, **fields: Any) -> int:
        self.ids[source] += 1
        self.clock += 1_000
        id = source << 32 | self.ids[source]
        values = {**self.defaults[kind], **fields}
        record = [kind, id, self.clock, conn, cause, *(values[f] for f in self.fields[kind])]
        self.records.append(("server 1" if source else "tutor", record))
        return id

    def connect(self, conn: int) -> None:
        port = 1024 + conn % 60_000
        self.put(
            0,
            "client.connecting",
            conn,
            name=f"tab {conn}",
            url="/ws/",
            server="server 1",
            port=port,
        )
        self.put(1, "connection.opened", conn, path="/ws/", port=port)
        self.put(1, "scope.entered", conn, layer="URLRouter", depth=0)
        self.put(1, "consumer.created", conn, name="Chat", instance=conn)
        self.put(
            1,
            "channel.created",
            conn,
            channel=f"specific.in!{conn}",
            backend="InMemoryChannelLayer",
        )
        accept = self.put(1, "app.sent", conn, type="websocket.accept")
        self.put(1, "connection.accepted", conn, accept)
        self.put(0, "client.opened", conn, name=f"tab {conn}")

    def say(self, conn: int, members: Sequence[int]) -> None:
        text = f"message {self.clock}"
        self.put(0, "client.sent", conn, name=f"tab {conn}", text=text, size=len(text))
        got = self.put(1, "app.received", conn, type="websocket.receive", text=text, size=len(text))
        ran = self.put(1, "handler.started", conn, got, name="receive", type="websocket.receive")
        sent = self.put(1, "group.sent", conn, ran, group="room", type="chat.message", text=text)
        for member in members:
            self.put(1, "channel.sent", conn, sent, channel=f"specific.in!{member}", group="room")
        for member in members:
            taken = self.put(1, "channel.delivered", member, sent, channel=f"specific.in!{member}")
            runs = self.put(
                1, "handler.started", member, taken, name="chat_message", type="chat.message"
            )
            self.put(1, "app.sent", member, runs, type="websocket.send", text=text, size=len(text))
            self.put(1, "handler.finished", member, runs, name="chat_message")
            self.put(0, "client.received", member, name=f"tab {member}", text=text, size=len(text))
        self.put(1, "handler.finished", conn, ran, name="receive")
        self.clock += STEP

    def leave(self, conn: int) -> None:
        self.put(1, "app.received", conn, type="websocket.disconnect")
        self.put(1, "consumer.finished", conn, name="Chat", instance=conn)
        self.put(0, "client.closed", conn, name=f"tab {conn}", by="client", code=1000)
        self.put(1, "connection.closed", conn, code=1000, by="client")


def talk(story: Story, facts: int, *, many: bool) -> Iterator[list[Raw]]:
    """The records in turns; of `many` tabs, three come, speak twice and go."""
    members, conn = [1, 2, 3], 3
    for member in members:
        story.connect(member)
    given = 0
    while given < facts:
        story.say(members[0], members)
        if many and story.clock % (4 * STEP) < STEP:
            for member in members:
                story.leave(member)
            members = [conn + 1, conn + 2, conn + 3]
            conn += 3
            for member in members:
                story.connect(member)
        while len(story.records) >= BATCH:
            yield story.records[:BATCH]
            del story.records[:BATCH]
            given += BATCH


def run() -> Iterator[Result]:
    """In this process, but for the memory and the live scenes."""
    for facts, many in ((FACTS, False), (FACTS, True), (MILLION, False), (MILLION, True)):
        yield fed(facts, many=many)
    yield from painted()
    yield ring()
    yield settled()


def fed(facts: int, *, many: bool) -> Result:
    """A fact's share of `feed`, by turns of 20."""
    from tutor.core.assemble import LIVE, Assembler

    lines = [seconds_a_line()]
    assembler = Assembler(delta=LIVE, silence=0)
    story = Story()
    spent = 0.0
    count = 0
    for batch in talk(story, facts, many=many):
        begun = time.process_time()
        assembler.feed(batch, batch[-1][1][2])
        spent += time.process_time() - begun
        count += len(batch)
        if count % (facts // 10) == 0:
            lines.append(seconds_a_line())  # the machine may be slower by now
    name = f"a fact of {facts:,}, {'many' if many else 'three'} tabs, settled"
    return by_lines(name, 20e-6, spent / count, lines, f"{len(assembler.late)} late")


def _grown(facts: int) -> list[Any]:
    from tutor.core.assemble import LIVE, Assembler

    assembler = Assembler(delta=LIVE, silence=0)
    events: list[Any] = []
    for batch in talk(Story(), facts, many=True):
        events += assembler.feed(batch, batch[-1][1][2])
    return events


class Painter:
    """Paints views of one long recording, and says how many seconds of the processor that took."""

    def __init__(self, events: Sequence[Any]) -> None:
        from rich.console import Console

        from tutor.core.timeline import Timeline

        self.line = Timeline(events)
        self.console = Console(file=StringIO(), width=100)

    def paint(self, view: str, step: int) -> float:
        from tutor.view.table import VIEWS

        row = VIEWS[view]
        begun = time.process_time()
        picture = row.draw(self.line.moment(step), read=lambda _: None, width=100, height=30)
        self.console.render_lines(picture)
        return time.process_time() - begun


def _crowded() -> list[Any]:
    """Many tabs of one room at once, and a message to all of them."""
    from tutor.core.assemble import LIVE, Assembler

    story = Story()
    for conn in range(1, OPEN + 1):
        story.connect(conn)
        story.put(1, "group.joined", conn, group="room", channel=f"specific.in!{conn}")
    story.say(1, range(1, OPEN + 1))
    assembler = Assembler(delta=LIVE, silence=0)
    return [*assembler.feed(story.records, story.clock), *assembler.close()]


def _slowest(painter: Painter, behind: str) -> Result:
    """The view that takes longest, whichever it is."""
    from tutor.view.table import VIEWS

    last = len(painter.line)
    slowest, lines = {}, [seconds_a_line()]
    for view in VIEWS:
        painter.paint(view, last)
        took = [painter.paint(view, last - back) for back in range(60)]
        slowest[view] = percentile(took, 0.95)
        lines.append(seconds_a_line())
    worst = max(slowest, key=lambda view: slowest[view])
    return by_lines(f"any view with {behind} behind it, p95", 30e-3, slowest[worst], lines, worst)


def painted() -> Iterator[Result]:
    """Every view with 100,000 facts behind it; the flow after one more fact."""
    events = _grown(FACTS + 2_000)
    painter = Painter(events[:FACTS])
    yield _slowest(painter, f"{FACTS:,} facts")
    yield _slowest(Painter(_crowded()), f"{OPEN:,} open connections")
    took, lines = [], []
    for fact in range(FACTS, FACTS + 300):
        begun = time.process_time()
        painter.line.extend(events[fact : fact + 1])
        took.append(time.process_time() - begun + painter.paint("sequence", fact + 1))
        if fact % 30 == 0:
            lines.append(seconds_a_line())
    note = f"median {percentile(took, 0.5) * 1000:.1f} ms"
    p95 = percentile(took, 0.95)
    yield by_lines("one more fact and its rows repainted, p95", 15e-3, p95, lines, note)


def _within(
    name: str, limit: float, measured: float, note: str = "", *, unit: str = "ms"
) -> Result:
    return Result(
        name=name,
        against="",
        goal=f"≤ {limit:g} {unit}",
        measured=measured,
        unit=unit,
        met=measured <= limit,
        note=note,
    )


def _child(function: str) -> list[float]:
    """The figures that a function of this module prints in a process of its own."""
    program = f"from bench.growing import {function}; {function}()"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [float(word) for word in done.stdout.split()]


def ring() -> Result:
    """A million facts through a ring of 50,000: what is kept of them, at any time."""
    kept = _child("keep")
    name = f"kept of {MILLION:,} facts in a ring of 50,000, at most"
    note = f"after {SAMPLE:,}: {kept[0]:.0f} MB, after all: {kept[-1]:.0f} MB; raw records included"
    return _within(name, 100, max(kept), note, unit="MB")


def keep() -> None:
    """Print by how many megabytes this process has grown, after each 100,000 facts."""
    from tutor.runtime.fact_intake import Facts
    from tutor.runtime.live_recording import LiveRecording

    facts = Facts()
    live = LiveRecording(facts, keep=50_000)
    before = _resident()
    for number, batch in enumerate(talk(Story(), MILLION, many=True), start=1):
        for process, record in batch:
            facts.add(process, [record])
        live.turn(batch[-1][1][2])
        if number * BATCH % 5_000 == 0:
            live.timeline.world(len(live.timeline))  # somebody looks at it
        if number * BATCH % SAMPLE == 0:
            print(_resident() - before)


def _resident() -> float:
    """Megabytes of this process that are in memory, without what only waits to be collected."""
    gc.collect()
    status = Path("/proc/self/status").read_text()
    rows = (row.split() for row in status.splitlines())
    return next(int(row[1]) for row in rows if row[0] == "VmRSS:") / 1024


def settled() -> Result:
    """From a fact, as its process stamped it, to the event in a recording that grows."""
    waits = _child("watch")
    note = f"median {percentile(waits, 0.5):.0f} ms, of {len(waits):,}; {', '.join(LIVE_SCENES)}"
    return _within("from fact to settled event, live, p99", 150, percentile(waits, 0.99), note)


def watch() -> None:
    """Print how many milliseconds each fact of some scenes took to be settled, played live."""
    asyncio.run(_watch_scenes())


async def _watch_scenes() -> None:
    from tutor.runtime.processes.session import Session

    async with Session() as session:
        for scene in LIVE_SCENES:
            print(*await _waits(session, scene))


async def _waits(session: Any, scene: str) -> list[float]:
    from tutor.runtime.fact_intake import Facts
    from tutor.runtime.live_recording import LiveRecording
    from tutor.runtime.paths import lessons_folder
    from tutor.runtime.stage.director import record

    facts = Facts()
    found: list[float] = []
    async with LiveRecording(facts) as live:

        def grown() -> None:
            now, start = time.monotonic_ns(), facts.records[0][1][2]
            new = live.timeline.between(len(found), len(live.timeline))
            found.extend((now - start - event.at) / 1e6 for event in new)

        live.watch(grown)
        await record(lessons_folder() / LESSON, scene, session=session, facts=facts)
        watched = len(found)
    return found[:watched]  # the rest was settled by the end
