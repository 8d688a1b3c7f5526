"""What has passed once is not run again, and what has not is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.building import ROOT

TESTS = """
from pathlib import Path

def ran(name):
    with Path("ran").open("a") as out:
        out.write(name)

def test_right():
    ran("r")

def test_wrong():
    ran("w")
    assert False
"""


@pytest.mark.parametrize("workers", ["0", "2"])
def test_what_passed_is_counted_and_what_failed_is_run_again(tmp_path: Path, workers: str) -> None:
    (tmp_path / "test_two.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    note = tmp_path / "note"

    def run(option: str) -> str:
        command = [sys.executable, "-m", "pytest", "-p", "tests.once", "-p", "no:django"]
        more = ["-n", workers, "--rootdir", tmp_path, option, note, "test_two.py"]
        env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [*command, *more], cwd=tmp_path, env=env, text=True, stdout=subprocess.PIPE, timeout=50
        )
        assert done.returncode == 1
        return done.stdout.splitlines()[-1]

    assert "1 failed, 1 passed" in run("--note")
    assert note.read_text() == "test_two.py::test_right\n"
    assert "1 failed, 1 passed" in run("--noted")
    assert sorted((tmp_path / "ran").read_text()) == ["r", "w", "w"]
