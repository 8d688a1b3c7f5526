"""A port is kept for a server that is away."""

from __future__ import annotations

import errno
import socket

import pytest

from tutor.runtime.processes.ports import Ports
from tutor.runtime.processes.session import Session
from tutor.runtime.stage.stage import Stage

APP = "labs/echo.py:application"


def knock(port: int) -> int:
    """What a client meets."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port))


def is_taken(port: int) -> bool:
    """Another program that asks for it does not get it."""
    with socket.socket() as other:
        try:
            other.bind(("127.0.0.1", port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False


def test_a_held_port_refuses_and_is_given_to_nobody(ports: Ports) -> None:
    port = ports.free()
    assert knock(port) == errno.ECONNREFUSED
    assert is_taken(port)
    ports.hold(port)  # twice is once
    ports.release(port)
    assert not is_taken(port)


def test_who_was_quicker_keeps_it(ports: Ports) -> None:
    with socket.create_server(("127.0.0.1", 0)) as quicker:
        port = quicker.getsockname()[1]
        ports.hold(port)
        assert knock(port) == 0
    assert not is_taken(port)


def test_no_port_is_held_for_a_server_that_never_had_one(ports: Ports) -> None:
    ports.hold(0)
    assert not ports._held


def test_all_are_released_in_the_end(ports: Ports) -> None:
    held = [ports.free() for _ in range(3)]
    ports.close()
    assert not any(map(is_taken, held))


@pytest.mark.asyncio(loop_scope="module")
async def test_a_killed_server_comes_back_to_the_port_that_was_kept(
    session: Session, stage: Stage
) -> None:
    server = await stage.server(app=APP)
    port = server.port
    await server.kill()
    assert knock(port) == errno.ECONNREFUSED
    assert is_taken(port)
    await server.restart()
    assert server.port == port
    assert not session.ports._held
    tab = await stage.client("ann", "/ws/")
    await tab.send("hello")
    await tab.expect("hello")
