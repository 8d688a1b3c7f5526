"""The janitor ends what it was told of, and nothing else.

That it does so whenever a tutor ends, and however, is in `test_nothing_left.py`.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tutor.errors import Unavailable
from tutor.runtime.processes.keeper import Keeper

SLEEP = [sys.executable, "-I", "-S", "-c", "import time; time.sleep(60)"]


@pytest.fixture
def group() -> Iterator[subprocess.Popen[bytes]]:
    """A process that leads a group of its own."""
    process = subprocess.Popen(SLEEP, start_new_session=True)
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The session's folder: the janitor removes it in the end."""
    made = tmp_path / "session"
    made.mkdir()
    return made


async def test_a_group_that_is_watched_ends_with_the_tutor(
    folder: Path, group: subprocess.Popen[bytes]
) -> None:
    keeper = Keeper(folder)
    await keeper.start()
    keeper.watch(group.pid)
    await keeper.close()
    assert group.wait(5) == -9
    assert not folder.exists()


async def test_a_group_that_is_forgotten_lives_on(
    folder: Path, group: subprocess.Popen[bytes]
) -> None:
    """Its pid was given back to the system: the group is somebody else's by now."""
    keeper = Keeper(folder)
    await keeper.start()
    keeper.watch(group.pid)
    keeper.forget(group.pid)
    await keeper.close()
    assert not folder.exists(), "it has cleared up"
    assert group.poll() is None


async def test_a_process_that_it_has_started_ends_with_it(folder: Path) -> None:
    keeper = Keeper(folder)
    await keeper.start()
    pid = await keeper.spawn(SLEEP, folder / "log")
    assert psutil.pid_exists(pid)
    await keeper.close()
    assert not psutil.pid_exists(pid)


async def test_what_cannot_be_started_is_named(folder: Path) -> None:
    keeper = Keeper(folder)
    await keeper.start()
    try:
        with pytest.raises(Unavailable, match=r"/no/such/program cannot be started: .*No such"):
            await keeper.spawn(["/no/such/program"], folder / "log")
        assert psutil.pid_exists(await keeper.spawn(SLEEP, folder / "log")), "it goes on"
    finally:
        await keeper.close()
