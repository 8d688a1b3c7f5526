"""Projects that know nothing of us, run as their owners would: what is seen, and how it ends."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from tests.alive import is_alive
from tests.ports import free_port
from tutor.core.events import GroupSent, HttpReceived
from tutor.core.records import read
from tutor.errors import Unavailable
from tutor.runtime.fact_intake import Facts
from tutor.runtime.trace_link import DETAILS
from tutor.runtime.traced_command import TracedCommand

FOREIGN = Path(__file__).parents[1] / "foreign"
WITHIN = 40.0  # seconds, on a busy machine


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with the projects, which is nothing of ours, as the place to work in."""
    for name in ("PYTHONPATH", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.delenv(name, raising=False)
    folder = Path(shutil.copytree(FOREIGN, tmp_path / "theirs"))
    monkeypatch.chdir(folder)
    return folder


@asynccontextmanager
async def client(port: int, path: str) -> AsyncIterator[ClientConnection]:
    """A WebSocket, as soon as the server takes one."""
    async with asyncio.timeout(WITHIN):
        while True:
            with suppress(OSError):
                socket_ = await connect(f"ws://127.0.0.1:{port}{path}")
                break
            await asyncio.sleep(0.05)
    async with socket_:
        yield socket_


def shop(kind: str, port: int) -> list[str]:
    return {
        "runserver": [sys.executable, "manage.py", "runserver", f"127.0.0.1:{port}"],
        "daphne": [sys.executable, "-m", "daphne", "-p", str(port), "shop.asgi:application"],
        "uvicorn": [
            *(sys.executable, "-m", "uvicorn", "--port", str(port), "--log-level", "error"),
            "shop.asgi:application",
        ],
    }[kind]


@pytest.mark.parametrize("kind", ["runserver", "daphne", "uvicorn"])
async def test_a_message_is_seen_from_frame_to_frame(
    kind: str, project: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "shop")
    facts = Facts()
    async with TracedCommand(shop(kind, port), facts):
        async with client(port, "/ws/prices/") as ws:
            await ws.send('{"type": "price.changed"}')
            assert await asyncio.wait_for(ws.recv(), WITHIN) == "3"
        assert await facts.until(lambda: facts.kinds["consumer.finished"] > 0, WITHIN)
    [(process, said)] = facts.find("group.sent")
    sent = read(process, said)
    assert isinstance(sent, GroupSent)
    assert sent.where == "shop/consumers.py:8 receive_json"
    assert {record[5] for _, record in facts.find("handler.started")} == {
        *("websocket_connect", "price_changed", "websocket_receive", "websocket_disconnect")
    }
    assert (facts.kinds["probe.faulted"], facts.kinds["server.stopped"]) == (0, 1)
    assert facts.find("server.started")[0][1][6].endswith(f":{port}")


async def test_a_runserver_without_daphne_says_that_it_takes_no_websocket(
    project: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "shop")
    settings = Path("shop/settings.py")
    own = settings.read_text().replace('"daphne", ', "")
    settings.write_text(own.replace("DEBUG = True", "DEBUG = False"))  # else a page of Django's
    facts = Facts()
    async with TracedCommand(shop("runserver", port), facts):
        with pytest.raises(InvalidStatus, match="HTTP 404"):
            async with client(port, "/ws/prices/"):
                pass
        assert await facts.until(lambda: facts.kinds["http.answered"] > 0, WITHIN)
    [(_, started)] = facts.find("server.started")
    assert (started[7], started[6]) == ("WSGIHandler (no WebSocket)", f"127.0.0.1:{port}")
    [(process, said)] = facts.find("http.received")
    received = read(process, said)
    assert isinstance(received, HttpReceived)
    assert (received.path, received.upgrade) == ("/ws/prices/", "websocket")


async def test_a_reload_is_a_new_process_and_the_end_of_the_old_one(
    project: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "notes")
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "--port",
        str(port),
        "--reload",
        "notes:application",
    ]
    facts = Facts()
    async with TracedCommand([*command, "--reload-delay", "0.1"], facts):
        async with client(port, "/") as ws:
            await ws.send("hi")
            assert await asyncio.wait_for(ws.recv(), WITHIN) == "HI"
        code = Path("notes.py").read_text().replace("upper", "title")
        Path("notes.py").write_text(code)
        assert await facts.until(lambda: facts.kinds["server.started"] == 2, WITHIN)
        assert await facts.until(lambda: facts.kinds["server.stopped"] >= 1, WITHIN)
    names = [process for process, _ in facts.find("server.started")]
    assert names == ["server 1", "server 2"]
    ends = [record[-2] for _, record in facts.find("server.stopped")]
    assert (len(ends), {*ends} <= {"stopped", "gone"}) == (2, True)  # uvicorn reaps it at once


