"""From a save to its verdict, for every exercise, against a script that sends the same frames.

Ours is what `tutor practice` does: it watches the file, and a server stands ready. The script
(`by_hand_frames.py`) is started at the save, starts the servers, sends what the scene has sent and
waits for what had come; it observes nothing and judges nothing.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from msgspec.structs import replace

from bench.measure import Result, environment, percentile
from tutor.learner.store import Store
from tutor.library import find
from tutor.library.find_exercises import exercises
from tutor.library.practice_log import Log
from tutor.library.practising import Practising
from tutor.library.workbench import Workbench
from tutor.practice.exercise import Exercise
from tutor.practice.tries import Try
from tutor.runtime.clients.http_client import Browser
from tutor.runtime.clients.websocket_client import Client
from tutor.runtime.paths import project_root
from tutor.runtime.processes.server import Server
from tutor.runtime.processes.session import Session
from tutor.runtime.stage.stage import Stage

LIMIT = 1.3
READING = 0.6  # seconds between two saves: a learner takes longer
LONGEST = 20.0  # seconds for a verdict


@dataclass
class Steps:
    """What a scene does, noted as it does it."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    servers: list[Server] = field(default_factory=list)

    def add(self, do: str, **fields: Any) -> None:
        """A step, and what had come to each tab by then."""
        heard = {str(number): len(tab.received) for number, tab in enumerate(self.clients)}
        self.steps.append({"do": do, "heard": heard, **fields})

    def serve(self, server: Server, *_: Any, **__: Any) -> None:
        plan = server.plan
        self.servers.append(server)
        env = {"DJANGO_SETTINGS_MODULE": "demo_project.settings", **plan.process_environment}
        project = str(project_root() / "demo_project")
        settings = plan.settings
        self.add("serve", app=plan.app, env=env, settings=settings, project=project)

    def kill(self, server: Server) -> None:
        self.add("kill", server=self.servers.index(server))

    def open(self, tab: Client, **how: Any) -> None:
        self.clients.append(tab)
        origin, same = how["origin"], f"http://{tab._address}"
        headers = dict(how["headers"])
        if how["cookies"]:
            headers["Cookie"] = "; ".join(f"{key}={value}" for key, value in how["cookies"].items())
        self.add(
            "open",
            tab=len(self.clients) - 1,
            server=self.at(tab._address),
            path=tab.url,
            origin="same" if origin == same else origin,
            headers=headers,
            subprotocols=list(how["subprotocols"]),
        )

    def send(self, tab: Client, message: Any) -> None:
        is_bytes = isinstance(message, bytes)
        text = message if isinstance(message, str | bytes) else json.dumps(message)
        self.add(
            "send",
            tab=self.clients.index(tab),
            text=None if is_bytes else text,
            hex=message.hex() if is_bytes else "",
        )

    def close(self, tab: Client, code: int = 1000, reason: str = "") -> None:
        if tab.is_open:
            self.add("close", tab=self.clients.index(tab), code=code)

    def drop(self, tab: Client) -> None:
        self.add("drop", tab=self.clients.index(tab))

    def sleep(self, _: Stage, seconds: float) -> None:
        self.add("sleep", seconds=seconds)

    def http(self, browser: Browser, method: str, path: str, **how: Any) -> None:
        body, headers = how.get("data") or "", {**browser._headers, **(how.get("headers") or {})}
        if how.get("json") is not None:
            body, headers = json.dumps(how["json"]), {**headers, "Content-Type": "application/json"}
        body = body if isinstance(body, str) else body.decode()
        server = self.at(browser._address)
        self.add("http", server=server, method=method, path=path, headers=headers, body=body)

    def at(self, address: str) -> int:
        return [server.address for server in self.servers].index(address)


def _noted(call: Callable[..., Any], note: Callable[..., None]) -> Callable[..., Any]:
    async def noted(*given: Any, **named: Any) -> Any:
        note(*given, **named)
        return await call(*given, **named)

    return noted


def _noting(steps: Steps) -> ExitStack:
    """While it is open, what a scene does is noted."""
    stack = ExitStack()
    places = [
        *((Client, name, getattr(steps, name)) for name in ("open", "send", "close", "drop")),
        *((Server, name, note) for name, note in (("start", steps.serve), ("kill", steps.kill))),
        (Browser, "request", steps.http),
        (Stage, "sleep", steps.sleep),
    ]
    for owner, name, note in places:
        noted = _noted(getattr(owner, name), note)
        stack.enter_context(mock.patch.object(owner, name, noted))
    return stack


async def _save(exercise: Exercise, session: Session, log: Log, steps: Steps) -> float:
    """Seconds from writing the solution to the verdict."""
    bench = Workbench.begin(exercise)
    one = Practising(bench, session, log)
    starter = bench.text() or ""
    one.tries = replace(one.tries, text=starter, runs=(Try(number=1, text=starter),))
    over = asyncio.Event()
    one.show = lambda tries: over.set() if len(tries.runs) > 1 else None
    watching = asyncio.create_task(one.watch())
    await session.warm_up(1)
    await asyncio.sleep(READING)
    begun = time.perf_counter()
    bench.file.write_bytes(exercise.good()[exercise.edit].read_bytes())
    with _noting(steps):
        async with asyncio.timeout(LONGEST):
            await over.wait()
        took = time.perf_counter() - begun
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    last = one.tries.last
    if last is None or not last.is_mended:
        raise RuntimeError(f"{exercise.name}: the solution is {last and last.verdict}")
    return took


async def _by_hand(steps: Steps, template: Path, folder: Path) -> float:
    """Seconds of the script, from its start to its end."""
    last = {str(number): len(tab.received) for number, tab in enumerate(steps.clients)}
    every = [*steps.steps, {"do": "sleep", "heard": last, "seconds": 0}]
    file = folder / "steps.json"
    file.write_text(json.dumps({"template": str(template), "steps": every}), encoding="utf-8")
    begun = time.perf_counter()
    script = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.by_hand_frames", str(file), env=environment()
    )
    if await script.wait():
        raise RuntimeError(f"the script failed; its steps are {every}")
    return time.perf_counter() - begun


async def _measure() -> dict[str, tuple[float, float]]:
    """Of each exercise the seconds of ours and of the script."""
    course, took = find.course(), {}
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict("os.environ", TUTOR_HOME=folder):
        async with Session() as session:
            template = (await session.template()).file
            with Store(Path(folder) / "learner", lambda _: None) as store:
                log = Log(store, course)
                for exercise in exercises(course):
                    steps = Steps()
                    ours = await _save(exercise, session, log, steps)
                    took[exercise.name] = ours, await _by_hand(steps, template, Path(folder))
    return took


def run() -> Iterator[Result]:
    """All exercises once; the median of the ratios."""
    took = asyncio.run(_measure())
    ratios = {name: ours / theirs for name, (ours, theirs) in took.items()}
    worst = max(ratios, key=lambda name: ratios[name])
    ours, theirs = ([each[side] for each in took.values()] for side in (0, 1))
    middle = statistics.median(ratios.values())
    yield Result(
        name=f"a save to its verdict, median of {len(took)} exercises",
        against="a script that starts the same servers and sends the same frames",
        goal=f"≤ {LIMIT:g}×",
        measured=middle,
        met=middle <= LIMIT,
        note=(
            f"{statistics.median(ours) * 1000:.0f} ms / {statistics.median(theirs) * 1000:.0f} ms;"
            f" p90 {percentile(ours, 0.9) * 1000:.0f} ms; worst {worst}, {ratios[worst]:.2f}×"
        ),
    )
