"""Whom a session's signals end."""

from __future__ import annotations

import asyncio
import signal

import pytest

from tutor.runtime.processes.session import Session


async def test_a_signal_ends_the_task_that_runs_a_scene_and_not_who_opened_the_session() -> None:
    session = Session(spares=False)
    async with session:
        scene = asyncio.create_task(asyncio.sleep(30))
        session.belong_to(scene)
        session._caught(signal.SIGTERM)
        with pytest.raises(asyncio.CancelledError):
            await scene
        session.caught = None  # or leaving would end the test run with its status


async def test_a_scene_that_swallows_its_cancellation_is_cancelled_once_more() -> None:
    async def stubborn() -> str:
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            await asyncio.sleep(30)
        return "not ended"

    async with Session(spares=False) as session:
        scene = asyncio.create_task(stubborn())
        await asyncio.sleep(0)
        session.belong_to(scene)
        scene.cancel()
        async with asyncio.timeout(20):
            with pytest.raises(asyncio.CancelledError):
                await scene
