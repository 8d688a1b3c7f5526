"""A recording that grows: what a fact costs, what a picture of the newest rows costs, what is kept.

The story is three tabs that talk again and again; where it says "many", tabs come and go. Times
are absolute: nothing else does the same. Memory is that of a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from bench.measure import Result, environment, percentile

FACTS = 100_000
MILLION = 1_000_000
BATCH = 20  # facts a turn
STEP = 3_000_000  # nanoseconds from one exchange to the next

Raw = tuple[str, list[Any]]


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
    """In this process, but for the memory."""
    for facts, many in ((FACTS, False), (FACTS, True), (MILLION, False), (MILLION, True)):
        yield fed(facts, many=many)
    yield from painted()
    yield ring()


def fed(facts: int, *, many: bool) -> Result:
    """A fact's share of `feed`, by turns of 20."""
    from tutor.core.assemble import LIVE, Assembler

    assembler = Assembler(delta=LIVE, silence=0)
    story = Story()
    spent = 0.0
    count = 0
    for batch in talk(story, facts, many=many):
        begun = time.process_time()
        assembler.feed(batch, batch[-1][1][2])
        spent += time.process_time() - begun
        count += len(batch)
    cost = spent / count * 1e6
    name = f"a fact of {facts:,}, {'many' if many else 'three'} tabs, settled"
    return _within(name, 20, cost, f"{len(assembler.late)} late", unit="µs")


def _grown(facts: int) -> list[Any]:
    from tutor.core.assemble import LIVE, Assembler

    assembler = Assembler(delta=LIVE, silence=0)
    events: list[Any] = []
    for batch in talk(Story(), facts, many=True):
        events += assembler.feed(batch, batch[-1][1][2])
    return events


class Painter:
    """Paints views of one long recording, and says how many seconds that took."""

    def __init__(self, events: Sequence[Any]) -> None:
        from rich.console import Console

        from tutor.core.timeline import Timeline

        self.line = Timeline(events)
        self.console = Console(file=StringIO(), width=100)

    def paint(self, view: str, step: int) -> float:
        from tutor.view.table import VIEWS

        row = VIEWS[view]
        begun = time.perf_counter()
        picture = row.draw(self.line.moment(step), read=lambda _: None, width=100, height=30)
        self.console.render_lines(picture)
        return time.perf_counter() - begun


def painted() -> Iterator[Result]:
    """Every view with 100,000 facts behind it; the flow after one more fact."""
    from tutor.view.table import VIEWS

    events = _grown(FACTS + 2_000)
    painter = Painter(events[:FACTS])
    slowest = {}
    for view in VIEWS:
        painter.paint(view, FACTS)
        took = [painter.paint(view, FACTS - back) for back in range(20)]
        slowest[view] = percentile(took, 0.95) * 1000
    worst = max(slowest, key=lambda view: slowest[view])
    yield _within(f"any view with {FACTS:,} facts behind it, p95", 30, slowest[worst], worst)
    took = []
    for fact in range(FACTS, FACTS + 300):
        begun = time.perf_counter()
        painter.line.extend(events[fact : fact + 1])
        took.append(time.perf_counter() - begun + painter.paint("sequence", fact + 1))
    note = f"median {percentile(took, 0.5) * 1000:.1f} ms"
    p95 = percentile(took, 0.95) * 1000
    yield _within("one more fact and its rows repainted, p95", 15, p95, note)


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


def ring() -> Result:
    """A million facts through a ring of 50,000, in a process of its own."""
    program = "from bench.growing import keep; keep()"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    grown = float(done.stdout)
    return _within(
        f"more memory, {MILLION:,} facts through a ring of 50,000", 100, grown, unit="MB"
    )


def keep() -> None:
    """Print by how many megabytes this process has grown."""
    from tutor.core.assemble import LIVE, Assembler
    from tutor.core.timeline import Timeline

    assembler, line = Assembler(delta=LIVE, silence=0), Timeline(keep=50_000)
    before = _most()
    for batch in talk(Story(), MILLION, many=True):
        line.extend(assembler.feed(batch, batch[-1][1][2]))
        if len(line) % 5_000 < BATCH:
            line.world(len(line))
    print(_most() - before)


def _most() -> float:
    """Megabytes this process has had at most; `ru_maxrss` would be the parent's at first."""
    status = Path("/proc/self/status").read_text()
    return (
        next(int(row.split()[1]) for row in status.splitlines() if row.startswith("VmHWM")) / 1024
    )
