"""Processes that serve nothing to anybody: what of theirs is observed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.probe.collector import Collector
from tests.probe.test_attach import APP, run
from tutor.probe import unserved


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text(APP)
    return tmp_path


@pytest.mark.parametrize(
    ("argv", "role", "label"),
    [
        (["/v/bin/celery", "-A", "shop", "worker"], "worker", "celery"),
        (["/v/lib/celery/__main__.py", "-A", "shop", "worker"], "worker", "celery"),
        (["manage.py", "runworker", "jobs"], "worker", "manage.py runworker"),
        (["/v/lib/django/__main__.py", "announce"], "command", "django announce"),
        ([""], "command", ""),
    ],
)
def test_a_process_is_called_what_it_runs(
    argv: list[str], role: str, label: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", argv)
    monkeypatch.delitem(sys.modules, "_pytest.runner")  # this one runs
    assert (unserved.role("command"), unserved.label()) == (role, label)


TALK = """
import asyncio
from asgiref.testing import ApplicationCommunicator as Talk
from app import application

async def talk():
    await Talk(application, {"type": "websocket", "path": "/"}).wait()

def test_one():
    asyncio.run(talk())

def test_two():
    asyncio.run(talk())
    asyncio.run(talk())
"""


def test_facts_stand_between_the_beginning_and_the_end_of_their_test(folder: Path) -> None:
    (folder / "test_it.py").write_text(TALK)
    collector = Collector()
    code = "import pytest\nsys.exit(pytest.main(['-q', '-p', 'no:randomly', '-p', 'no:django']))"
    ended = run(folder, code, f"{collector.address} word")
    assert ended.returncode == 0, ended.stdout
    collector.wait(lambda: collector.goodbyes)
    told = [(kind, *rest[:1]) for _, (kind, _, _, _, _, *rest) in collector.records]
    kept = [one for one in told if one[0].startswith(("test.", "connection.opened"))]
    one, two = "test_it.py::test_one", "test_it.py::test_two"
    assert kept == [
        ("test.started", one),
        ("connection.opened", "/"),
        ("test.finished", one),
        ("test.started", two),
        ("connection.opened", "/"),
        ("connection.opened", "/"),
        ("test.finished", two),
    ]
    assert [hello["process"] for hello in collector.hellos] == ["pytest"]


def test_a_pytest_without_an_application_never_connects(folder: Path) -> None:
    (folder / "test_it.py").write_text("def test_nothing():\n    pass")
    collector = Collector()
    code = "import pytest\nsys.exit(pytest.main(['-q', '-p', 'no:django']))"
    assert run(folder, code, f"{collector.address} word").returncode == 0
    assert not collector.peers


SETTINGS = """
import asyncio
from django.conf import settings
settings.configure(CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}})
from asgiref.sync import async_to_sync
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter

class Room(AsyncWebsocketConsumer):
    groups = ["room"]

async def call(app, path="/ws/", kind="websocket"):
    events = [{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1001}]
    async def receive():
        return events.pop(0) if events else await asyncio.sleep(60)
    async def send(message):
        pass
    scope = {"type": kind, "path": path, "server": ["127.0.0.1", 99]}
    await app(scope, receive, send)
