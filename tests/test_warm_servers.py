"""A forked server is a process as one that is started: its world, its streams and its end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.warm_servers import Forked

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no server is forked")


def main() -> None:
    """What a fork runs here in place of a server."""
    match sys.argv[2]:
        case "tell":
            files = {int(name) for name in os.listdir("/proc/self/fd")}  # noqa: PTH208
            inner = {fd for fd in files if os.path.exists(f"/proc/self/fd/{fd}")}  # noqa: PTH110
            words = [*sys.argv[1:], str(Path.cwd()), os.getsid(0) == os.getpid(), len(inner)]
            print(json.dumps([*words, dict(os.environ), "daphne.server" in sys.modules]))
            print("aside", file=sys.stderr)
        case "speak":
            socket.socket(fileno=int(sys.argv[1])).send(b"here")
        case "fail":
            raise ValueError("of its own")
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case number:
            sys.exit(int(number))


def forked(word: str, folder: Path) -> tuple[int, str, str]:
    """Exit status, standard output and error."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        child = Forked(
            [sys.executable, "-m", "tests.test_warm_servers", str(theirs.fileno()), word],
            cwd=folder,
            env={"WORD": "é", "PYTHONUNBUFFERED": "1"},
            pass_fds=[theirs.fileno()],
        )
        with child.stdout, child.stderr:
            said, aside = child.stdout.read().decode(), child.stderr.read().decode()
        code = child.wait()
        if word == "speak" and code == 0:
            said += ours.recv(9).decode()
        return code, said, aside


def test_its_world_is_what_it_was_given(tmp_path: Path) -> None:
    code, told, aside = forked("tell", tmp_path)
    control, *rest = json.loads(told)
    env = {"WORD": "é", "PYTHONUNBUFFERED": "1"}
    assert (int(control) > 2, *rest) == (True, "tell", str(tmp_path), True, 4, env, False)
    assert (code, aside) == (0, "aside\n")


@pytest.mark.parametrize("taken", [0, 1, 5, 200])
def test_its_socket_has_the_number_that_it_is_told(taken: int, tmp_path: Path) -> None:
    others = [os.dup(0) for _ in range(taken)]
    try:
        code, told, aside = forked("speak", tmp_path)
    finally:
        for each in others:
            os.close(each)
    assert (code, told, aside) == (0, "here", "")


@pytest.mark.parametrize(("word", "code"), [("7", 7), ("die", -signal.SIGKILL), ("fail", 1)])
def test_its_end_is_told_as_that_of_any_process(word: str, code: int, tmp_path: Path) -> None:
    assert forked(word, tmp_path)[0] == code


def test_what_it_raises_is_on_its_stderr(tmp_path: Path) -> None:
    assert forked("fail", tmp_path)[2].endswith("ValueError: of its own\n")


@pytest.mark.parametrize("kind", ["server", "tutor"])
def test_it_ends_with_the_process_that_tests(kind: str) -> None:
    script = f"from tests.forks import nursery; nursery({kind!r}); import os; os._exit(0)"
    done = subprocess.run([sys.executable, "-c", script], stderr=subprocess.PIPE, timeout=50)
    assert (done.returncode, done.stderr) == (0, b"")  # read to its end: nobody holds it any more
