"""The scene `three_tabs` as somebody would write it in an afternoon, for `bench/scene.py`.

A daphne process, three `websockets` clients, a message, a leave, a message; no tutor in sight.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import websockets

from bench.servers import free_port, template_file

USER, ADMIN = "/ws/chat/user/john@example.com/", "/ws/chat/admin/john@example.com/"


async def until(tab: websockets.ClientConnection, text: str) -> None:
    """Read frames until one contains `text`."""
    async with asyncio.timeout(2):
        while text not in str(await tab.recv()):
            pass


async def connect(port: int, path: str) -> websockets.ClientConnection:
    """One tab, as soon as the server listens."""
    origin = websockets.Origin(f"http://127.0.0.1:{port}")
    while True:
        try:
            return await websockets.connect(
                f"ws://127.0.0.1:{port}{path}", origin=origin, proxy=None
            )
        except ConnectionError:
            await asyncio.sleep(0.01)


async def drive(port: int) -> None:
    """What the scene does."""
    tabs = []
    for path in (USER, USER, ADMIN):
        tab = await connect(port, path)
        await until(tab, "connected")
        tabs.append(tab)
    for text, hearers in (("Hello", tabs), ("Still there?", [tabs[0], tabs[2]])):
        await tabs[0].send(f'{{"type": "message", "text": "{text}"}}')
        for tab in hearers:
            await until(tab, text)
        await tabs[1].close()
    for tab in tabs:
        await tab.close()


def main() -> None:
    """Start, drive, stop."""
    with tempfile.TemporaryDirectory() as folder:
        template = os.environ.get("BENCH_TEMPLATE") or str(asyncio.run(template_file()))
        database = Path(shutil.copy(template, folder))
        port = free_port()
        child = subprocess.Popen(
            [sys.executable, "-m", "daphne", "-p", str(port), "demo_project.asgi:application"],
            env={**os.environ, "MINICOM_DATABASE": str(database)},
            stderr=subprocess.DEVNULL,
        )
        asyncio.run(drive(port))
        child.kill()
        child.wait()
    print("three tabs heard Hello")


if __name__ == "__main__":
    main()
