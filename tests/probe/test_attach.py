"""The application of a process that was not made for us is found where a server takes it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import tutor.probe
from tests.probe.collector import Collector

SITE = Path(tutor.probe.__file__).parent / "site"

APP = """
import asyncio
async def application(scope, receive, send):
    pass
def call(app):
    asyncio.run(app({"type": "websocket", "path": "/", "client": None}, None, None))
"""
COMMUNICATOR = (
    "from asgiref.testing import ApplicationCommunicator as Talk\n"
    "async def main():\n"
    "    await Talk(application, {'type': 'websocket', 'path': '/'}).wait()\n"
    "asyncio.run(main())"
)
IMPORTED_ALREADY = (
    "import uvicorn.config, _tutor_probe.attach as attach\n"
    "sys.meta_path[:] = [one for one in sys.meta_path if type(one).__name__ != 'Hook']\n"
    "attach.begin(os.environ['TUTOR_TRACE'])\n"
    "config = uvicorn.config.Config(application)\nconfig.load()\ncall(config.loaded_app)"
)
OTHER_VERSION = "daphne/server.py"  # another one than is installed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project."""
    (tmp_path / "app.py").write_text(APP)
    return tmp_path


@pytest.fixture
def other_daphne(folder: Path) -> Path:
    """The server's module in a Daphne that has nothing of what we know."""
    (folder / "daphne").mkdir()
    (folder / "daphne" / "__init__.py").write_text("")
    (folder / OTHER_VERSION).write_text("other = 1")
    return folder


def run(folder: Path, code: str, told: str, *paths: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(SITE), *paths])
    return subprocess.run(
        [sys.executable, "-c", f"import os, sys\nfrom app import *\n{code}"],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, "TUTOR_TRACE": told},
    )


@pytest.mark.parametrize("code", [COMMUNICATOR, IMPORTED_ALREADY])
def test_an_application_is_observed_as_it_is_given_to_what_runs_it(code: str, folder: Path) -> None:
    collector = Collector()
    ended = run(folder, code, f"{collector.address} word")
    assert ended.returncode == 0, ended.stderr
    collector.wait(lambda: collector.count("connection.closed") == 1)
    [said] = collector.hellos
    assert (said["app"], said["token"]) == ("application", "word")
    assert said["number"] // 64 == said["pid"]


WSGI = """
from django.core.servers import basehttp
class Server:
    def __init__(self, *args, **options): pass
    def set_app(self, app): self.app = app
    def serve_forever(self):
        page = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_UPGRADE": "websocket"}
        print(*self.app(page, lambda *args: None), type(self.app).__name__)
def view(environ, start_response):
    start_response("404 Not Found", [])
    return ["page"]
"""
SERVES_WSGI = f"{WSGI}basehttp.run('127.0.0.1', 82, view, server_cls=Server)\n"


def test_an_application_of_djangos_own_server_is_observed_once(folder: Path) -> None:
    collector = Collector()
    ended = run(folder, SERVES_WSGI * 2, f"{collector.address} word")
    assert ended.stdout == "page WsgiApplication\npage function\n", ended.stderr
    collector.wait(lambda: collector.count("http.answered") == 1)
    [said] = collector.hellos
    assert (said["app"], said["address"]) == ("WSGIHandler (no WebSocket)", "127.0.0.1:82")


def test_an_application_of_djangos_own_server_is_served_where_telling_fails(folder: Path) -> None:
    broken = "import _tutor_probe.attach as attach\nattach.Hook._greet = None\n"
    ended = run(folder, broken + SERVES_WSGI, "127.0.0.1:1 word")
    assert ended.stdout == "page function\n", ended.stderr


