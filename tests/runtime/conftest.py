"""Real servers, real clients, real brokers; the scenes are in `scenes/` beside this file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tutor.runtime.processes.ports import Ports
from tutor.runtime.processes.session import Session
from tutor.runtime.stage.open_stage import open_stage
from tutor.runtime.stage.stage import Stage

SCENES = Path(__file__).parent / "scenes"


@pytest.fixture(scope="session")
def scenes() -> Path:
    """The folder with the scenes and labs of these tests."""
    return SCENES


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def session() -> AsyncIterator[Session]:
    """Warm servers for a whole file of tests."""
    async with Session() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def stage(session: Session) -> AsyncIterator[Stage]:
    """A stage whose servers and clients are gone after the test."""
    async with open_stage(SCENES, session=session) as opened:
        yield opened


@pytest.fixture
def ports() -> Iterator[Ports]:
    """Ports that are released after the test."""
    made = Ports()
    yield made
    made.close()
