"""Projects of other people's make, each started as its owner would, once traced and once bare.

Both run at the same time and have the same clients. A project that ends by itself (its own tests)
has no clients.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.ports import free_port
from tutor.core.events import Event
from tutor.runtime.fact_intake import Facts
from tutor.runtime.live_recording import LiveRecording
from tutor.runtime.traced_command import TracedCommand

PROJECTS = Path(__file__).parents[1] / "projects"
WITHIN = 40.0  # seconds, on a busy machine
FOREIGN = ("DJANGO_SETTINGS_MODULE", "PYTEST_CURRENT_TEST", "PYTEST_XDIST_WORKER")


class Door:
    """The way of clients into a server, as soon as it listens."""

    def __init__(self, port: int) -> None:
        self.port = port

    @asynccontextmanager
    async def socket(self, path: str, **options: Any) -> AsyncIterator[ClientConnection]:
        """A WebSocket."""
        options.setdefault("origin", f"http://127.0.0.1:{self.port}")
        async with asyncio.timeout(WITHIN):
            while True:
                with suppress(OSError):
                    made = await connect(f"ws://127.0.0.1:{self.port}{path}", **options)
                    break
                await asyncio.sleep(0.05)
        async with made, asyncio.timeout(WITHIN):
            yield made

    async def end_of(self, path: str, *said: str) -> list[Any]:
        """How a connection ends that says this: `[refused, status]` or `[closed, code, reason]`."""
        try:
            async with self.socket(path) as ws:
                for text in said:
                    await ws.send(text)
                with suppress(ConnectionClosed):
                    await ws.recv()
                return ["closed", ws.close_code, ws.close_reason]
        except InvalidStatus as refused:
            return ["refused", refused.response.status_code]

    async def ask(self, method: str, path: str, body: bytes = b"") -> AsyncIterator[str]:
        """The status line of an answer, and then the lines of its body as they come."""
        async with asyncio.timeout(WITHIN):
            while True:
                with suppress(OSError):
                    reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                    break
                await asyncio.sleep(0.05)
            head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            yield (await reader.readline()).decode().strip()
            while line := await reader.readline():
                yield line.decode().strip()
            writer.close()


Talk = Callable[[Door], Awaitable[list[Any]]]


@dataclass(frozen=True)
class Project:
    """One of the folders, how it is started, and what its clients do."""

    name: str
    command: Callable[[int], Sequence[str]]  # what its owner types; given a port
    healthy: Talk | None = None  # None: it ends by itself
    faulty: Talk | None = None
    connections: tuple[int, int] = (0, 0)  # that come by the end of `healthy`, and of all


@dataclass
class Seen:
    """What is to be seen of the two runs."""

    folder: Path
    port: int
    traced: list[Any] = field(default_factory=list)  # what clients saw
    bare: list[Any] = field(default_factory=list)
    traced_log: Counter[str] = field(default_factory=Counter)
    bare_log: Counter[str] = field(default_factory=Counter)
    healthy: tuple[Event, ...] = ()  # facts of the healthy part
    events: tuple[Event, ...] = ()
    left: list[str] = field(default_factory=list)  # command lines of processes that did not end


async def run(project: Project, folder: Path, redis: str = "") -> Seen:
    """Start the project twice below `folder`, let clients talk to it, and end it."""
    places = [prepared(project, folder / name) for name in ("traced", "bare")]
    ports = [free_port(), free_port()]
    mine, other = (
        _typed(project.command(port), place, f"{redis}/{number}")
        for number, (port, place) in enumerate(zip(ports, places, strict=True))
    )
    seen, facts = Seen(places[0], ports[0]), Facts()
    async with (
        LiveRecording(facts) as live,
        TracedCommand(mine, facts) as command,
        _bare(other) as process,
    ):
        if project.healthy is None:
            await asyncio.gather(command.end(), process.wait())
        else:
            seen.traced, seen.bare = await asyncio.gather(
                _visit(project, ports[0], seen, live), _visit(project, ports[1])
            )
        await _logs_agree(seen, places)
    seen.events = tuple(live.timeline.between(0, len(live.timeline)))
    seen.healthy = seen.healthy or _before(project.connections[0] + 1, seen.events)
    seen.left = [line for word in map(str, places) for line in still_running(word)]
    return seen


def _before(number: int, events: Sequence[Event]) -> tuple[Event, ...]:
    """What came before the connection of this number."""
    opened = [place for place, event in enumerate(events) if event.kind == "connection.opened"]
    return tuple(events[: opened[number - 1]])


def prepared(project: Project, parent: Path) -> Path:
    """A copy of the project's folder, with its database."""
    folder = Path(shutil.copytree(PROJECTS / project.name, parent / project.name))
    schema = folder / "schema.sql"
    if schema.exists():
        base = sqlite3.connect(folder / "db.sqlite3")
        base.executescript(schema.read_text())
        base.close()
    return folder


