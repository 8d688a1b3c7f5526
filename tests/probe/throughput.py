"""Messages delivered per second with the probe and without: `python -m tests.probe.throughput`.

A real Daphne in a process of its own, raw WebSocket clients and the collector in this one. One
client says a word, every member of the group hears it; eight words are under way at a time.
"""

from __future__ import annotations

import json
import os
import selectors
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

SERVER = """
import os, sys
os.environ["AUTOBAHN_USE_NVX"] = "0"
from daphne.server import Server
from django.conf import settings
settings.configure(
    SECRET_KEY="x",
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
)
import django
django.setup()
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Member(AsyncWebsocketConsumer):
    groups = ["everybody"]

    async def receive(self, text_data=None, bytes_data=None):
        await self.channel_layer.group_send("everybody", {"type": "word.said", "word": text_data})

    async def word_said(self, event):
        await self.send(text_data=event["word"])


application = ProtocolTypeRouter({"websocket": URLRouter([path("ws/", Member.as_asgi())])})
if sys.argv[2] != "-":
    from tutor import probe
    probe.install(sys.argv[2], "token", "server 1", 1)
    application = probe.wrap(application)
    probe.hello(address="", app="throughput")
Server(application, endpoints=[f"fd:fileno={sys.argv[1]}"], signal_handlers=False).run()
"""
HANDSHAKE = (
    b"GET /ws/ HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
WORD = b"x" * 40
FRAME = bytes([0x81, 0x80 | len(WORD)]) + b"\0\0\0\0" + WORD
COPY = 2 + len(WORD)  # bytes of a frame to a client
WINDOW = 8


class Collector:
    """Takes what the probe writes; when each batch arrived."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"
        self.arrived: list[tuple[int, bytes]] = []
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        peer, _ = self.server.accept()
        while data := peer.recv(1 << 20):
            self.arrived.append((time.monotonic_ns(), data))

    def latencies(self) -> list[float]:
        """Milliseconds from fact to arrival of the end of its line."""
        found: list[float] = []
        rest = b""
        for at, data in self.arrived:
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                records = json.loads(line)
                if records[0] != "hello":
                    found += [(at - record[2]) / 1e6 for record in records]
        return found


def start(probe: str) -> tuple[subprocess.Popen[bytes], int]:
    """A server, observed when `probe` is an address."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
    env = os.environ | {"PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-c", SERVER, str(listening.fileno()), probe]
    child = subprocess.Popen(command, pass_fds=[listening.fileno()], env=env)
    return child, listening.getsockname()[1]


def join(port: int, members: int) -> list[socket.socket]:
    """That many open WebSockets."""
    sockets = []
    for _ in range(members):
        sock = socket.create_connection(("127.0.0.1", port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.sendall(HANDSHAKE)
        head = b""
        while b"\r\n\r\n" not in head:
            head += sock.recv(4096)
        sock.setblocking(False)
        sockets.append(sock)
    return sockets


def converse(sockets: list[socket.socket], words: int) -> float:
    """Copies per second when the first client says `words` words."""
    waiting = selectors.DefaultSelector()
    for sock in sockets:
        waiting.register(sock, selectors.EVENT_READ)
    said, heard, expected = 0, 0, words * len(sockets) * COPY
    begun = time.perf_counter()
    while heard < expected:
        while said < words and said < heard // (len(sockets) * COPY) + WINDOW:
            sockets[0].send(FRAME)
            said += 1
        for key, _ in waiting.select(10):
            heard += len(key.fileobj.recv(1 << 16))  # type: ignore[union-attr]
    return words * len(sockets) / (time.perf_counter() - begun)


def ratio(members: int, words: int, rounds: int) -> tuple[float, float, list[float]]:
    """(observed / plain, plain copies per second, latencies), both servers side by side."""
    collector = Collector()
    plain, plain_port = start("-")
    seen, seen_port = start(collector.address)
    try:
        groups = [join(plain_port, members), join(seen_port, members)]
        for group in groups:
            converse(group, words)
        collector.arrived.clear()
        rates: list[list[float]] = [[], []]
        for n in range(rounds):
            for which in (0, 1) if n % 2 else (1, 0):
                rates[which].append(converse(groups[which], words))
        time.sleep(0.2)
        return (
            statistics.median(b / a for a, b in zip(*rates, strict=True)),
            statistics.median(rates[0]),
            collector.latencies(),
        )
    finally:
        plain.kill()
        seen.kill()
        plain.wait()
        seen.wait()


if __name__ == "__main__":
    for members, words in ((1, 1500), (10, 300), (100, 30), (1000, 2)):
        if len(sys.argv) > 1 and str(members) not in sys.argv[1:]:
            continue
        value, rate, waits = ratio(members, words, 10)
        waits.sort()
        p99 = waits[int(len(waits) * 0.99)] if waits else 0.0
        print(
            f"{members:5} members  {value:.3f}  plain {rate:8.0f}/s  p99 {p99:.1f} ms", flush=True
        )
