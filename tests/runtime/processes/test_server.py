"""Servers: what they serve, how they end, and what is said when they cannot start."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from pathlib import Path

import psutil
import pytest

from tutor.errors import SceneFailed, Unavailable
from tutor.runtime.fact_intake import Facts
from tutor.runtime.processes import process
from tutor.runtime.processes.server import Plan
from tutor.runtime.processes.session import Session
from tutor.runtime.processes.spares import Worker
from tutor.runtime.stage.stage import Stage

APP = "labs/echo.py:application"
pytestmark = pytest.mark.asyncio(loop_scope="module")


def lab(folder: Path, text: str) -> None:
    (folder / "labs").mkdir(exist_ok=True)
    (folder / "labs" / "it.py").write_text(text, encoding="utf-8")


@pytest.fixture
def own_stage(session: Session, tmp_path: Path) -> Stage:
    """A stage for labs that a test writes; none of their servers starts."""
    return Stage(session, Facts(), lesson_folder=tmp_path)


# ── what is served ──────────────────────────────────────────────────────────────────────────


async def test_a_server_says_what_it_is(stage: Stage) -> None:
    server = await stage.server(app=APP)
    [(process_name, record)] = stage.facts.find("server.started")
    assert process_name == "server 1"
    assert record[5:9] == [server.pid, server.address, APP, "InMemoryChannelLayer"]
    assert record[9]["django"]


async def test_it_listens_on_loopback_only_with_a_backlog_for_crowds(stage: Stage) -> None:
    server = await stage.server(app=APP)
    listening = [
        connection.laddr
        for connection in psutil.Process(server.pid).net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert [(address.ip, address.port) for address in listening] == [("127.0.0.1", server.port)]
    crowd = [socket.create_connection(("127.0.0.1", server.port), 1) for _ in range(200)]
    for each in crowd:
        each.close()


async def test_the_demo_project_knows_who_has_logged_in(stage: Stage) -> None:
    await stage.server()
    home = await stage.http("GET", "/", user="john")
    assert "john" in home.text
    assert (await stage.http("GET", "/")).status in {200, 302}
    with pytest.raises(SceneFailed, match=r"there is no user eve\. There are admin, john, jane"):
        await stage.client("eve", "/ws/", user="eve")


async def test_a_second_server_has_the_same_database_and_settings(stage: Stage) -> None:
    first = await stage.server(settings={"FRAMES_PER_MINUTE": 3})
    second = await stage.second_server()
    path = "/ws/chat/user/john@example.com/"
    ann = await stage.client("ann", path, server=first)
    await ann.send({"type": "message", "text": "written on one"})
    await ann.expect("written on one")
    ben = await stage.client("ben", path, server=second)
    await ben.expect("written on one")
    assert second.plan == first.plan


async def test_scenes_do_not_see_each_others_data(session: Session, scenes: Path) -> None:
    for text in ("one", "two"):
        stage = Stage(session, Facts(), lesson_folder=scenes)
        server = await stage.server()
        tab = await stage.client("ann", "/ws/chat/user/john@example.com/")
        await tab.send({"type": "message", "text": text})
        await tab.expect(text)
        assert sum("history" in str(frame) and "one" in str(frame) for frame in tab.received) == 0
        await tab.close()
        await server.stop()


@pytest.mark.parametrize(
    ("settings", "warm"), [({"MY_OWN": 7}, True), ({"MY_OWN": 7, "DEBUG": False}, False)]
)
async def test_settings_are_laid_over(
    stage: Stage, settings: dict[str, object], warm: bool
) -> None:
    stage.settings(MY_OTHER="x")
    server = await stage.server(app=APP, settings=settings)
    assert server.plan.is_warm is warm
    tab = await stage.client("ann", "/ws/")
    for name, value in {**settings, "MY_OTHER": "x"}.items():
        await tab.send(f"setting {name}")
        await tab.expect(f"{name}={value}")


async def test_settings_read_at_import_work_in_a_cold_process(stage: Stage) -> None:
    await stage.server(settings={"ALLOWED_HOSTS": ["example.com"]})
    assert await stage.refused("ann", "/ws/chat/user/john@example.com/") == 403


async def test_a_channel_layer_can_be_taken_away(stage: Stage) -> None:
    await stage.server(app=APP, settings={"CHANNEL_LAYERS": {}})
    assert await stage.refused("ann", "/ws/") == 500
    assert stage.facts.find("server.started", {"layer": ""})


async def test_a_lab_may_configure_django_itself(session: Session, tmp_path: Path) -> None:
    lab(
        tmp_path,
        "from django.conf import settings\n"
        "settings.configure(SECRET_KEY='x', ALLOWED_HOSTS=['*'], ROOT_URLCONF='it')\n"
        "from django.core.asgi import get_asgi_application\n"
        "application = get_asgi_application()\n"
        "from django.http import HttpResponse\n"
        "from django.urls import path\n"
        "urlpatterns = [path('', lambda request: HttpResponse('my own'))]\n",
    )
    stage = Stage(session, Facts(), lesson_folder=tmp_path)
    server = await stage.server(app="labs/it.py:application")
    assert (await stage.http("GET", "/")).text == "my own"
    await server.stop()


async def test_daphnes_options_are_passed_on(stage: Stage) -> None:
    await stage.server(app=APP, options={"websocket_max_message_size": 100})
    tab = await stage.client("ann", "/ws/")
    await tab.send("x" * 101)
    assert await tab.closed() == 1006, "Daphne cuts what is too long"


async def test_an_option_limits_the_life_of_a_socket(stage: Stage) -> None:
    await stage.server(app=APP, options={"websocket_timeout": 1})
    tab = await stage.client("ann", "/ws/")
    assert await tab.closed(within=5) == 1000


async def test_what_a_lab_prints_is_a_fact(session: Session, tmp_path: Path) -> None:
    lab(
        tmp_path,
        "import sys, threading\n"
        "from demo_project.asgi import application\n"
        "print('a word')\n"
        "thread = threading.Thread(target=lambda: 1 / 0); thread.start(); thread.join()\n",
    )
    stage = Stage(session, Facts(), lesson_folder=tmp_path)
    server = await stage.server(app="labs/it.py:application")
    await stage.fact("log.written", logger="stdout", text="a word")
    _, record = await stage.fact("log.written", logger="stderr")
    assert record[8] == "ZeroDivisionError: division by zero"
    assert stage.count("log.written") == 2
    await server.stop()


async def test_environment_of_the_learner_changes_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ws_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "somebody.elses")
    monkeypatch.setenv("MINICOM_DEBUG", "0")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    await stage.server(app=APP, fresh=True, env={"DJANGO_SETTINGS_MODULE": "demo_project.settings"})
    tab = await stage.client("ann", "/ws/")
    await tab.send("hello")
    await tab.expect("hello")
    assert (await stage.http("GET", "/")).status
    assert "PYTHONDONTWRITEBYTECODE" not in process.child_environment()


# ── how it ends ─────────────────────────────────────────────────────────────────────────────


async def test_a_stop_with_young_sockets_is_clean_and_no_kill(stage: Stage) -> None:
    server = await stage.server(app=APP)
    tabs = [await stage.client(f"tab {n}", "/ws/") for n in range(5)]
    await server.stop()
    assert (server.how, server.code) == ("stopped", 0)
    assert [await tab.closed() for tab in tabs] == [1006] * 5
    assert stage.count("connection.closed") == 5
    assert not server.last_words()


async def test_a_server_that_is_killed_does_it_by_its_own_hand(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.runtime.processes.server.DIE_WITHIN", 3600)  # else the test hangs
    server = await stage.server(app=APP)
    await server.kill()
    assert (server.how, server.code) == ("killed", -9)


async def test_a_killed_server_is_reported_after_its_last_fact(stage: Stage) -> None:
    server = await stage.server(app=APP)
    tab = await stage.client("ann", "/ws/")
    await tab.send("hello")
    await tab.expect("hello")
    await server.kill()
    assert await tab.closed() == 1006
    facts = [record for name, record in stage.facts.records if name == "server 1"]
    assert facts[-1][0] == "server.stopped"
    assert facts[-1][5:] == ["killed", -9]
    assert await stage.refused("late", "/ws/") is None


async def test_the_end_of_a_server_has_the_time_of_its_end_whenever_it_is_told(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    finish = Worker.finish

    async def late(worker: Worker, within: float) -> None:
        asked.append(time.monotonic_ns())
        await finish(worker, within)

    monkeypatch.setattr(Worker, "finish", late)
    server = await stage.server(app=APP)
    assert server._worker is not None
    popen = server._worker.child._popen
    wait = popen.wait

    def slow() -> int:
        asked.append(time.monotonic_ns())
        return wait()

    monkeypatch.setattr(popen, "wait", slow)
    await server.kill()
    [(_, stopped)] = stage.facts.find("server.stopped")
    assert (len(asked), stopped[2] < asked[0]) == (2, True), "neither reaped nor finished by then"


async def test_a_crash_is_told_with_the_exit_status(stage: Stage) -> None:
    server = await stage.server(app=APP)
    tab = await stage.client("ann", "/ws/")
    await tab.send("exit 7")
    assert await server.ended() == 7
    await stage.fact("server.stopped", how="crashed", code=7)
    assert not server.has_crashed, "the script had said that it would"


async def test_a_server_that_hangs_is_killed_in_the_end(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.runtime.processes.server.STOP_WITHIN", 0.3)
    server = await stage.server(app=APP)
    tab = await stage.client("ann", "/ws/")
    await tab.send("hang 30")
    with pytest.raises(SceneFailed, match="still runs"):
        await server.ended(within=0.1)
    await server.stop()
    assert (server.how, server.code) == ("killed", -9)


async def test_a_restart_has_the_same_name_port_and_database(stage: Stage) -> None:
    server = await stage.server()
    path = "/ws/chat/user/john@example.com/"
    tab = await stage.client("before", path)
    await tab.send({"type": "message", "text": "kept"})
    await tab.expect("kept")
    port, pid = server.port, server.pid
    await server.restart()
    assert server.port == port
    assert server.pid != pid
    again = await stage.client("after", path)
    await again.expect("kept")
    assert [name for name, _ in stage.facts.find("server.started")] == ["server 1", "server 1"]


async def test_sigterm_is_a_stop(stage: Stage) -> None:
    server = await stage.server(app=APP)
    tab = await stage.client("ann", "/ws/")
    os.kill(server.pid, signal.SIGTERM)
    assert await server.ended() == 0
    assert await tab.closed() == 1006


# ── why it cannot start ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "app", "message"),
    [
        ("x = (\n", "labs/it.py:application", r"labs/it\.py:1: SyntaxError: '\(' was never closed"),
        ("\n\n1 / 0\n", "labs/it.py:application", r"labs/it\.py:3: ZeroDivisionError"),
        (
            "import nowhere\n",
            "labs/it.py:application",
            r"The module nowhere is not installed \(labs/it\.py:1\)",
        ),
        ("", "labs/it.py:application", "AttributeError: module 'it' has no attribute"),
        ("", "labs/other.py:application", r"there is no labs/other\.py in "),
        ("", "no_such_package:app", "The module no_such_package is not installed"),
        ("raise SystemExit(3)\n", "labs/it.py:application", r"labs/it\.py:1: SystemExit: 3"),
        (
            "import os\nos._exit(3)\n",
            "labs/it.py:application",
            "before it was ready, exit status 3",
        ),
    ],
    ids=["syntax", "exception", "import", "no app", "no lab", "no package", "exit", "gone"],
)
async def test_why_a_server_cannot_start(
    own_stage: Stage, tmp_path: Path, text: str, app: str, message: str
) -> None:
    lab(tmp_path, text)
    with pytest.raises((SceneFailed, Unavailable), match=message):
        await own_stage.server(app=app)
    assert not own_stage.facts.records


async def test_a_server_that_never_gets_ready_is_given_up(
    own_stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab(tmp_path, "import time\ntime.sleep(60)\n")
    server = await _not_started(own_stage, "labs/it.py:application")
    with pytest.raises(Unavailable, match=r"was not ready within 0\.2 s"):
        await server.start(within=0.2)
    assert not psutil.pid_exists(server.pid)


async def _not_started(stage: Stage, app: str):  # type: ignore[no-untyped-def]
    from tutor.runtime.processes.server import Server

    plan = Plan(app=stage._resolve(app), name=app, environment=await stage._environment("memory"))
    return Server(stage.session, stage.facts, "server 1", plan)


async def test_a_port_in_use_is_named(stage: Stage) -> None:
    server = await stage.server(app=APP)
    await server.stop()
    stage.session.ports.release(server.port)  # as if somebody had been quicker than we
    with socket.socket() as other:
        other.bind(("127.0.0.1", server.port))
        other.listen()
        with pytest.raises(Unavailable, match=f"server 1 cannot listen on {server.address}: Addr"):
            await server.restart()


async def test_no_process_can_be_had(
    session: Session, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(Unavailable, match="No process can be started here"):
        await stage.server(app=APP, fresh=True)


async def test_a_spare_that_has_died_is_not_handed_out(session: Session, stage: Stage) -> None:
    await session.spares.prepare()
    for worker in list(session.spares._ready):
        os.kill(worker.child.pid, signal.SIGKILL)
        await asyncio.wait_for(worker.child.over.wait(), 2)
    assert (await stage.server(app=APP)).is_running
