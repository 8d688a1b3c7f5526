"""What has passed once is not run again, and what has not is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.building import ROOT

RIGHT = """
from pathlib import Path

def ran(name):
    with Path("ran").open("a") as out:
        out.write(name)

ran("i")

def test_right():
    ran("r")
"""
SLOW = """
import pytest

@pytest.mark.slow
def test_slow():
    ran("s")
"""
WRONG = """
def test_wrong():
    ran("w")
    assert False
"""


def run(folder: Path, option: str, *more: str) -> str:
    """What the last line of a run says that notes, or that has noted."""
    command = [sys.executable, "-m", "pytest", "-p", "tests.once", "-p", "no:django"]
    done = subprocess.run(
        [*command, "--rootdir", folder, option, folder / "note", *more],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        text=True,
        stdout=subprocess.PIPE,
        timeout=50,
    )
    return done.stdout.splitlines()[-1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = slow\n")
    return tmp_path


@pytest.mark.parametrize("workers", ["0", "2"])
def test_what_passed_is_counted_and_what_failed_is_run_again(folder: Path, workers: str) -> None:
    (folder / "test_two.py").write_text(RIGHT.replace('ran("i")', "") + WRONG)
    assert "1 failed, 1 passed" in run(folder, "--note", "-n", workers)
    assert (folder / "note").read_text() == "test_two.py::test_right\n"
    assert "1 failed, 1 passed" in run(folder, "--noted", "-n", workers)
    assert sorted((folder / "ran").read_text()) == ["r", "w", "w"]


@pytest.mark.parametrize(
    ("source", "ran", "passed"),
    [(RIGHT, "ir", 1), (RIGHT + SLOW, "iris", 2)],
)
def test_file_is_imported_again_if_not_all_of_its_tests_have_passed(
    folder: Path, source: str, ran: str, passed: int
) -> None:
    (folder / "test_one.py").write_text(source)
    run(folder, "--note", "-m", "not slow", "-p", "no:randomly")
    assert f"{passed} passed" in run(folder, "--noted", "-p", "no:randomly")
    assert (folder / "ran").read_text() == ran
