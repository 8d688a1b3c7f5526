"""A script is stopped before its next call, with the tasks that it has begun and nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tutor.runtime.script_calls import Calls, up_to


async def three(calls: Calls, done: list[int]) -> None:
    """A script of three calls."""
    for number in (1, 2, 3):
        calls.note()
        done.append(number)
        await asyncio.sleep(0)


@pytest.mark.parametrize(("count", "was_stopped"), [(0, True), (2, True), (3, False), (9, False)])
async def test_so_many_calls_are_carried_out(count: int, was_stopped: bool) -> None:
    calls, done = Calls(), list[int]()
    assert await up_to(calls, three(calls, done), count) is was_stopped
    assert done == [1, 2, 3][:count]
    assert len(calls.times) == len(done)


async def test_calls_of_others_before_and_afterwards_are_free() -> None:
    calls, done = Calls(), list[int]()
    calls.note()
    await up_to(calls, three(calls, done), 1)
    calls.note()
    assert (done, len(calls.times)) == ([1], 3)
    assert calls.times == sorted(calls.times)


async def _waits(calls: Calls, done: list[int], begins: Callable[[], Awaitable[None]]) -> None:
    calls.note()
    begun = asyncio.ensure_future(begins())
    await asyncio.sleep(5)
    await begun


async def test_a_task_that_the_script_has_begun_stops_it_as_well() -> None:
    calls, done = Calls(), list[int]()
    script = _waits(calls, done, lambda: three(calls, done))
    async with asyncio.timeout(2):
        assert await up_to(calls, script, 2)
    assert done == [1]


async def test_a_mistake_of_the_script_is_its_own() -> None:
    async def mistaken() -> None:
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        await up_to(Calls(), mistaken(), 2)


async def test_who_gives_up_the_part_ends_the_script() -> None:
    ended = asyncio.Event()

    async def waits() -> None:
        try:
            await asyncio.sleep(5)
        finally:
            ended.set()

    part = asyncio.create_task(up_to(Calls(), waits(), 2))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    part.cancel()
    with pytest.raises(asyncio.CancelledError):
        await part
    assert ended.is_set()
