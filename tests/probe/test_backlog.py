"""Bytes that wait in a server for a client that does not read."""

from __future__ import annotations

import asyncio
import functools
from types import SimpleNamespace
from typing import Any

import pytest

from tutor.probe import backlog
from tutor.probe.backlog import MUCH, Backlog, measure
from tutor.probe.places import Places
from tutor.probe.report import Facts


class Transport:
    """asyncio's, as far as it is asked."""

    def __init__(self) -> None:
        self.size = 0

    def get_write_buffer_size(self) -> int:
        return self.size


class Protocol:
    """uvicorn's, as far as it is asked."""

    def __init__(self, transport: Any) -> None:
        self.transport = transport

    async def asgi_send(self, message: Any) -> None:
        """As the application is given it."""


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> tuple[Backlog, Transport, list[int]]:
    """A backlog that is looked at again after 10 ms, its transport, and the sizes that it told."""
    monkeypatch.setattr(backlog, "PATIENCE", 0.01)
    transport, sizes = Transport(), list[int]()
    facts = Facts(1, Places())
    facts.tell_of = lambda conn, cause, kind, size: sizes.append(size) or 0  # type: ignore[method-assign,func-returns-value]
    return Backlog(facts, None, Protocol(transport).asgi_send), transport, sizes


async def test_what_does_not_become_less_is_told_again_and_again(told: Any) -> None:
    watched, transport, sizes = told
    transport.size = MUCH
    watched.look()
    watched.look()  # a look is planned
    while len(sizes) < 2:
        await asyncio.sleep(0.005)
    watched.over()
    count = len(sizes)
    await asyncio.sleep(0.03)
    assert sizes == [MUCH] * count
    watched.over()


@pytest.mark.parametrize(("first", "later"), [(MUCH - 1, MUCH), (MUCH, MUCH - 1), (MUCH, 0)])
async def test_a_client_that_reads_is_not_told_of(told: Any, first: int, later: int) -> None:
    watched, transport, sizes = told
    transport.size = first
    watched.look()
    transport.size = later
    await asyncio.sleep(0.05)
    assert sizes == []


async def test_a_transport_that_fails_hurts_nobody(told: Any) -> None:
    watched, transport, sizes = told
    transport.size = MUCH
    watched.look()
    transport.size = "x"
    await asyncio.sleep(0.05)
    assert (sizes, watched._facts.faults) == ([], 1)


def test_the_transport_is_found_by_the_servers_send() -> None:
    twisted = SimpleNamespace(dataBuffer=b"12345", offset=2, _tempDataLen=7)

    def handle_reply(protocol: Any, message: Any) -> None:
        """Daphne's."""

    assert measure(functools.partial(handle_reply, Protocol(twisted)))() == 10
    transport = Transport()
    transport.size = 3
    assert measure(Protocol(transport).asgi_send)() == 3
    assert measure(functools.partial(handle_reply))() == measure(None)() == 0


async def test_a_connection_that_sends_much_is_looked_at(
    seen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backlog, "PATIENCE", 0.01)
    transport = Transport()
    transport.size = MUCH

    async def sends(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": "x" * backlog.CHECK})
        while not seen.of("send.waiting"):
            await asyncio.sleep(0.005)

    scope = {"type": "websocket", "path": "/", "headers": [], "client": ["127.0.0.1", 1]}
    await seen.wrap(sends)(scope, None, Protocol(transport).asgi_send)
    assert seen.of("send.waiting")[0].size == MUCH