@pytest.mark.parametrize("detail", ["full", "low", None])
def test_it_is_told_in_a_variable_how_much_to_tell(
    detail: str | None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TUTOR_TRACE_DETAIL", raising=False)
    if detail is not None:
        monkeypatch.setenv("TUTOR_TRACE_DETAIL", detail)
    code = f"{COMMUNICATOR}\nimport _tutor_probe\nprobe = _tutor_probe._installed\n"
    said = "print(probe.facts.is_low, probe.outbox.overdue // 1_000_000)"
    ended = run(folder, code + said, "127.0.0.1:1 word")
    assert ended.stdout == ("True 20\n" if detail == "low" else "False 8\n")


@pytest.mark.parametrize(
    "code",
    [
        "import asgiref.sync",  # serves nothing
        "from uvicorn.config import Config\nConfig('app:call', interface='wsgi').load()",
    ],
)
def test_a_process_without_an_application_never_connects(code: str, folder: Path) -> None:
    collector = Collector()
    assert run(folder, code, f"{collector.address} word").returncode == 0
    assert not collector.peers


RUNSERVER = """
from django.core.servers import basehttp

class Server(basehttp.WSGIServer):
    def serve_forever(self):
        print(type(self.get_app()).__name__)

def pages(environ, start_response):
    pass

basehttp.run("127.0.0.1", 0, pages, server_cls=Server)
basehttp.run("127.0.0.1", 0, pages, server_cls=Server)
"""


def test_the_pages_of_djangos_own_server_are_observed_once(folder: Path) -> None:
    collector = Collector()
    ended = run(folder, RUNSERVER, f"{collector.address} word")
    assert (ended.stdout, ended.stderr) == ("WsgiApplication\nfunction\n", "")
    collector.wait(lambda: bool(collector.hellos))
    [said] = collector.hellos
    assert (said["app"], said["address"]) == ("WSGIHandler (no WebSocket)", "127.0.0.1:0")


def test_pages_are_served_where_the_address_is_none(folder: Path) -> None:
    ended = run(folder, RUNSERVER, "127.0.0.1:x word")
    assert (ended.stdout, ended.stderr) == ("function\nfunction\n", "")


@pytest.mark.parametrize("told", ["", "nonsense", "127.0.0.1:1 word"])
@pytest.mark.parametrize("name", ["daphne.nix", "daphne.server"])  # we look for the second
def test_an_import_that_fails_does_so_as_without_us(
    name: str, told: str, other_daphne: Path
) -> None:
    (other_daphne / OTHER_VERSION).unlink()
    ended = run(other_daphne, f"import {name}", told)
    assert ended.stderr.endswith(f"ModuleNotFoundError: No module named '{name}'\n")


@pytest.mark.parametrize("told", ["", "nonsense", "127.0.0.1:1 word", "127.0.0.1:x word"])
def test_an_application_is_served_where_nothing_answers(told: str, folder: Path) -> None:
    ended = run(folder, f"{COMMUNICATOR}\nprint('served')", told)
    assert (ended.stdout, ended.stderr) == ("served\n", "")


def test_a_server_of_another_version_is_left_alone(other_daphne: Path) -> None:
    ended = run(other_daphne, "import daphne.server\nprint(daphne.server.other)", "127.0.0.1:1 x")
    assert ended.stdout == "1\n"


def test_their_own_sitecustomize_is_run(folder: Path) -> None:
    (folder / "own").mkdir()
    (folder / "own" / "sitecustomize.py").write_text("import sys\nsys.own = 5")
    ended = run(folder, "print(sys.own)", "", str(folder / "own"))
    assert ended.stdout == "5\n"


def test_their_own_sitecustomize_is_run_where_the_probe_cannot_be_loaded(folder: Path) -> None:
    (folder / "own").mkdir()
    (folder / "own" / "sitecustomize.py").write_text("print('theirs')")
    again = (
        "import runpy\n"
        "os.environ['TUTOR_TRACE'] = '127.0.0.1:1 word'\n"
        "sys.modules['_tutor_probe.attach'] = None  # an import of it fails\n"
        f"runpy.run_path({str(SITE / 'sitecustomize.py')!r})\n"
        "print('_tutor_probe' in sys.modules)"
    )
    ended = run(folder, again, "", str(folder / "own"))
    assert (ended.stdout, ended.stderr) == ("theirs\ntheirs\nTrue\n", "")
