"""A Celery worker that is traced: its tasks' `group_send` has its line, from the forked process."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.probe.conftest import started
from tutor.runtime.fact_intake import Facts
from tutor.runtime.traced_command import TracedCommand

pytestmark = [pytest.mark.slow, pytest.mark.redis]

PROJECT = Path(__file__).parents[1] / "projects" / "shop"
WITHIN = 30.0  # seconds
ORDER = "from shop.tasks import send_parcel; send_parcel.delay(7)"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The shop's folder, with a Redis for its layer and its broker; the test stands in it."""
    shutil.copytree(PROJECT, tmp_path, dirs_exist_ok=True)
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    assert program is not None
    port = free_port()
    redis = started([program, "--port", str(port), "--save", "", "--bind", "127.0.0.1"], port)
    monkeypatch.setenv("SHOP_REDIS", f"redis://127.0.0.1:{port}")
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    redis.kill()
    redis.wait()


async def test_what_a_task_sends_is_told_with_its_line(shop: Path) -> None:
    facts = Facts()
    options = ("--loglevel", "ERROR", "--concurrency", "1", "--without-gossip", "--without-mingle")
    worker = [sys.executable, "-m", "celery", "-A", "shop", "worker", *options]
    async with TracedCommand(worker, facts, quiet=True):
        ordered = await asyncio.create_subprocess_exec(sys.executable, "-c", ORDER, cwd=shop)
        assert await ordered.wait() == 0
        assert await facts.until(lambda: facts.kinds["group.sent"] == 1, WITHIN)
    [(process, sent)] = facts.find("group.sent")
    assert (process, sent[5], sent[9]) == ("worker 1", "order-7", "shop/tasks.py:9 send_parcel")
    [(_, began)] = facts.find("server.started")
    assert began[7] == "celery"
    assert facts.kinds["server.stopped"] == 1
    assert facts.kinds["probe.faulted"] == 0
