"""`application = wrap(application)`, where Python does not read PYTHONPATH."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tutor.probe
from tests.probe.collector import Collector
from tests.probe.test_attach import APP, SITE

MAIN = """
import asyncio, os, sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from app import application, call
from {package}.traced import wrap
application = wrap(wrap(application))
{serve}
"""
SERVE = {
    "by an unknown server": "call(application)\ncall(application)",
    "by uvicorn": (
        "from uvicorn.config import Config\n"
        "config = Config(application, port=82, interface='asgi3', proxy_headers=False)\n"
        "config.load()\n"
        "call(config.loaded_app)\ncall(config.loaded_app)"
    ),
    "after a fork": (
        "call(application)\n"
        "if pid := os.fork():\n"
        "    os.waitpid(pid, 0)\n"
        "else:\n"
        "    call(application)"
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with a copy of the probe's folder in it."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(tutor.probe.__file__).parent, tmp_path / "their_probe", ignore=ignored)
    (tmp_path / "app.py").write_text(APP)
    return tmp_path


def start(
    folder: Path, serve: str, told: str, *options: str, package: str = "tutor.probe"
) -> subprocess.CompletedProcess[str]:
    (folder / "main.py").write_text(MAIN.format(package=package, serve=serve))
    return subprocess.run(
        [sys.executable, *options, "main.py"],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "TUTOR_TRACE": told, "PYTHONPATH": str(SITE)},
    )


@pytest.mark.parametrize("serve", SERVE)
def test_an_isolated_python_is_traced_by_one_line(serve: str, folder: Path) -> None:
    collector = Collector()
    ended = start(folder, SERVE[serve], f"{collector.address} word", "-I")
    assert ended.returncode == 0, ended.stderr
    collector.wait(lambda: collector.count("connection.closed") == 2)
    collector.wait(lambda: collector.goodbyes)
    assert len(collector.hellos) == (2 if "fork" in serve else 1)
    layers = [record[5] for _, record in collector.records if record[0] == "scope.entered"]
    assert "Traced" not in layers


def test_a_copy_of_the_folder_under_any_name_is_enough(folder: Path) -> None:
    collector = Collector()
    ended = start(
        folder, "call(application)", f"{collector.address} word", "-I", package="their_probe"
    )
    assert ended.returncode == 0, ended.stderr
    collector.wait(lambda: collector.count("connection.closed") == 1)


def test_where_pythonpath_is_read_nothing_is_told_twice(folder: Path) -> None:
    collector = Collector()
    ended = start(folder, SERVE["by uvicorn"], f"{collector.address} word")
    assert ended.returncode == 0, ended.stderr
    collector.wait(lambda: collector.goodbyes)
    assert (len(collector.hellos), collector.count("connection.closed")) == (1, 2)


def test_where_nobody_traces_it_is_the_application_itself(folder: Path) -> None:
    serve = "from app import application as theirs\nprint(application is theirs)"
    assert start(folder, serve, "", "-I").stdout == "True\n"


def test_what_cannot_report_is_served_as_it_is(folder: Path) -> None:
    ended = start(folder, "call(application)\nprint(application.__name__)", "127.0.0.1:x y", "-I")
    assert (ended.stdout, ended.stderr) == ("application\n", "")


def test_where_a_mask_cannot_be_read_it_is_the_application_itself(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_MASK", "[")
    collector = Collector()
    serve = "from app import application as theirs\nprint(application is theirs)"
    ended = start(folder, serve, f"{collector.address} word", "-I")
    assert (ended.stdout, collector.peers) == ("True\n", [])
