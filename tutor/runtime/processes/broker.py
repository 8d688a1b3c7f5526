"""The broker of a session: Redis, Valkey, the embedded one, or the learner's own by URL.

A broker of ours runs on loopback without persistence, belongs to the janitor and ends with the
tutor. In the learner's own, only the keys under a prefix of ours are touched.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from tutor.core.naming import sentence
from tutor.errors import SceneFailed, Unavailable
from tutor.runtime.fact_intake import Facts
from tutor.runtime.needs import need
from tutor.runtime.processes.keeper import Keeper
from tutor.runtime.processes.ports import Ports
from tutor.runtime.stage.broker_reader import Key, read_keys

START_WITHIN: Final = 10.0
PROCESS: Final = "broker"
FAKE: Final = Path(__file__).with_name("fake_broker.py")
OWN_PREFIX: Final = "minicom"


class Broker:
    """One broker for all scenes of a session. A scene is between `begin` and `finish`."""

    def __init__(self, keeper: Keeper, ports: Ports, url: str = "") -> None:
        self.is_ours = not url
        self.url = url
        self.prefix = OWN_PREFIX if self.is_ours else f"tutor-{secrets.token_hex(4)}"
        self.server = ""  # "redis-server 7.0.15"
        self._port = 0
        self._pid = 0
        self._starts = 0
        self._keeper = keeper
        self._ports = ports
        self._facts = Facts()
        self._told = False  # this scene knows that it runs

    @property
    def address(self) -> str:
        """ "127.0.0.1:6379", without credentials."""
        return self.url.rpartition("//")[2].rpartition("@")[2].partition("/")[0]

    @property
    def is_running(self) -> bool:
        """As far as we know."""
        return bool(self.server) if not self.is_ours else bool(self._pid)

    # ── the frame of a scene

    async def begin(self, facts: Facts) -> None:
        """A scene needs it: start it or empty it, and report to `facts` which one it is.

        Raises `Unavailable` where none can be started.
        """
        if self._told:
            return
        self._facts = facts
        if self.is_running:
            await self._clear()
            self._tell()
        else:
            await self.start()

    def join(self, facts: Facts) -> None:
        """Report to this scene from here on."""
        self._facts = facts

    async def finish(self) -> None:
        """The scene is over; what it left behind goes."""
        if self._told and self.is_running:
            with suppress(Exception):
                async with asyncio.timeout(3):
                    await self._clear()
        self._told = False

    async def close(self) -> None:
        """The session is over."""
        await self.finish()
        if self._pid:
            self._signal(signal.SIGKILL)

    # ── what a scene can do with it

    async def start(self) -> None:
        """Start it, on the same port as before. Raises `Unavailable`."""
        if self.is_running:
            return
        if self.is_ours:
            await self._start_ours()
        self.server = await self._identify()
        self._tell()

    async def kill(self) -> None:
        """SIGKILL. Everything it held is lost, as there is no persistence.

        Raises `SceneFailed` where it does not run, or is the learner's own.
        """
        self._must_be_ours("killed")
        self._signal(signal.SIGKILL)
        await self._gone()
        self._facts.emit("broker.stopped", process=PROCESS, how="killed")

    async def stop(self) -> None:
        """SIGTERM. Raises `SceneFailed` where it does not run, or is the learner's own."""
        self._must_be_ours("stopped")
        self._signal(signal.SIGTERM)
        await self._gone()
        self._facts.emit("broker.stopped", process=PROCESS, how="stopped")

    async def look(self, pattern: str = "*") -> list[Key]:
        """Report every key as it is now; returns the keys, sorted by name.

        `pattern`: as for Redis' SCAN, after our prefix. Raises `SceneFailed` where the broker does
        not answer.
        """
        async with self._connection() as redis:
            keys = await read_keys(redis, self.prefix, pattern)
        for key in keys:
            self._facts.emit(
                "broker.read",
                process=PROCESS,
                key=key.name,
                type=key.type,
                members=list(key.members),
                ttl=key.ttl,
            )
        return keys

    # ── processes

    def _must_be_ours(self, verb: str) -> None:
        if not self.is_ours:
            raise SceneFailed(f"the broker at {self.address} is not the tutor's and is not {verb}")
        if not self._pid:
            raise SceneFailed(f"the broker is not running and cannot be {verb}")

    def _tell(self) -> None:
        self._told = True
        self._facts.emit(
            "broker.started", process=PROCESS, server=self.server, address=self.address
        )

    async def _start_ours(self) -> None:
        if _binary() is None:
            need("fakeredis")
        for _ in range(5):  # between our choice of a port and its use, it may be taken
            port = self._port or self._ports.free()
            self._starts += 1
            self._ports.release(port)
            log = self._keeper.folder / f"broker-{self._starts}.log"
            self._pid = await self._keeper.spawn(_command(port, self._keeper.folder), log)
            self.url = f"redis://127.0.0.1:{port}"
            if await self._ready():
                self._port = port
                return
            died = not _alive(self._pid)
            self._signal(signal.SIGKILL)
            await self._gone()
            if not died:
                break
        words = log.read_text(errors="replace").strip().rpartition("\n")[2]
        raise Unavailable(f"No broker could be started: {words or 'it did not answer'}.")

    async def _ready(self) -> bool:
        limit = asyncio.get_running_loop().time() + START_WITHIN
        while asyncio.get_running_loop().time() < limit and _alive(self._pid):
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(2):
                    if await _ping(self.address):
                        return True
            await asyncio.sleep(0.005)
        return False

    def _signal(self, number: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._pid, number)

    async def _gone(self) -> None:
        limit = asyncio.get_running_loop().time() + 3
        # It is the janitor's child, so there is nothing of ours to wait on.
        while _alive(self._pid) and asyncio.get_running_loop().time() < limit:  # noqa: ASYNC110
            await asyncio.sleep(0.002)
        if _alive(self._pid):
            self._signal(signal.SIGKILL)
            await asyncio.sleep(0.05)
        self._keeper.forget(self._pid)
        self._pid = 0
        self._ports.hold(self._port)

    # ── talking to it

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        from redis.asyncio import Redis
        from redis.exceptions import RedisError

        redis = Redis.from_url(self.url, socket_timeout=5, socket_connect_timeout=5)
        try:
            yield redis
        except (RedisError, OSError) as error:
            raise SceneFailed(f"the broker at {self.address} does not answer: {error}") from error
        finally:
            with suppress(Exception):
                await redis.aclose()

    async def _identify(self) -> str:
        if self.is_ours and _binary() is None:
            return f"fakeredis {version('fakeredis')}"
        try:
            async with self._connection() as redis:
                told = await redis.info("server")
        except SceneFailed as error:
            raise Unavailable(sentence(error.message)) from error
        if "valkey_version" in told:
            return f"valkey-server {told['valkey_version']}"
        return f"redis-server {told.get('redis_version', '?')}"

    async def _clear(self) -> None:
        """Our own keys."""
        async with self._connection() as redis:
            if self.is_ours:
                await redis.flushall()
                return
            keys = [key async for key in redis.scan_iter(match=f"*{self.prefix}*", count=1000)]
            mine = [key for key in keys if _is_mine(key, self.prefix)]
            if mine:
                await redis.delete(*mine)


def _is_mine(key: bytes, prefix: str) -> bool:
    """Keys of the layers begin with the prefix; Django's cache puts its own in front of ":"."""
    return key.startswith(prefix.encode())


def _binary() -> str | None:
    """`TUTOR_BROKER=embedded` leaves out what is on the PATH (used by tests)."""
    if os.environ.get("TUTOR_BROKER") == "embedded":
        return None
    return shutil.which("redis-server") or shutil.which("valkey-server")


def _command(port: int, folder: Path) -> list[str]:
    binary = _binary()
    if binary is None:
        return [sys.executable, "-P", str(FAKE), str(port)]
    options = {
        "--port": str(port),
        "--bind": "127.0.0.1",
        "--save": "",
        "--appendonly": "no",
        "--dir": str(folder),
        "--daemonize": "no",
    }
    return [binary, *(word for option in options.items() for word in option)]


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


async def _ping(address: str) -> bool:
    host, _, port = address.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(b"*1\r\n$4\r\nPING\r\n")
        return (await reader.readline()).startswith(b"+PONG")
    finally:
        writer.close()
