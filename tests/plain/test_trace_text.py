"""`tutor trace --plain`: a line a message, the findings at the end, and exit codes for CI."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tutor.core.events import AppSent, ConnectionOpened, GroupSent, ThreadEntered
from tutor.plain.trace_text import is_told, line
from tutor.runtime.recording import load

PROJECT = """
import asyncio
from asgiref.testing import ApplicationCommunicator
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
settings.configure(CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}})

class Room(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.channel_layer.send(self.channel_name, {"type": text_data})
    async def chat_message(self, event):
        await self.send("done")

async def main():
    print("theirs", flush=True)
    talk = ApplicationCommunicator(Room.as_asgi(), {"type": "websocket", "path": "/ws/\\x1b[31m"})
    await talk.send_input({"type": "websocket.connect"})
    await talk.receive_output()
    await talk.send_input({"type": "websocket.receive", "text": KIND})
    try:
        await talk.receive_output()
    except ValueError:
        pass
asyncio.run(main())
"""


def trace(folder: Path, kind: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "project.py").write_text(PROJECT.replace("KIND", repr(kind)))
    return subprocess.run(
        [*(sys.executable, "-m", "tutor", "trace", *options), "--", sys.executable, "project.py"],
        capture_output=True,
        text=True,
        cwd=folder,
        env={
            "PATH": "/usr/bin:/bin",
            "TUTOR_HOME": str(folder / "home"),
            "COLUMNS": "80",
        },
    )


def test_a_line_for_each_message_and_what_was_found_at_the_end(tmp_path: Path) -> None:
    run = trace(tmp_path, "chat.mesage", "--jsonl", "seen.jsonl", "--fail-on", "failed")
    assert run.returncode == 1, run.stderr
    assert run.stdout.startswith("theirs\n")
    assert "\x1b" not in run.stdout
    assert "\n    at project.py:" in run.stdout
    assert 'Room has no method for the type "chat.mesage"' in run.stdout
    assert run.stdout.endswith("Written: seen.jsonl. `tutor why --trace seen.jsonl` reads it.\n")
    kinds = [event.kind for event in load(tmp_path / "seen.jsonl").events]
    assert (kinds[0], kinds[-1]) == ("scene.started", "scene.finished")


@pytest.mark.parametrize(
    ("kind", "options", "code"),
    [
        ("chat.message", ("--fail-on", "failed,dropped,stalled"), 0),
        ("chat.message", ("--until", "handler.failed"), 1),
        ("chat.mesage", ("--until", "handler.failed"), 0),
        ("chat.mesage", (), 0),
        ("chat.mesage", ("--fail-on", "nix"), 2),
        ("chat.mesage", ("--until", "nix"), 2),
    ],
)
def test_the_exit_code_says_what_was_asked(
    kind: str, options: tuple[str, ...], code: int, tmp_path: Path
) -> None:
    assert trace(tmp_path, kind, *options).returncode == code


def test_a_message_has_a_line_and_a_hop_has_none() -> None:
    head = {"seq": 1, "at": 1_500_000_000, "process": "server 1", "conn": 3}
    sent = GroupSent(**head, group="room", type="x", where="rooms.py:4 receive")
    assert line(sent) == "   1.500 server 1 #3  group_send to room: x  at rooms.py:4 receive"
    told = [sent, ConnectionOpened(**head), AppSent(**head, type="websocket.send")]
    assert all(map(is_told, told))
    assert not is_told(AppSent(**head, type="websocket.accept"))
    assert not is_told(ThreadEntered(**head))