def _typed(command: Sequence[str], folder: Path, redis: str) -> list[str]:
    """The command in its folder, with what it prints in the file beside it."""
    unset = [part for name in FOREIGN for part in ("-u", name)]
    script = 'cd "$0" && exec "$@" >../log 2>&1'
    return ["sh", "-c", script, str(folder), "env", *unset, f"REDIS_URL={redis}", *command]


@asynccontextmanager
async def _bare(command: Sequence[str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """As `TracedCommand`, without the trace."""
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process
    finally:
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError, TimeoutError):
                os.killpg(process.pid, number)
                async with asyncio.timeout(2):
                    while not os.killpg(process.pid, 0):
                        await asyncio.sleep(0.02)
        await process.wait()


async def _visit(
    project: Project, port: int, seen: Seen | None = None, live: LiveRecording | None = None
) -> list[Any]:
    assert project.healthy is not None
    assert project.faulty is not None
    found = []
    for talk, connections in zip(
        (project.healthy, project.faulty), project.connections, strict=True
    ):
        found.append(await talk(Door(port)))
        if seen is not None and live is not None:
            assert await live.facts.until(partial(_over, live.facts, connections), WITHIN)
            end = await live.caught_up()
            seen.healthy = seen.healthy or tuple(live.timeline.between(0, end))
    return found


def _over(facts: Facts, connections: int) -> bool:
    """Whether so many have come, and none of them goes on."""
    kinds = facts.kinds
    ends = (("connection.opened", "connection.closed"), ("consumer.created", "consumer.finished"))
    are_over = all(kinds[begun] == kinds[ended] for begun, ended in ends)
    return are_over and kinds["connection.opened"] + kinds["http.received"] == connections


async def _logs_agree(seen: Seen, places: Sequence[Path]) -> None:
    """Wait until both have logged the same, or for long enough to say that they have not."""
    with suppress(TimeoutError):
        async with asyncio.timeout(5):
            while not seen.traced_log or seen.traced_log != seen.bare_log:
                await asyncio.sleep(0.05)
                seen.traced_log, seen.bare_log = (_log_of(place) for place in places)


def _log_of(folder: Path) -> Counter[str]:
    """The lines of a log, without what differs between any two runs: folder, time, port, id."""
    text = (folder.parent / "log").read_text(errors="replace").replace(str(folder), "HERE")
    text = re.sub(r"0x[0-9a-f]+", "ADDRESS", text)
    lines = re.sub(r"(?<!line )\b\d+(\.\d+)?", "#", text).splitlines()
    return Counter(line.strip() for line in lines if line.strip())


def still_running(word: str) -> list[str]:
    """Command lines of processes that work in this folder, or were started with it."""
    found = []
    for process in psutil.process_iter(["cmdline", "cwd", "status"]):
        info = process.info
        line = " ".join(info["cmdline"] or [])
        if info["status"] != psutil.STATUS_ZOMBIE and word in f"{line} {info['cwd']}":
            found.append(line)
    return found


def python(*words: str) -> list[str]:
    """A command of the interpreter that runs this."""
    return [sys.executable, *words]
