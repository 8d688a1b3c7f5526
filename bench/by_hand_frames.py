"""Sends the frames of a list, as a script would that was written by hand for one scene.

    python -m bench.by_hand_frames FILE.json

A daphne process for each server, a `websockets` client for each tab, nothing observed. Each step
waits for the frames that had come before it in the run that the list is of.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

import websockets

from bench.servers import free_port

WITHIN = 4.0  # seconds for what has to come
Step = dict[str, Any]


class Script:
    """One run of a list."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports: list[int] = []
        self.children: list[subprocess.Popen[bytes]] = []
        self.tabs: dict[int, websockets.ClientConnection] = {}
        self.heard: dict[int, int] = {}
        self.reading: list[asyncio.Task[None]] = []
        self.news = asyncio.Event()

    async def play(self, steps: list[Step]) -> None:
        """All of it."""
        for step in steps:
            await self.until(step["heard"])
            await getattr(self, step["do"])(step)

    async def until(self, wanted: dict[str, int]) -> None:
        """So many frames have come to each tab; one that does not come is waited for in vain."""
        with suppress(TimeoutError):
            async with asyncio.timeout(WITHIN):
                while any(self.heard.get(int(tab), 0) < count for tab, count in wanted.items()):
                    self.news.clear()
                    await self.news.wait()

    async def serve(self, step: Step) -> None:
        port, app = free_port(), Path(step["app"].rpartition(":")[0])
        here = self.folder / str(len(self.ports))
        here.mkdir()
        lines = ["import django", "django.setup()", f"from {app.stem} import application"]
        (here / "bench_asgi.py").write_text("\n".join(lines), encoding="utf-8")
        values = [f"{name} = {value!r}" for name, value in step["settings"].items()]
        lines = [f"from {step['env']['DJANGO_SETTINGS_MODULE']} import *", *values]
        (here / "bench_settings.py").write_text("\n".join(lines), encoding="utf-8")
        paths = [str(here), str(app.parent), step["project"]]
        env = {"PYTHONPATH": os.pathsep.join(paths), "MINICOM_DATABASE": step["database"]}
        if values:
            env["DJANGO_SETTINGS_MODULE"] = "bench_settings"
        child = subprocess.Popen(
            [sys.executable, "-m", "daphne", "-p", str(port), "bench_asgi:application"],
            env={**os.environ, **step["env"], **env},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.ports.append(port)
        self.children.append(child)

    async def kill(self, step: Step) -> None:
        self.children[step["server"]].kill()

    async def sleep(self, step: Step) -> None:
        await asyncio.sleep(step["seconds"])

    async def open(self, step: Step) -> None:
        address = f"127.0.0.1:{self.ports[step['server']]}"
        origin = f"http://{address}" if step["origin"] == "same" else step["origin"]
        while True:
            try:
                tab = await websockets.connect(
                    f"ws://{address}{step['path']}",
                    origin=websockets.Origin(origin) if origin else None,
                    subprotocols=[websockets.Subprotocol(name) for name in step["subprotocols"]],
                    additional_headers=step["headers"],
                    compression=None,
                    proxy=None,
                )
                break
            except ConnectionError:  # it does not listen yet
                await asyncio.sleep(0.01)
            except websockets.InvalidHandshake:
                return
        self.tabs[step["tab"]] = tab
        self.reading.append(asyncio.create_task(self.read(step["tab"], tab)))

    async def read(self, number: int, tab: websockets.ClientConnection) -> None:
        with suppress(websockets.ConnectionClosed):
            while True:
                await tab.recv()
                self.heard[number] = self.heard.get(number, 0) + 1
                self.news.set()

    async def send(self, step: Step) -> None:
        frame = step["text"] if step["text"] is not None else bytes.fromhex(step["hex"])
        with suppress(websockets.ConnectionClosed):
            if (tab := self.tabs.get(step["tab"])) is not None:
                await tab.send(frame)

    async def close(self, step: Step) -> None:
        if (tab := self.tabs.get(step["tab"])) is not None:
            await tab.close(step["code"])

    async def drop(self, step: Step) -> None:
        if (tab := self.tabs.get(step["tab"])) is not None:
            tab.transport.abort()

    async def http(self, step: Step) -> None:
        url = f"http://127.0.0.1:{self.ports[step['server']]}{step['path']}"
        body = step["body"].encode() or None
        asked = urllib.request.Request(url, body, step["headers"], method=step["method"])
        while True:
            try:
                await asyncio.to_thread(_ask, asked)
                break
            except urllib.error.HTTPError:
                break
            except (urllib.error.URLError, ConnectionError):  # it does not listen yet
                await asyncio.sleep(0.01)

    def end(self) -> None:
        """Every process is gone."""
        for task in self.reading:
            task.cancel()
        for child in self.children:
            child.kill()
            child.wait()


def _ask(asked: urllib.request.Request) -> None:
    with urllib.request.urlopen(asked, timeout=WITHIN) as answer:
        answer.read()


async def _main(file: Path) -> None:
    plan = json.loads(file.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        database = shutil.copy(plan["template"], folder)
        for step in plan["steps"]:
            step["database"] = str(database)
        script = Script(Path(folder))
        try:
            await script.play(plan["steps"])
        finally:
            script.end()


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1])))
