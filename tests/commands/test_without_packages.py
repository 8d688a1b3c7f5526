"""What a command says where a package that it needs is not installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WITHOUT = "import sys; sys.modules[{module!r}] = None; import tutor.__main__ as m; m.main()"


def tutor(home: Path, module: str, *args: str) -> subprocess.CompletedProcess[str]:
    """Runs `tutor ARGS` in a Python to which this module is not there."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT.format(module=module), *args],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TUTOR_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("module", ["websockets", "msgspec", "daphne"])
def test_doctor_names_what_is_missing_and_ends_with_1(tmp_path: Path, module: str) -> None:
    done = tutor(tmp_path, module, "doctor")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == f"Missing here, and needed: {module}."
    assert f"missing: `pip install '{module}>=" in done.stdout


@pytest.mark.parametrize(
    ("module", "args", "code"),
    [
        ("packaging", ("doctor",), 1),
        ("websockets", ("check", "7"), 3),
        ("typer", ("lesson",), 3),
        ("rich", ("lesson", "7", "--plain"), 3),
    ],
)
def test_one_sentence_names_the_module(
    tmp_path: Path, module: str, args: tuple[str, ...], code: int
) -> None:
    done = tutor(tmp_path, module, *args)
    assert done.returncode == code
    assert done.stderr.startswith(f"tutor: The module {module} is not installed.\n")
    assert "Traceback" not in done.stderr


def test_a_lesson_goes_on_from_its_recording(tmp_path: Path) -> None:
    done = tutor(tmp_path, "websockets", "lesson", "7", "--scene", "three_tabs")
    assert done.returncode == 0
    assert "The module websockets is not installed." in " ".join(done.stdout.split())
    assert "proved by this run" not in done.stdout
    assert "proved by the recording" in done.stdout
