"""Starting and stopping real servers: ours against the `daphne` command on the same project."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.measure import Result, environment
from tutor.runtime.processes.ports import Ports

ROUNDS = 7
PATH = "/ws/chat/user/john@example.com/"
SOCKETS = 5  # open while a server is stopped
AT_REST = 4.0  # seconds
OLD_ENOUGH = 1.3  # seconds; Daphne's own stop crashes on sockets younger than a second

HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\n\r\n"
)


@dataclass
class Times:
    """Seconds, one entry a round."""

    first: list[float] = field(default_factory=list)
    later: list[float] = field(default_factory=list)
    stop: list[float] = field(default_factory=list)
    codes: set[int | None] = field(default_factory=set)


def dial(port: int) -> socket.socket:
    """One handshake by hand, until the 101; raises OSError while nobody listens."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.sendall(HANDSHAKE.format(path=PATH, host=f"127.0.0.1:{port}").encode())
    answer = connection.recv(4096)
    if b" 101 " not in answer:
        raise RuntimeError(f"expected a 101, got {answer[:80]!r}")
    return connection


def dial_soon(port: int) -> socket.socket:
    """`dial` as soon as somebody listens."""
    while True:
        try:
            return dial(port)
        except ConnectionError:
            time.sleep(0.002)


free_port = Ports().free  # held: the daphne command is given a number, and no socket


def daphne_round(template: Path, times: Times) -> None:
    """`daphne demo_project.asgi:application` on a migrated database."""
    with tempfile.TemporaryDirectory() as folder:
        database = shutil.copy(template, folder)
        port = free_port()
        argv = [sys.executable, "-m", "daphne", "-p", str(port), "demo_project.asgi:application"]
        begun = time.perf_counter()
        child = subprocess.Popen(
            argv,
            env=environment(MINICOM_DATABASE=str(database)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        tabs = [dial_soon(port)]
        times.first.append(time.perf_counter() - begun)
        tabs += [dial(port) for _ in range(SOCKETS - 1)]
        time.sleep(OLD_ENOUGH)
        begun = time.perf_counter()
        child.send_signal(signal.SIGTERM)
        child.wait()
        times.stop.append(time.perf_counter() - begun)
        times.codes.add(child.returncode)
        for tab in tabs:
            tab.close()


async def tutor_round(times: Times, *, spare: bool) -> None:
    """A server of ours, cold or from the spare that stands ready."""
    from tutor.runtime.fact_intake import Facts
    from tutor.runtime.processes.session import Session
    from tutor.runtime.stage.stage import Stage

    async with Session(spares=spare) as session:
        await session.template()
        if spare:
            await session.spares.prepare(1)
        # The learner reads. A session has started a spare by itself: with that still importing, the
        # cold server would be one of two Pythons, and daphne's is alone.
        await asyncio.sleep(AT_REST)
        stage = Stage(session, Facts(), lesson_folder=Path())
        await stage._environment("memory")  # copies the database, as for daphne
        begun = time.perf_counter()
        server = await stage.server(fresh=not spare)
        tabs = [await asyncio.to_thread(dial, server.port)]
        (times.later if spare else times.first).append(time.perf_counter() - begun)
        tabs += [await asyncio.to_thread(dial, server.port) for _ in range(SOCKETS - 1)]
        if not spare:
            await asyncio.sleep(OLD_ENOUGH)
        begun = time.perf_counter()
        await server.stop()
        times.stop.append(time.perf_counter() - begun)
        times.codes.add(server.code)
        for tab in tabs:
            tab.close()


async def template_file() -> Path:
    """The migrated database that both sides copy."""
    from tutor.runtime.processes.session import Session

    async with Session(spares=False) as session:
        return (await session.template()).file


def row(name: str, limit: float, ours: list[float], theirs: list[float], note: str = "") -> Result:
    """The ratio of the medians."""
    a, b = statistics.median(ours), statistics.median(theirs)
    return Result(
        name=name,
        against="`daphne` command on the same project",
        goal=f"≤ {limit:g}×",
        measured=a / b,
        met=a / b <= limit,
        note=f"{a * 1000:.1f} ms / {b * 1000:.1f} ms{note}",
    )


def run() -> Iterator[Result]:
    """All three figures from the same alternating rounds."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    template = asyncio.run(template_file())
    daphne, cold, warm = Times(), Times(), Times()
    for _ in range(ROUNDS):
        daphne_round(template, daphne)
        asyncio.run(tutor_round(cold, spare=False))
        asyncio.run(tutor_round(warm, spare=True))
    yield row("first server of a session: Popen to first 101", 0.90, cold.first, daphne.first)
    yield row("every later server", 0.05, warm.later, daphne.first)
    codes = f"; exit {sorted(map(str, cold.codes | warm.codes))} / {sorted(map(str, daphne.codes))}"
    yield row("stop a server with sockets open", 0.15, cold.stop, daphne.stop, codes)
