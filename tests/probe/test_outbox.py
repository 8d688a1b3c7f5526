"""The way out: batches, in time, bounded, silent when nobody listens."""

from __future__ import annotations

import builtins
import itertools
import json
import os
import socket
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

import tutor.probe
from tests.probe.driver import settle
from tutor.core.events import FIELDS as EVENT_FIELDS
from tutor.core.events import SCHEMA as EVENT_SCHEMA
from tutor.probe.fact_fields import FIELDS, SCHEMA
from tutor.probe.outbox import Outbox
from tutor.probe.probe import Probe
from tutor.probe.queue import Queue, records


def test_the_probes_schema_is_the_tutors():
    assert (FIELDS, SCHEMA) == (EVENT_FIELDS, EVENT_SCHEMA)


@pytest.fixture
def wire():
    """Both ends of a connection."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.settimeout(5)
    yield ours, theirs
    ours.close()
    theirs.close()


def outbox(sock, **options):
    made = Outbox(sock, Queue(), itertools.count(1).__next__, **options)
    made.ready = True
    return made


def record(n=0, **more):
    return ("scene.noted", n, time.monotonic_ns(), 0, 0, more.get("text", "x"))


def read(theirs, lines):
    data = b""
    while data.count(b"\n") < lines:
        data += theirs.recv(1 << 16)
    return [parsed(line) for line in data.splitlines()]


def parsed(line):
    """The hello as it is, other lines as records."""
    items = json.loads(line)
    return items if items[0] == "hello" else list(records(items))


def test_records_wait_for_the_hello_and_go_in_batches(wire):
    ours, theirs = wire
    box = outbox(ours)
    box.ready = False
    for n in range(3):
        box.queue.put(record(n))
    box.flush()
    box.say(["hello", {}])
    hello, batch = read(theirs, 2)
    assert hello == ["hello", {}]
    assert [r[1] for r in batch] == [0, 1, 2]


def test_a_late_record_writes_the_earlier_ones(wire):
    ours, theirs = wire
    box = outbox(ours)
    box.queue.put(record(1))
    time.sleep(0.004)
    assert box.is_waiting
    box.queue.put(record(2))
    assert [r[1] for r in read(theirs, 1)[0]] == [1, 2]


def test_it_is_said_how_long_a_record_waits_for_company(wire):
    ours, theirs = wire
    box = outbox(ours)
    box.overdue = 3_600_000_000_000
    box.queue.put(record(1))
    time.sleep(0.004)
    box.queue.put(record(2))
    assert box.is_waiting
    assert not box.is_overdue
    box.flush()
    assert [r[1] for r in read(theirs, 1)[0]] == [1, 2]


def test_a_burst_beyond_the_limit_is_written_when_the_collector_reads(wire):
    wire[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    box = outbox(wire[0], limit=100)
    for n in range(1500):
        box.queue.put(record(n))
    box.flush()
    assert [r[1] for line in read(wire[1], 2) for r in line] == list(range(1500))
    assert box.lost == 0


def test_a_slow_collector_costs_facts_and_they_are_counted(wire):
    ours, theirs = wire
    box = outbox(ours, limit=100)
    for n in range(20_000):
        box.queue.put(record(n, text="y" * 500))
        if n % 1000 == 0:
            time.sleep(0.003)  # a batch is due
    box.flush()
    lost = box.lost
    assert lost > 0
    seen = []
    theirs.settimeout(0.1)
    data = b""
    while True:
        try:
            data += theirs.recv(1 << 20)
        except TimeoutError:
            break
        box.flush()
    for line in data.splitlines():
        seen += parsed(line)
    (report,) = [r for r in seen if r[0] == "events.lost"]
    assert report[5] == lost
    assert len(seen) - 1 + lost == 20_000


def test_without_a_collector_it_is_silent(wire):
    ours, theirs = wire
    theirs.close()
    box = outbox(ours)
    assert box.is_gone()
    for n in range(10):
        box.queue.put(record(n))
        box.flush()
    assert box.silent
    box.queue.put(record())
    assert box.is_gone()
    box.close()
    assert Outbox(ours, Queue(), int).is_gone()


def test_an_interrupted_connection_is_no_fault(wire):
    box = outbox(wire[0])
    assert not box.is_gone()
    wire[0].close()
    assert box.is_gone()
    box.queue.put(record())
    box.flush()
    assert (box.silent, box.faults) == (True, 0)


def test_what_cannot_be_encoded_is_left_out_alone(wire):
    ours, theirs = wire
    box = outbox(ours)
    for value in ("a", "lone \ud800 surrogate", object(), "b"):
        box.queue.put(record(text=value))
    box.flush()
    texts = [r[5] for line in read(theirs, 3) for r in line]
    assert texts == ["a", "lone \ud800 surrogate", "b"]
    assert box.faults == 1


def test_a_fault_while_writing_is_counted(wire):
    box = outbox(wire[0])
    box.queue.take = None
    box.queue.put(record())
    box.flush()
    assert box.faults == 1


def test_closing_gives_a_slow_collector_half_a_second(wire, monkeypatch):
    ours, _ = wire
    box = outbox(ours)
    box._rest = [memoryview(b"z" * 10_000_000)]
    naps = []
    clock = SimpleNamespace(monotonic=lambda: sum(naps), sleep=naps.append)
    monkeypatch.setattr("tutor.probe.outbox.time", clock)
    box.close()
    assert 0.5 <= sum(naps) < 0.51


def test_without_msgspec_the_standard_library_writes(wire, monkeypatch):
    original = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "msgspec":
            raise ImportError
        return original(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    box = outbox(wire[0])
    box.queue.put(record(text="ü"))
    box.flush()
    assert read(wire[1], 1)[0][0][5] == "ü"


# ── the probe and its collector ─────────────────────────────────────────────────────────────


@pytest.fixture
def collector():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        yield server, f"127.0.0.1:{server.getsockname()[1]}"


def test_hello_says_who_and_what(collector):
    server, address = collector
    probe = tutor.probe.install(address, "t", "server 7", 7)
    try:
        peer, _ = server.accept()
        peer.settimeout(5)
        tutor.probe.hello(address="127.0.0.1:1", app="mysite.asgi:application")
        word, said = read(peer, 1)[0]
        probe.facts.tell("scene.noted", "x")
        tutor.probe.flush()
        ((_, number, *_),) = read(peer, 1)[0]
        probe.facts.tell("scene.noted", "y")
        tutor.probe.drain()
        assert not probe.outbox.is_waiting
    finally:
        tutor.probe.close()
    peer.close()
    versions = said.pop("versions")
    assert word == "hello"
    assert said == {
        "token": "t",
        "process": "server 7",
        "pid": os.getpid(),
        "schema": SCHEMA,
        "app": "mysite.asgi:application",
        "layer": "InMemoryChannelLayer",
        "address": "127.0.0.1:1",
        "number": 7,
    }
    assert {"python", "django", "channels"} <= set(versions)
    assert number >> 32 == 7


def test_nothing_happens_where_no_probe_is_installed():
    app = object()
    assert tutor.probe.wrap(app) is app
    tutor.probe.hello()
    tutor.probe.flush()
    tutor.probe.drain()
    tutor.probe.close()


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    probe = tutor.probe.install(("127.0.0.1", port), "t", "server 1", 1)
    tutor.probe.hello()
    assert probe.outbox.silent
    assert tutor.probe.wrap(len) is not len
    assert tutor.probe.install(f"127.0.0.1:{port}", "t", "server 1", 1) is not probe
    tutor.probe.close()


async def test_the_watch_writes_and_notices_that_the_collector_is_gone(collector):
    server, address = collector
    probe = Probe.connect(address, "t", "server 1", 1)
    gone = []
    probe.on_gone = lambda: gone.append(True)
    probe.observe()
    peer, _ = server.accept()
    probe.hello()
    read(peer, 1)
    probe.facts.tell("scene.noted", "x")
    peer.settimeout(5)
    assert read(peer, 1)[0][0][5] == "x"
    peer.close()
    await settle(lambda: gone)
    assert probe.outbox.silent
    probe.close()


def test_a_forked_child_is_silent(collector):
    code = f"""
import os
from tutor import probe
seen = probe.install("{collector[1]}", "t", "server 1", 1)
seen._forked()
assert not seen.outbox.silent
pid = os.fork()
if pid == 0:
    os._exit(0 if seen.outbox.silent else 1)
assert os.waitpid(pid, 0)[1] == 0
assert not seen.outbox.silent
"""
    # From Python 3.12 on a fork beside a thread is worth a warning.
    quiet = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", code]
    done = subprocess.run(quiet, capture_output=True, timeout=50)
    assert (done.returncode, done.stderr) == (0, b"")


def test_installing_imports_nothing_of_the_project(collector):
    code = f"""
import sys
from tutor import probe
probe.install("{collector[1]}", "t", "server 1", 1)
probe.hello()
names = {{name.partition(".")[0] for name in sys.modules}}
assert not names & {{"django", "channels", "asgiref"}}, names
assert not [n for n in sys.modules if n.startswith("tutor.") and not n.startswith("tutor.probe")]
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=20)
    assert done.stderr == b""
