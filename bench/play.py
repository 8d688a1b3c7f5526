"""`tutor play` in a real pty of 120×40: a line, and keys with a thousand sockets on the stage."""

from __future__ import annotations

import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial

import psutil
from websockets.sync.client import ClientConnection, connect

from bench.measure import Result, by_lines, environment, percentile, seconds_a_line, timed
from bench.player import Screen

SOCKETS = 1000
LINES = 20
KEYS = ",." * 20
VIEWS = "tlsihefm"
ADDRESS = re.compile(rb"http://(127\.0\.0\.1:\d+)/")
BLINK = 0.3
"""Seconds of silence that a line has between two blinks of its cursor, which are 0.5 s apart."""


def run() -> Iterator[Result]:
    """One program, which has 1,000 sockets in the end."""
    with tempfile.TemporaryDirectory() as folder:
        env = environment(TUTOR_HOME=folder, TERM="xterm-256color", COLUMNS="120", LINES="40")
        env.pop("CI", None)
        screen = Screen((sys.executable, "-m", "tutor", "play", "lobby"), env)
        try:
            shown = _seen(screen, ADDRESS)
            address = ADDRESS.search(shown)
            assert address is not None
            _type(screen, "open ann", b"ann is connected")
            yield _first_row(screen, address[1].decode())
            begun = time.perf_counter()
            _type(screen, f"crowd {SOCKETS}", b"tabs are open")
            opened = time.perf_counter() - begun
            screen.settle(quiet=BLINK)
            os.write(screen.fd, b"\x1b")
            screen.settle(quiet=1.0)
            yield _keys(screen, opened)
            yield _memory(screen)
        finally:
            screen.close()


def _type(screen: Screen, line: str, until: bytes) -> None:
    os.write(screen.fd, line.encode() + b"\r")
    screen.until(until)


def _first_row(screen: Screen, address: str) -> Result:
    """A line that is answered, against the same frame from a client written by hand."""
    typed, server, lines = [], [], [seconds_a_line()]
    with connect(f"ws://{address}/ws/lobby/", proxy=None) as other:
        for number in range(LINES):
            mark = f"row{number:02}"
            screen.settle(quiet=BLINK)
            os.write(screen.fd, f"send ann echo {mark}".encode())
            screen.settle(quiet=0.1)
            server.append(timed(partial(_there_and_back, other)))
            screen.settle(quiet=BLINK)
            begun = time.perf_counter()
            os.write(screen.fd, b"\r")
            _seen(screen, re.compile(b"ann receives[^>]*" + mark.encode()))
            typed.append(time.perf_counter() - begun)
    here, there = (statistics.median(took) for took in (typed, server))
    return by_lines(
        "a line typed to the row that says what its tab receives, median, less the same frame"
        " there and back with a client written by hand",
        60e-3,
        here - there,
        [*lines, seconds_a_line()],
        f"{here * 1000:.1f} ms, {there * 1000:.1f} ms",
    )


def _there_and_back(client: ClientConnection) -> None:
    client.send("echo x")
    client.recv()


def _seen(screen: Screen, pattern: re.Pattern[bytes]) -> bytes:
    """Waits until the screen is sent it."""
    sent = b""
    while not pattern.search(sent):
        sent += os.read(screen.fd, 65536)
    return sent


def _keys(screen: Screen, opened: float) -> Result:
    lines = [seconds_a_line()]
    took = [screen.key(key.encode()) for key in KEYS]
    for view in VIEWS:
        took.append(screen.key(view.encode()))
        took += [screen.key(key.encode()) for key in ",,.."]
    return by_lines(
        f"key to repainted player with {SOCKETS:,} sockets on one server, p95",
        50e-3,
        percentile(took, 0.95),
        [*lines, seconds_a_line()],
        f"median {percentile(took, 0.5) * 1000:.1f} ms; they opened in {opened:.1f} s",
    )


def _memory(screen: Screen) -> Result:
    used = psutil.Process(screen.pid).memory_info().rss / 1e6
    return Result(
        name=f"memory of the player with {SOCKETS:,} sockets",
        against="",
        goal="≤ 400 MB",
        measured=used,
        unit="MB",
        met=used <= 400,
        note="resident",
    )
