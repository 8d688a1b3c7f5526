"""A probe whose facts go into a list, brokers, and observed server processes."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.ports import free_port
from tests.probe.collector import WITHIN, Collector
from tests.probe.served import Served
from tutor.core.assemble import assemble
from tutor.core.causes import chain
from tutor.core.events import Event
from tutor.probe.fact_fields import FIELDS
from tutor.probe.probe import Probe
from tutor.probe.queue import records


class Fact(dict[str, Any]):
    """A record by the names of its fields."""

    def __getattr__(self, name: str) -> Any:
        return self[name]


class Seen:
    """What a probe in this process has told."""

    def __init__(self, *, marks: bool = True, detail: str = "full") -> None:
        self.probe = Probe(None, marks=marks, detail=detail)
        self.probe.facts.queue.look = lambda: None  # nobody takes anything away
        self.probe.observe()

    def wrap(self, app: Any) -> Any:
        return self.probe.wrap(app)

    @property
    def records(self) -> list[list[Any]]:
        return list(records(self.probe.facts.queue.items))

    @property
    def facts(self) -> list[Fact]:
        names = ("kind", "id", "at", "conn", "cause")
        return [
            Fact(zip((*names, *FIELDS[record[0]]), record, strict=True))
            for record in sorted(self.records, key=lambda record: record[2])
        ]

    def of(self, kind: str, **fields: Any) -> list[Fact]:
        return [
            fact
            for fact in self.facts
            if fact.kind == kind and all(fact[name] == value for name, value in fields.items())
        ]

    @property
    def events(self) -> list[Event]:
        """As the tutor ties them together."""
        return assemble(("server 1", record) for record in self.records)

    def paths(self, kind: str, **fields: Any) -> list[list[str]]:
        """Kinds from each such event to its root, as the tutor ties them together."""
        events = self.events
        return [
            [link.kind for link in chain(events, event.seq)]
            for event in events
            if event.kind == kind and all(getattr(event, k) == v for k, v in fields.items())
        ]

    def tied(self, kind: str, cause: str) -> list[int]:
        """Of each fact of a kind, as the tutor ties it: which of the causes of that kind it has."""
        events = self.events
        causes = [event.seq for event in events if event.kind == cause]
        found = [event.cause for event in events if event.kind == kind]
        return sorted(causes.index(one) + 1 if one in causes else 0 for one in found)

    def chain(self, fact: Fact) -> list[str]:
        """Kinds from a fact to its root."""
        by_id = {fact.id: fact for fact in self.facts}
        kinds = [fact.kind]
        while fact.cause:
            fact = by_id[fact.cause]
            kinds.append(fact.kind)
        return kinds


@pytest.fixture
def seen() -> Iterator[Seen]:
    """A probe; at the end everything is undone and it has not failed once."""
    yield from faultless(Seen())


def faultless(made: Seen) -> Iterator[Seen]:
    """The same for any of them."""
    try:
        yield made
    finally:
        made.probe.close()
    if made.probe.facts.last_fault:
        raise made.probe.facts.last_fault


@pytest.fixture(autouse=True)
def memory_layer(settings: Any, transactional_db: None) -> Iterator[None]:
    """Every test has a database and fresh channel layers, by default one in memory."""
    from channels.layers import channel_layers

    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    yield
    channel_layers.backends.clear()


def started(command: list[str], port: int) -> subprocess.Popen[bytes]:
    """A broker that accepts connections."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(500):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.02)
        else:
            return child
    raise AssertionError("the broker did not start")


@pytest.fixture(scope="session")
def broker() -> Iterator[str]:
    """URL of a Redis: a real one, or fakeredis's TCP server."""
    port = free_port()
    real = shutil.which("redis-server") or shutil.which("valkey-server")
    command = (
        [real, "--port", str(port), "--save", "", "--bind", "127.0.0.1"]
        if real
        else [
            sys.executable,
            "-c",
            "from fakeredis import TcpFakeServer;"
            f"TcpFakeServer(('127.0.0.1', {port}), server_type='redis').serve_forever()",
        ]
    )
    child = started(command, port)
    yield f"redis://127.0.0.1:{port}"
    child.kill()
    child.wait()


LAYERS = {
    "memory": "channels.layers.InMemoryChannelLayer",
    "redis": "channels_redis.core.RedisChannelLayer",
    "redis-pubsub": "channels_redis.pubsub.RedisPubSubChannelLayer",
}


@pytest.fixture
def use_layer(settings: Any, request: pytest.FixtureRequest) -> Callable[..., Any]:
    """`use_layer("redis", capacity=3)` configures the default layer."""

    def use(name: str, **config: Any) -> None:
        if name != "memory":
            config["hosts"] = [request.getfixturevalue("broker")]
            config.setdefault("prefix", f"t{time.monotonic_ns()}")
        settings.CHANNEL_LAYERS = {"default": {"BACKEND": LAYERS[name], "CONFIG": config}}

    return use


@pytest.fixture
def serving() -> Iterator[Callable[..., Served]]:
    """`serving(*words, main=…)` → a `Served` that does not outlive the test."""
    collector, made = Collector(), list[Served]()

    def make(*words: str, main: str = "server_main") -> Served:
        made.append(Served(collector, *words, main=main))
        return made[-1]

    yield make
    for served in made:
        served.control.close()
        served.listening.close()
        with suppress(subprocess.TimeoutExpired):
            served.child.communicate(timeout=WITHIN)
        served.child.kill()
        served.child.communicate()
    collector.server.close()


@pytest.fixture
def lab(tmp_path: Path) -> Callable[..., str]:
    """`lab(text)` → `/path/NAME.py:application`."""

    def write(text: str, name: str = "lab") -> str:
        (tmp_path / f"{name}.py").write_text(text)
        return f"{tmp_path / name}.py:application"

    return write
