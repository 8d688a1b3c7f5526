"""A server of a scene: a real Daphne in a process of its own, observed through the link.

Starts, stops, kills and restarts it and says how it ended. What it serves is decided by `Plan`;
processes come from `spares.py`. Every wait has a limit, and every end of a process is a fact.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from tutor.errors import SceneFailed, TutorError, Unavailable
from tutor.runtime.fact_intake import Facts
from tutor.runtime.link import Link, Peer
from tutor.runtime.loopback import unavailable
from tutor.runtime.needs import lacking, missing
from tutor.runtime.paths import project_root
from tutor.runtime.processes.output import Output, shortened
from tutor.runtime.processes.ports import Ports
from tutor.runtime.processes.spares import DEMO, Spares, Worker

START_WITHIN: Final = 20.0
STOP_WITHIN: Final = 3.0
DIE_WITHIN: Final = 1.0
DAPHNE: Final = "tutor.probe.server_main"
WSGI: Final = "tutor.probe.serve_wsgi"
UVICORN: Final = "tutor.probe.serve_uvicorn"
BACKLOG: Final = 1024  # Twisted's 50 turns a burst of 3,000 connects from 4 s into 57

EARLY: Final = frozenset(
    {
        "ALLOWED_HOSTS",
        "ASGI_APPLICATION",
        "AUTHENTICATION_BACKENDS",
        "AUTH_USER_MODEL",
        "DEBUG",
        "DEFAULT_AUTO_FIELD",
        "INSTALLED_APPS",
        "LANGUAGE_CODE",
        "LOGGING",
        "LOGGING_CONFIG",
        "MIDDLEWARE",
        "ROOT_URLCONF",
        "SECRET_KEY",
        "SESSION_ENGINE",
        "STATIC_URL",
        "TEMPLATES",
        "TIME_ZONE",
        "USE_TZ",
    }
)
"""Settings that a project has read by the time it is imported: a warm process is too late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a server serves, and how."""

    app: str = DEMO  # or "/path/of/lab.py:application"
    name: str = DEMO  # as it is shown: "labs/lab.py:application"
    environment: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)  # keyword arguments of daphne's Server
    fresh: bool = False  # nothing may be imported before the app
    main: str = DAPHNE  # the module that serves it
    confined: bool = False  # it is code that nobody has read
    start_within: float = START_WITHIN  # seconds

    @property
    def is_warm(self) -> bool:
        """A process that has imported the demo project can serve this as well as a new one."""
        if self.main != DAPHNE:
            return False
        return not (self.fresh or EARLY & self.settings.keys() or brings_settings(self.app))

    @property
    def process_environment(self) -> dict[str, str]:
        """With the demo project's settings, unless the app has its own or a fresh process is asked
        for without any.
        """
        if self.is_warm or brings_settings(self.app) or (self.fresh and not self.settings):
            return self.environment
        return {"DJANGO_SETTINGS_MODULE": "demo_project.settings", **self.environment}


def brings_settings(app: str) -> bool:
    """The lab configures Django itself, so Django must not be configured when it comes."""
    file = Path(app.rpartition(":")[0])
    if file.suffix != ".py" or not file.is_file():
        return False
    text = file.read_text(encoding="utf-8", errors="replace")
    own = "DJANGO_SETTINGS_MODULE" in text and "demo_project.settings" not in text
    return own or re.search(r"\bsettings\.configure\b", text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotServed:
    """Why a process could not begin to serve."""

    how: str  # "raised", "ended", "silent": an exception, the end of the process, no answer in time
    failed: str = ""  # "SyntaxError: invalid syntax"
    where: str = ""  # "consumers.py:3", with its folder
    trace: tuple[str, ...] = ()  # lines of the traceback, the project's own frames only
    code: int | None = None  # exit status of a process that has ended


class Machine(Protocol):
    """What a server needs of the session."""

    link: Link
    ports: Ports
    spares: Spares
    numbers: itertools.count[int]

    async def new_worker(self, *, warm: bool, main: str) -> Worker: ...


class Server:
    """One server of a scene, under a name ("server 1") that survives its restarts."""

    def __init__(
        self, machine: Machine, facts: Facts, name: str, plan: Plan, *, wish: int = 0
    ) -> None:
        """`wish`: the port to begin on, if it is free by then; 0: any."""
        self.name = name
        self.plan = plan
        self.port = 0
        self._wish = wish
        self.how = ""  # how the last process ended, "" while it runs
        self.code: int | None = None
        self.has_listened = False  # once, at least
        self.not_served: NotServed | None = None  # why the last start has failed
        self._machine = machine
        self._facts = facts
        self._worker: Worker | None = None
        self._peer: Peer | None = None
        self._watching: asyncio.Task[None] | None = None
        self._expected_end = ""
        self._output = Output(facts, name)

    @property
    def address(self) -> str:
        """ "127.0.0.1:41233"."""
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Of the process that runs, or ran last."""
        return self._worker.child.pid if self._worker is not None else 0

    @property
    def number(self) -> int:
        """Of the process that runs, or ran last; part of the ids of its facts."""
        return self._peer.number if self._peer is not None else 0

    @property
    def is_running(self) -> bool:
        """Its process has not ended yet, as far as we know."""
        return self._worker is not None and not self.how

    # ── starting

    async def start(self, within: float = 0.0) -> None:
        """Start its process; returns when it listens and has said hello.

        `within`: seconds, 0: those of its plan. Raises `SceneFailed` where a lab is at fault and
        `Unavailable` otherwise.
        """
        self._facts.calls.note()
        self.not_served = None
        listening = self._listen()
        try:
            worker = await self._machine.new_worker(warm=self.plan.is_warm, main=self.plan.main)
            self._output = Output(self._facts, self.name)
            worker.on_line = self._output.take
            number = next(self._machine.numbers)
            peer = self._machine.link.expect(self.name, number, self._facts)
            self._worker, self._peer, self.how, self._expected_end = worker, peer, "", ""
            worker.order(self._order(peer), listening)
        finally:
            listening.close()  # ours; a server that is gone must refuse, not let wait
        self._watching = asyncio.create_task(self._watch(worker, peer))
        await self._ready(worker, peer, within or self.plan.start_within)

    def _listen(self) -> socket.socket:
        self._machine.ports.release(self.port)
        if not self.port and self._wish:
            with suppress(OSError):
                return self._listen_on(self._wish)
        try:
            return self._listen_on(self.port)
        except OSError as error:
            if not self.port:
                raise unavailable(error) from error
            raise Unavailable(
                f"{self.name} cannot listen on {self.address}: {error.strerror or error}."
            ) from error

    def _listen_on(self, port: int) -> socket.socket:
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", port))
            listening.listen(BACKLOG)
        except OSError:
            listening.close()
            raise
        self.port = listening.getsockname()[1]
        return listening

    def _order(self, peer: Peer) -> dict[str, Any]:
        return {
            "app": self.plan.app,
            "name": self.plan.name,
            "env": self.plan.process_environment,
            "settings": self.plan.settings,
            "daphne": self.plan.options,
            "link": self._machine.link.address,
            "token": peer.token,
            "process": self.name,
            "number": peer.number,
            "address": self.address,
            "project": [str(project_root() / "demo_project")],
            "confined": self.plan.confined,
        }

    async def _ready(self, worker: Worker, peer: Peer, within: float) -> None:
        if self.plan.confined:  # its time begins when the process has come to it
            with suppress(TimeoutError):
                async with asyncio.timeout(START_WITHIN):
                    await worker.is_loading.wait()
        hello = asyncio.ensure_future(peer.greeted.wait())
        either: set[asyncio.Future[Any]] = {hello, worker.answer}
        try:
            await asyncio.wait(either, timeout=within, return_when=asyncio.FIRST_COMPLETED)
        finally:
            hello.cancel()
        if peer.greeted.is_set():
            self.has_listened = True
            return
        self._machine.link.forget(peer)
        answer = worker.answer.result() if worker.answer.done() else None
        worker.child.kill()
        await worker.finish(2)
        raise self._cannot_start(answer, within)

    def _cannot_start(self, answer: dict[str, Any] | None, within: float) -> TutorError:
        """The error, with the reason in one line."""
        code = self._worker.child.code if self._worker else None
        self.not_served = _why(answer, code)
        if answer is None:
            return Unavailable(f"{self.name} was not ready within {within:g} s.", self.last_words())
        if "failed" not in answer:
            text = f"{self.name} ended before it was ready, exit status {code}."
            return Unavailable(text, self.last_words())
        where = _short(answer.get("where", ""))
        if (module := lacking(answer["failed"])) and not _is_beside(self.plan.app, module):
            return missing(module, where)
        place = f"{where}: " if where else ""
        text = f"{self.name} cannot serve {self.plan.name}: {place}{answer['failed']}"
        return Unavailable(f"{text}.") if self.plan.app in {DEMO, ""} else SceneFailed(text)

    # ── ending

    async def stop(self) -> None:
        """Daphne's stop: applications are cancelled, sockets are cut without a close frame."""
        await self._end("stopped")

    async def kill(self) -> None:
        """SIGKILL. What it has done by now is told; one that cannot tell is killed from here."""
        await self._end("killed")

    async def restart(self) -> None:
        """Stop it if it runs, and start a new process on the same port with the same plan.

        Raises what `start` raises.
        """
        await self.stop()
        await self.start()

    async def ended(self, within: float = 5.0) -> int | None:
        """Wait until it ends by itself; its exit status.

        `within`: seconds. Raises `SceneFailed`.
        """
        self._expected_end = "crashed"
        if self._worker is None or not await self._worker.child.ended(within):
            raise SceneFailed(f"{self.name} was expected to end within {within:g} s and still runs")
        await self._over()
        return self.code

    async def see_end(self) -> None:
        """If its process has ended, wait until that has been reported."""
        if self._worker is not None and self._worker.child.over.is_set():
            await self._over()

    async def _end(self, how: str) -> None:
        self._facts.calls.note()
        if not self.is_running or self._worker is None:
            return
        self._expected_end = how
        if how == "stopped":
            self._worker.ask_to_stop()
        else:
            self._worker.ask_to_die()
        if not await self._worker.child.ended(STOP_WITHIN if how == "stopped" else DIE_WITHIN):
            self._expected_end = "killed"  # it hangs
            self._worker.child.kill()
        await self._over()

    async def _over(self) -> None:
        if self._watching is not None:
            await asyncio.shield(self._watching)  # others wait for it, too

    async def _watch(self, worker: Worker, peer: Peer) -> None:
        """Report the end of the process, after the last of its own facts, with the time at which it
        ended: what a client saw of that is tied to it only if little time lies between (`LATE`).
        """
        await worker.child.over.wait()
        self._machine.ports.hold(self.port)
        if peer.greeted.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(2):
                    await peer.gone.wait()
        await worker.finish(0.5)
        self._output.flush()
        self.code = worker.child.code
        expected = self._expected_end
        self.how = "crashed" if expected in ("", "crashed") else expected
        if peer.greeted.is_set():
            self._facts.emit(
                "server.stopped",
                process=self.name,
                at=worker.child.ended_at,
                how=self.how,
                code=self.code,
            )

    @property
    def has_crashed(self) -> bool:
        """It ended by itself after it had listened, and `ended` had not been waiting for that."""
        return self.how == "crashed" and self._expected_end == "" and self.has_listened

    def last_words(self) -> str:
        """The end of its stderr, for messages."""
        return "\n".join(list(self._worker.tail)[-6:]) if self._worker is not None else ""


def _why(answer: dict[str, Any] | None, code: int | None) -> NotServed:
    if answer is None:
        return NotServed(how="silent")
    if "failed" not in answer:
        return NotServed(how="ended", code=code)
    return NotServed(
        how="raised",
        failed=shortened(answer["failed"]),
        where=_short(answer.get("where", "")),
        trace=tuple(map(shortened, answer.get("trace", ()))),
        code=code,
    )


def _is_beside(app: str, module: str) -> bool:
    """A lab's folder has such a module: what is wrong is in the lab."""
    return (Path(app.rpartition(":")[0]).parent / f"{module}.py").is_file()


def _short(place: str) -> str:
    """ "/very/long/labs/broken.py:3" → "labs/broken.py:3"."""
    return "/".join(Path(place).parts[-2:])