async def test_the_projects_own_sitecustomize_runs_and_nothing_of_ours_is_on_its_path(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (project / "own").mkdir()
    (project / "own" / "sitecustomize.py").write_text("import sys; sys.own = True")
    monkeypatch.setenv("PYTHONPATH", str(project / "own"))
    code = (
        "import sys; print(sys.own, 'tutor' in sys.modules, sys.modules['sitecustomize'].__file__)"
    )
    async with TracedCommand([sys.executable, "-c", code], Facts()) as command:
        assert await command.end() == 0
    own, ours, file = capfd.readouterr().out.split()
    assert (own, ours, Path(file).parent.name) == ("True", "False", "own")


@pytest.mark.parametrize("detail", DETAILS)
async def test_a_process_is_told_how_much_to_tell(
    detail: str, capfd: pytest.CaptureFixture[str]
) -> None:
    code = "import os; print(os.environ['TUTOR_TRACE_DETAIL'])"
    command = [sys.executable, "-S", "-c", code]
    async with TracedCommand(command, Facts(), detail=detail) as running:
        assert await running.end() == 0
    assert capfd.readouterr().out == f"{detail}\n"


async def test_all_processes_of_the_command_end_with_it(project: Path) -> None:
    code = (
        "import signal, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import signal, time;"
        "signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(600)'],"
        " stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\n"
        "open('pid', 'w').write(str(child.pid)); open('ready', 'w')\n"
        "time.sleep(600)\n"
    )
    async with TracedCommand([sys.executable, "-c", code], Facts()):
        async with asyncio.timeout(WITHIN):
            while not Path("ready").exists():
                await asyncio.sleep(0.02)
        pid = int(Path("pid").read_text())
    async with asyncio.timeout(WITHIN):
        while is_alive(pid):
            await asyncio.sleep(0.02)
    assert not is_alive(pid)


STUBBORN = """
import signal, socket, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
socket.create_connection(("127.0.0.1", int(sys.argv[1])))
time.sleep(60)
"""


async def test_that_a_command_is_killed_by_us_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as ready:
        facts, port = Facts(), str(ready.getsockname()[1])
        async with TracedCommand([sys.executable, "-c", STUBBORN, port], facts) as command:
            ready.setblocking(False)
            (await asyncio.get_running_loop().sock_accept(ready))[0].close()
    assert await command.end() == 128 + signal.SIGKILL
    [(process, noted)] = facts.find("scene.noted")
    assert (process, noted[5]) == ("tutor", "1.2 s after SIGTERM the command still runs")


async def test_a_command_that_does_not_exist_is_said() -> None:
    with pytest.raises(Unavailable, match="nix-da cannot be started"):
        async with TracedCommand(["nix-da"], Facts()):
            pass


async def test_a_worker_that_is_killed_is_told_and_so_is_the_one_in_its_place(
    project: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "notes")
    command = [sys.executable, "-m", "uvicorn", "--port", str(port), "--workers", "2"]
    facts = Facts()
    async with TracedCommand([*command, "notes:application"], facts):
        assert await facts.until(lambda: facts.kinds["server.started"] == 2, WITHIN)
        [(name, record), _] = facts.find("server.started")
        os.kill(record[5], signal.SIGKILL)
        assert await facts.until(lambda: facts.kinds["server.started"] == 3, WITHIN)
        assert await facts.until(lambda: facts.kinds["server.stopped"] == 1, WITHIN)
        [(ended, told)] = facts.find("server.stopped")
        assert (ended, *told[-2:]) == (name, "killed", -signal.SIGKILL)
    names = [process for process, _ in facts.find("server.started")]
    assert names == ["server 1", "server 2", "server 3"]
    assert {record[-2] for _, record in facts.find("server.stopped")[1:]} <= {"stopped", "gone"}


async def test_a_command_that_sends_to_a_group_is_seen(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "work")
    facts = Facts()
    async with TracedCommand([sys.executable, "manage.py", "announce"], facts) as command:
        assert await command.end() == 0
    [(process, said)] = facts.find("group.sent")
    [(_, started)] = facts.find("server.started")
    where = "work/management/commands/announce.py:9 handle"
    assert (process, said[5], said[9]) == ("command 1", "staff", where)
    assert (started[7], facts.find("server.stopped")[0][1][-2:]) == (
        "manage.py announce",
        ["stopped", 0],
    )


async def test_a_worker_s_jobs_are_seen(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project / "work")
    facts = Facts()
    async with TracedCommand([sys.executable, "manage.py", "runworker", "jobs"], facts):
        assert await facts.until(lambda: facts.kinds["handler.finished"] == 1, WITHIN)
    [(process, job)] = facts.find("handler.started")
    [(_, sent)] = facts.find("channel.sent")
    assert (process, job[5], job[6], sent[5]) == ("worker 1", "job_print", "job.print", "jobs")
    assert facts.kinds["probe.faulted"] == 0
