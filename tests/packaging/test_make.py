"""The Makefile and the scripts behind it, with stand-ins for the interpreters they find."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = (
    *("sh", "make", "awk", "cat", "cut", "date", "grep", "mkdir", "mktemp", "rm", "sleep", "tail"),
    *("touch", "tr", "xargs"),
)
Shell = Callable[..., subprocess.CompletedProcess[str]]

OLD = '[ "$1" = --version ] && echo "Python 3.9.2"; exit 1'
# Says that it is new enough, and writes down what it is asked to run.
NEW = 'case "$2" in *version_info*) ;; *executable*) echo "$0" ;; *) echo "$*"; exit {code} ;; esac'


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the Makefile and its scripts, and a PATH that holds the tools alone."""
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, f"this test needs {tool}"
        (tmp_path / "bin" / tool).symlink_to(found)
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    return tmp_path


@pytest.fixture
def shell(checkout: Path) -> Shell:
    """Runs a command in that folder."""

    def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        path = {"PATH": str(checkout / "bin"), "LC_ALL": "C.UTF-8"}
        return subprocess.run(
            command,
            cwd=checkout,
            env=path | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
        )

    return run


def _program(checkout: Path, name: str, script: str) -> Path:
    path = checkout / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def _set_up(checkout: Path) -> None:
    """As if everything had been installed just now."""
    (checkout / ".venv/bin").mkdir(parents=True)
    _program(checkout, "../.venv/bin/python", 'echo "$*" "${PYTHONDONTWRITEBYTECODE-unset}"')
    for stamp in (".product", ".dev"):
        (checkout / ".venv" / stamp).touch()


def test_the_second_time_a_lesson_is_one_command(checkout: Path, shell: Shell) -> None:
    _set_up(checkout)
    run = shell("make", "lesson", "N=3", "ARGS=--plain", PYTHONDONTWRITEBYTECODE="1")
    assert (run.stdout, run.stderr) == ("-m tutor lesson 3 --plain unset\n", "")


def test_help_is_the_default_and_names_every_command(shell: Shell) -> None:
    commands = {line.split()[1] for line in shell("make").stdout.splitlines()}
    wanted = {"lesson", "test", "check", "coverage", "bench", "test-matrix", "test-wheel", "clean"}
    assert wanted <= commands


def test_without_a_new_enough_python_it_says_what_is_here(checkout: Path, shell: Shell) -> None:
    _program(checkout, "python3", OLD)
    run = shell("make", "lesson")
    assert run.returncode != 0
    assert "Python 3.11 or newer is needed" in run.stderr
    assert "python3: Python 3.9.2" in run.stderr


def test_an_old_python3_is_passed_over_for_a_newer_one(checkout: Path, shell: Shell) -> None:
    _program(checkout, "python3", OLD)
    _program(checkout, "python3.12", NEW.format(code=0))
    run = shell("sh", "scripts/setup", "venv", "place")
    assert (run.returncode, (checkout / ".venv.log").read_text()) == (0, "-m venv --clear place\n")


def test_uv_is_used_where_it_is(checkout: Path, shell: Shell) -> None:
    python = _program(checkout, "python3", NEW.format(code=1))
    _program(checkout, "uv", 'echo "uv $*"')
    run = shell("sh", "scripts/setup", "venv", "place")
    asked = (checkout / ".venv.log").read_text()
    assert (run.returncode, asked) == (0, f"uv venv --clear --python {python} place\n")


def test_where_uv_fails_pip_does_it(checkout: Path, shell: Shell) -> None:
    _program(checkout, "python3", NEW.format(code=0))
    _program(checkout, "uv", 'echo "uv $*"; exit 1')
    run = shell("sh", "scripts/setup", "venv", "place")
    asked = (checkout / ".venv.log").read_text().splitlines()
    assert (run.returncode, asked[-1]) == (0, "-m venv --clear place")


def test_a_failure_shows_the_end_of_the_log(checkout: Path, shell: Shell) -> None:
    _program(checkout, "python3", NEW.format(code=1))
    run = shell("make", "lesson")
    assert run.returncode != 0
    assert "python3-venv" in run.stderr
    assert "-m venv --clear .venv" in run.stderr
    assert run.stdout == ""


def test_a_failed_installation_is_tried_again(checkout: Path, shell: Shell) -> None:
    _set_up(checkout)
    (checkout / ".venv/.product").unlink()
    _program(checkout, "../.venv/bin/python", 'echo "no network"; exit 1')
    for _ in range(2):
        run = shell("make", "lesson")
        assert run.returncode != 0
        assert "no network" in run.stderr


def test_a_pairing_without_an_interpreter_is_named(shell: Shell) -> None:
    run = shell("sh", "scripts/test-matrix")
    assert run.returncode == 0
    left_out = [line.split()[3] for line in run.stdout.splitlines() if "left out: " in line]
    assert left_out == ["3.11", "3.13", "3.14"]


def test_a_matrix_that_is_only_installed_runs_no_test_and_is_not_installed_again(
    checkout: Path, shell: Shell
) -> None:
    folder = checkout / ".venv-matrix/3.13-django6"
    (folder / "bin").mkdir(parents=True)
    _program(checkout, "python3.13", NEW.format(code=0))
    _program(checkout, f"../{folder.relative_to(checkout)}/bin/python", 'echo "$*"')
    for room in ("probe", "projects", "view"):
        (checkout / "tests" / room).mkdir(parents=True, exist_ok=True)
    first = shell("sh", "scripts/test-matrix", "install", MATRIX="3.13")
    asked = folder.with_name("3.13-django6.log").read_text()
    assert ("-m pip install" in asked, (checkout / ".venv.log").exists()) == (True, False)
    assert ("installed: Python 3.13" in first.stdout, "-m pytest" in first.stdout) == (True, False)
    second = shell("sh", "scripts/test-matrix", MATRIX="3.13")
    (ran,) = (line.split() for line in second.stdout.splitlines() if "-m pytest" in line)
    assert "tests/probe/" in ran
    assert not {"tests/projects/", "tests/view/"} & {*ran}
    left_out = [word.partition("=")[2] for word in ran if word.startswith("--ignore=")]
    assert [name for name in left_out if not (ROOT / name).is_file()] == []
    assert second.stderr == ""


def test_each_room_is_covered_by_itself_and_one_that_is_not_is_named(
    checkout: Path, shell: Shell
) -> None:
    _set_up(checkout)
    python = 'echo "$*" "$COVERAGE_FILE"; case "$*" in *tests/quiz*) exit 1 ;; esac'
    _program(checkout, "../.venv/bin/python", python)
    run = shell("make", "coverage", "PYTEST_ARGS=-x -q")
    rooms = {"core", "course", "quiz", "view", "story", "probe", "play", "practice"}
    asked = [line for line in run.stdout.splitlines() if line.startswith("-m pytest")]
    assert {line.rpartition(".")[2] for line in asked} == rooms
    assert all("--cov-fail-under=100 -x -q .venv/coverage." in line for line in asked)
    assert run.returncode != 0
    assert "quiz: not passed, or not every line covered" in run.stderr.splitlines()