"""
CALLED = {
    "a router": "router = ProtocolTypeRouter({'websocket': Room.as_asgi()})\napp = router",
    "a consumer": "app = Room.as_asgi()",
    "a router below a function": (
        "router = ProtocolTypeRouter({'websocket': Room.as_asgi()})\n"
        "async def app(scope, receive, send):\n"
        "    await router(scope, receive, send)"
    ),
}


@pytest.mark.parametrize("called", CALLED)
def test_what_an_unknown_server_calls_has_a_connection(called: str, folder: Path) -> None:
    collector = Collector()
    code = f"{SETTINGS}\n{CALLED[called]}\nasyncio.run(call(app))\nasyncio.run(call(app))"
    ended = run(folder, code, f"{collector.address} word")
    assert ended.returncode == 0, ended.stderr
    collector.wait(lambda: collector.goodbyes)
    records = [record for _, record in collector.records]
    conns = [r[3] for r in records if r[0] in ("connection.opened", "consumer.created")]
    assert (conns, collector.count("group.joined")) == ([1, 1, 2, 2], 2)
    assert collector.count("probe.faulted") == 0
    [said] = collector.hellos
    assert (said["address"], said["process"]) == ("127.0.0.1:99", "server")


@pytest.mark.parametrize("told", ["", "127.0.0.1:x word"])
def test_what_cannot_be_observed_is_called_as_it_is(told: str, folder: Path) -> None:
    code = f"{SETTINGS}\n{CALLED['a router']}\nasyncio.run(call(app))\nprint('over')"
    ended = run(folder, code, told)
    assert (ended.stdout, ended.stderr) == ("over\n", "")


USES = {
    "sync code": (
        "def go():\n    async_to_sync(layer.group_send)('room', {'type': 'x'})\ngo()",
        "go",
    ),
    "async code": (
        "async def go():\n    await layer.group_send('room', {'type': 'x'})\nasyncio.run(go())",
        "go",
    ),
}


@pytest.mark.parametrize("use", USES)
def test_a_process_is_seen_from_its_first_call_of_a_layer_on(use: str, folder: Path) -> None:
    code, where = USES[use]
    script = f"import sys\n{SETTINGS}\nlayer = get_channel_layer()\n{code}\n{code}"
    (folder / "announce.py").write_text(script)
    collector = Collector()
    runs = "import runpy\nsys.argv = ['/x/announce.py', 'now', '--key=secret']\n"
    ended = run(folder, f"{runs}runpy.run_path('announce.py')", f"{collector.address} word")
    assert ended.returncode == 0, ended.stderr
    collector.wait(lambda: collector.goodbyes)
    sent = [record for _, record in collector.records if record[0] == "group.sent"]
    assert [record[9].rpartition(" ")[2] for record in sent] == [where, where]
    [said] = collector.hellos
    assert (said["app"], said["process"]) == ("announce.py now", "command")


def test_a_layer_that_is_made_and_not_used_tells_nothing(folder: Path) -> None:
    collector = Collector()
    code = f"{SETTINGS}\nlayer = get_channel_layer()\nprint(vars(layer)['send'].__name__)"
    ended = run(folder, code, f"{collector.address} word")
    assert (ended.stdout, ended.stderr, collector.peers) == ("send\n", "", [])


def test_a_layer_that_a_server_observes_first_is_told_once(folder: Path) -> None:
    code = (
        f"{SETTINGS}\n"
        "from asgiref.testing import ApplicationCommunicator as Talk\n"
        "layer = get_channel_layer()\n"
        "async def app(scope, receive, send):\n"
        "    await layer.send('room', {'type': 'x'})\n"
        "async def main():\n"
        "    await Talk(app, {'type': 'websocket', 'path': '/'}).wait()\n"
        "asyncio.run(main())"
    )
    collector = Collector()
    ended = run(folder, code, f"{collector.address} word")
    assert ended.returncode == 0, ended.stderr
    collector.wait(lambda: collector.goodbyes)
    assert (len(collector.hellos), collector.count("channel.sent")) == (1, 1)
    assert collector.count("probe.faulted") == 0


def test_a_layer_that_cannot_report_works_as_without_us(folder: Path) -> None:
    code = f"{SETTINGS}\nlayer = get_channel_layer()\n{USES['async code'][0]}\nprint('over')"
    ended = run(folder, code, "127.0.0.1:x word")
    assert (ended.stdout, ended.stderr) == ("over\n", "")


CLOSED = """
class Closed:
    __slots__ = ()
    async def send(self, channel, message):
        print("sent")
settings.CHANNEL_LAYERS["default"]["BACKEND"] = "__main__.Closed"
asyncio.run(get_channel_layer().send("x", {"type": "x"}))
"""


def test_a_layer_that_takes_no_attributes_is_left_alone(folder: Path) -> None:
    ended = run(folder, SETTINGS + CLOSED, "127.0.0.1:1 word")
    assert (ended.stdout, ended.stderr) == ("sent\n", "")


WORKER = """
from channels.consumer import SyncConsumer
from channels.worker import Worker
class Jobs(SyncConsumer):
    def job_done(self, message):
        print("done")
async def main():
    layer = get_channel_layer()
    await layer.send("jobs", {"type": "job.done"})
    worker = Worker(Jobs.as_asgi(), ["jobs"], layer)
    listening = asyncio.ensure_future(worker.handle())
    await asyncio.sleep(0.3)
    listening.cancel()
asyncio.run(main())
"""


def test_a_worker_s_application_is_observed(folder: Path) -> None:
    collector = Collector()
    start = "sys.argv = ['manage.py', 'runworker', 'jobs']\n"
    ended = run(folder, start + SETTINGS + WORKER, f"{collector.address} word")
    assert ended.stdout == "done\n", ended.stderr
    collector.wait(lambda: collector.goodbyes)
    [said] = collector.hellos
    assert (said["process"], collector.count("handler.finished")) == ("worker", 1)


def test_a_layer_that_nobody_lists_is_left_alone_once_the_process_is_seen(folder: Path) -> None:
    code = (
        f"{SETTINGS}\n"
        "from channels.layers import channel_layers\n"
        "other = channel_layers.make_backend('default')\n"
        "async def main():\n"
        "    for layer in (get_channel_layer(), other):\n"
        "        await layer.send('room', {'type': 'x'})\n"
        "asyncio.run(main())"
    )
    collector = Collector()
    ended = run(folder, code, f"{collector.address} word")
    assert ended.returncode == 0, ended.stderr
    collector.wait(lambda: collector.goodbyes)
    assert (len(collector.hellos), collector.count("channel.sent")) == (1, 1)
