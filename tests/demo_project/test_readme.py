"""A copy of the folder is enough to run every command of its README."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.ports import free_port

PROJECT = Path(__file__).resolve().parents[2] / "demo_project"
COMMAND = re.compile(r"^    ((?:python|daphne) [^#\n]*)", re.MULTILINE)
COMMANDS = [command.strip() for command in COMMAND.findall((PROJECT / "README.md").read_text())]
AROUND = {"python -m demo_project", "daphne demo_project.asgi:application"}
SERVES = re.compile(r"runserver|demo_project$|daphne|ladder")
TIMEOUT = 30 * float(os.environ.get("TUTOR_TEST_PATIENCE", "1"))


@pytest.fixture
def copy(tmp_path):
    """The folder, copied to where nothing else is."""
    ignored = shutil.ignore_patterns("__pycache__", "*.sqlite3*")
    shutil.copytree(PROJECT, tmp_path / "demo_project", ignore=ignored)
    return tmp_path / "demo_project"


@pytest.fixture
def run(copy, die_with_parent):
    """A function that starts a command as the README has it."""
    running = []
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("MINICOM", "DJANGO", "PYTHON"))
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"

    def run(command):
        running.append(
            subprocess.Popen(
                ["sh", "-c", f"exec {command}"],
                cwd=copy.parent
                if command.split(" -p ")[0].split(" --port ")[0] in AROUND
                else copy,
                env=kept | {"PATH": path, "PYTHONUNBUFFERED": "1", "TMPDIR": str(copy.parent)},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                preexec_fn=die_with_parent,
                start_new_session=True,  # runserver has a child of its own
            )
        )
        return running[-1]

    yield run
    for process in running:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def test_the_readme_has_commands():
    assert len(COMMANDS) == 10


def test_manage_takes_the_project_that_it_lies_in(run, copy):
    process = run('python manage.py shell -v 0 -c "import demo_project as p; print(p.__file__)"')
    said, _ = process.communicate(timeout=TIMEOUT)
    assert said.splitlines()[-1] == str(copy / "__init__.py")


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_the_commands_that_end_end_well(run):
    prepare = [c for c in COMMANDS if not SERVES.search(c) and "pip install" not in c]
    for command in prepare:
        process = run(command)
        said, _ = process.communicate(timeout=TIMEOUT * 2)
        assert process.returncode == 0, f"{command}\n{said}"
    assert prepare[-1] == "python manage.py test"
    assert re.search(r"Ran \d\d tests", said)


@pytest.mark.slow
@pytest.mark.parametrize("command", [c for c in COMMANDS if SERVES.search(c)])
def test_the_commands_that_serve_serve(run, wait_for, command):
    port = free_port()
    option = {"python -m demo_project": f" --port {port}", "daphne demo": f" -p {port}"}
    given = next((o for c, o in option.items() if command.startswith(c)), f" {port}")
    process = run(command + given)

    def it_answers():
        assert process.poll() is None, process.stdout.read()
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", port)) == 0

    assert wait_for(it_answers)


def test_the_requirements_are_those_of_the_course():
    """What pip would install for the folder alone is what runs here."""
    wanted = (PROJECT / "requirements.txt").read_text().split()
    course = (PROJECT.parent / "pyproject.toml").read_text()
    assert [line for line in wanted if f'"{line}"' not in course] == []
