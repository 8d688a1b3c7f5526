"""Whatever ends the tutor, and whenever: no process and no folder is left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.alive import is_alive
from tutor.runtime.paths import TEMP_PREFIX, leftovers
from tutor.runtime.processes.session import Session
from tutor.runtime.stage.director import record

ENDLESS = Path(__file__).with_name("endless.py")
WITHIN = 3.0
ROUNDS = ((0.05, 0.3, 0.6, 1.0, 1.5), (0.15, 0.8, 2.0, 2.8, 3.5))


started: list[subprocess.Popen[bytes]] = []


def start(scenes: Path, mark: Path, scene: str = "everything") -> subprocess.Popen[bytes]:
    """A tutor whose processes are known by their environment, with a temp folder of its own."""
    environment = {**os.environ, "TUTOR_MARK": str(mark), "TMPDIR": str(mark)}
    environment["PYTHONPATH"] = str(ENDLESS.parents[2])
    tutor = subprocess.Popen(
        [sys.executable, str(ENDLESS), str(scenes), scene],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    started.append(tutor)
    return tutor


@pytest.fixture(autouse=True)
def none_outlives_its_test() -> Iterator[None]:
    """Whatever a test has found wrong, the tests after it do not meet its tutors."""
    yield
    while started:
        tutor = started.pop()
        if tutor.returncode is None:
            tutor.kill()
            tutor.communicate()


def marked(mark: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if is_alive(process) and process.environ().get("TUTOR_MARK") == str(mark):
                found.append(process)
    return found


def what_is_left(mark: Path) -> list[object]:
    """After three seconds at most."""
    limit = time.monotonic() + WITHIN
    while time.monotonic() < limit:
        left = [*marked(mark), *mark.glob(f"{TEMP_PREFIX}*")]
        if not left:
            return []
        time.sleep(0.05)
    return [
        process.cmdline() if isinstance(process, psutil.Process) else process for process in left
    ]


@pytest.mark.slow
@pytest.mark.parametrize("moments", ROUNDS, ids=str)
def test_killed_tutors_leave_nothing(
    moments: tuple[float, ...], scenes: Path, tmp_path: Path
) -> None:
    marks = [tmp_path / str(moment) for moment in moments]
    for mark in marks:
        mark.mkdir()
    began = time.monotonic()
    tutors = [start(scenes, mark) for mark in marks]
    for moment, mark, tutor in zip(moments, marks, tutors, strict=True):
        time.sleep(max(0, began + moment - time.monotonic()))
        tutor.kill()
        tutor.communicate()
        assert what_is_left(mark) == [], moment


def _end_of(tutor: subprocess.Popen[bytes]) -> bytes:
    """What it has written until its end; one that hangs says where, and is ended."""
    try:
        return tutor.communicate(timeout=20)[1]
    except subprocess.TimeoutExpired:
        tutor.send_signal(signal.SIGUSR1)
        time.sleep(0.5)
        tutor.kill()
        raise AssertionError(tutor.communicate()[1].decode()) from None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_in_order(number: signal.Signals, scenes: Path, tmp_path: Path) -> None:
    tutor = start(scenes, tmp_path)
    limit = time.monotonic() + 20
    while len(marked(tmp_path)) < 4 and time.monotonic() < limit:
        time.sleep(0.05)
    tutor.send_signal(number)
    errors = _end_of(tutor)
    assert tutor.returncode == (-2 if number == signal.SIGINT else 128 + number), errors.decode()
    assert what_is_left(tmp_path) == []


def test_a_tutor_killed_while_it_makes_the_database_leaves_nothing(
    scenes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_CACHE", str(tmp_path / "cache"))
    tutor = start(scenes, tmp_path)
    limit = time.monotonic() + 40
    while not list(tmp_path.rglob("*.sqlite3")) and time.monotonic() < limit:
        time.sleep(0.002)
    [builder] = [p for p in marked(tmp_path) if "build_database" in " ".join(p.cmdline())]
    builder.suspend()  # it will not end by itself
    tutor.kill()
    tutor.communicate()
    assert what_is_left(tmp_path) == []


async def test_a_session_that_fails_leaves_nothing(
    scenes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_MARK", str(tmp_path))
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 the block is the scene
        async with Session() as session:
            await record(scenes, "hello", session=session)
            assert len(marked(tmp_path)) >= 1
            raise ZeroDivisionError
    assert what_is_left(tmp_path) == []
    assert not session.temp.exists()


async def test_a_scene_that_is_cancelled_leaves_nothing(
    scenes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_MARK", str(tmp_path))
    playing = asyncio.create_task(record(scenes, "everything"))
    await asyncio.sleep(1.0)
    playing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await playing
    assert what_is_left(tmp_path) == []


async def test_a_scene_that_swallows_its_cancellation_is_cancelled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.runtime.processes.session.INSIST", 0.1)
    swallowed: list[int] = []

    async def play() -> None:
        async with Session(spares=False):
            while True:
                try:
                    await asyncio.sleep(30)
                except asyncio.CancelledError:
                    swallowed.append(len(swallowed))
                    if len(swallowed) > 1:
                        raise

    playing = asyncio.create_task(play())
    await asyncio.sleep(0.5)
    playing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await playing
    assert swallowed == [0, 1]


def test_folders_of_dead_tutors_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for pid in (dead.pid, os.getpid()):
        (tmp_path / f"{TEMP_PREFIX}{pid}-x").mkdir()
    assert [folder.name for folder in leftovers()] == [f"{TEMP_PREFIX}{dead.pid}-x"]
