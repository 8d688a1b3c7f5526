"""A worker takes files as a whole, the long ones first, and waits for nobody between its tests."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.by_file import tell_at_once
from tests.packaging.building import ROOT

MADE = """
import os
import pytest

@pytest.fixture(scope="module")
def made():
    with open("made", "a") as out:
        out.write(f"{os.environ['PYTEST_XDIST_WORKER']} NAME\\n")

@pytest.mark.parametrize("n", range(9))
def test_it(made, n):
    pass
"""
SLOW = "pytestmark = pytest.mark.slow\n"


def test_what_a_file_has_in_common_is_made_once_and_that_of_slow_tests_first(
    tmp_path: Path,
) -> None:
    (tmp_path / "tests/pty").mkdir(parents=True)
    for name in ("tests/pty/c", "tests/pty/d", "tests/a", "tests/b", "tests/e"):
        source = MADE.replace("NAME", name[-1]) + SLOW * (name[-1] == "e")
        (tmp_path / f"{name[:-1]}test_{name[-1]}.py").write_text(source)
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nmarkers = slow\nasyncio_default_fixture_loop_scope = function\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:django"]
    done = subprocess.run(
        [*command, "-n", "2", "--dist", "loadgroup", "--rootdir", tmp_path, "-p", "no:randomly"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        text=True,
        stdout=subprocess.PIPE,
        timeout=50,
    )
    assert "45 passed" in done.stdout, done.stdout
    made = [line.split() for line in (tmp_path / "made").read_text().splitlines()]
    assert sorted(file for _, file in made) == ["a", "b", "c", "d", "e"]
    assert len({worker for worker, file in made if file in "cd"}) == 1
    assert "e" in {file for _, file in made[:2]}


def test_nothing_that_is_told_of_a_test_waits() -> None:
    with socket.socket() as told:
        tell_at_once(SimpleNamespace(failures_db=SimpleNamespace(sock=told)))  # type: ignore[arg-type]
        assert told.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_without_reruns_there_is_nothing_to_tell(pytestconfig: pytest.Config) -> None:
    assert tell_at_once(SimpleNamespace()) is None  # type: ignore[arg-type,func-returns-value]
