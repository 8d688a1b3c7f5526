"""Without a loopback interface, or without a free port of it: one sentence, and soon."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tutor.errors import Unavailable
from tutor.runtime import loopback
from tutor.runtime.clients import client_socket
from tutor.runtime.link import Link
from tutor.runtime.processes.ports import Ports
from tutor.runtime.processes.session import Session

ROOT = Path(__file__).resolve().parents[2]
NO_LOOPBACK = "The loopback interface cannot be used (127.0.0.1: Network is unreachable)."
NO_PORT = "No port of 127.0.0.1 is free."

APART = ("unshare", "--map-root-user", "--net")
UP = "ip link set lo up && sysctl -qw net.ipv4.ip_local_port_range='{0} {0}' && exec {1}"
TAKE = "import socket, subprocess, sys; s = socket.socket(); s.bind(('127.0.0.1', 50000)); "
TAKE += "s.listen(); sys.exit(subprocess.run(sys.argv[1:]).returncode)"


def _can_be_apart() -> bool:
    needs = ("unshare", "ip", "sysctl")
    if sys.platform != "linux" or not all(map(shutil.which, needs)):
        return False
    return subprocess.run([*APART, "true"], capture_output=True, check=False).returncode == 0


apart = pytest.mark.skipif(not _can_be_apart(), reason="no network namespace can be made here")


def tutor(home: Path, *args: str, ports: bool = True) -> subprocess.CompletedProcess[str]:
    """Runs `tutor ARGS` in a network of its own.

    Its loopback interface is down; without `ports` it is up, and its one free port is taken.
    """
    command = [sys.executable, "-m", "tutor", *args]
    if not ports:
        taken = [sys.executable, "-c", TAKE, *command]
        command = ["sh", "-c", UP.format("50000", '"$@"'), "sh", *taken]
    return subprocess.run(
        [*APART, *command],
        cwd=ROOT,
        env={**os.environ, "TUTOR_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@apart
@pytest.mark.parametrize("ports", [True, False], ids=["no loopback", "no port"])
def test_a_lesson_goes_on_from_its_recording(tmp_path: Path, ports: bool) -> None:
    done = tutor(tmp_path, "lesson", "7", "--scene", "three_tabs", ports=ports)
    told = " ".join(done.stdout.split())
    assert (done.returncode, done.stderr) == (0, "")
    assert (NO_LOOPBACK if ports else NO_PORT) in told
    assert "proved by the recording" in told


@apart
@pytest.mark.parametrize(
    ("args", "ports"),
    [
        (("check", "--claim", "C07-14"), True),
        (("check", "--claim", "C07-14"), False),
        (("serve",), True),
    ],
)
def test_what_needs_a_live_run_ends_with_one_sentence(
    tmp_path: Path, args: tuple[str, ...], ports: bool
) -> None:
    done = tutor(tmp_path, *args, ports=ports)
    assert done.returncode == 3
    assert done.stderr.splitlines()[0] == f"tutor: {NO_LOOPBACK if ports else NO_PORT}"
    assert "Traceback" not in done.stderr


@apart
def test_doctor_says_it(tmp_path: Path) -> None:
    done = tutor(tmp_path, "doctor")
    assert f"loopback          {NO_LOOPBACK}" in done.stdout


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], None]:
    """`failing("bind", errno.EADDRINUSE)`: every socket of this process does so from here on."""

    def make(call: str, code: int) -> None:
        def fail(*_: Any) -> int:
            if call == "connect_ex":
                return code
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(socket.socket, call, fail)

    return make


@pytest.mark.parametrize("take", [lambda: Ports().free(), client_socket.bound])
def test_no_port_is_unavailable(
    failing: Callable[[str, int], None], take: Callable[[], object]
) -> None:
    failing("bind", errno.EADDRINUSE)
    with pytest.raises(Unavailable, match=r"No port of 127\.0\.0\.1 is free\."):
        take()


async def test_a_link_without_a_port_is_unavailable(failing: Callable[[str, int], None]) -> None:
    failing("bind", errno.EADDRINUSE)
    with pytest.raises(Unavailable, match=r"No port of 127\.0\.0\.1 is free\."):
        await Link().start()


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (errno.ENETUNREACH, "Network is unreachable"),
        (errno.EAGAIN, "no answer within 1 s"),  # a packet filter that drops
        (errno.EADDRNOTAVAIL, ""),
    ],
)
async def test_a_loopback_that_cannot_be_reached(
    failing: Callable[[str, int], None], code: int, why: str
) -> None:
    failing("connect_ex", code)
    if not why:
        return loopback.check()  # out of ports, says who binds one
    with pytest.raises(Unavailable, match=why):
        async with Session(spares=False):
            raise AssertionError("a session without a loopback")
    return None


async def test_a_socket_whose_connecting_is_given_up_is_closed() -> None:
    with socket.socket() as full, socket.socket() as first:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        first.connect(full.getsockname())  # there is no room for another
        own, _ = client_socket.bound()
        connecting = asyncio.create_task(
            client_socket.reach(own, f"127.0.0.1:{full.getsockname()[1]}")
        )
        await asyncio.sleep(0)
        connecting.cancel()
        await asyncio.wait({connecting})
        assert own.fileno() == -1
