"""`tutor trace --plain`: a line a message, the findings at the end, and exit codes for CI."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tutor.core.events import AppSent, ConnectionOpened, GroupSent, PytestStarted, ThreadEntered
from tutor.plain.trace_text import _written, is_told, line
from tutor.runtime.recording import load
from tutor.runtime.recording_per_test import RecordingPerTest

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


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (
            "raise SystemExit(4)",
            "\nThe command has ended, exit status 4.\n"
            "No server process was observed: what the command printed says why.\n",
        ),
        ("", "\nNo server process was observed. Daphne, uvicorn, "),
    ],
)
def test_a_command_that_fails_says_so_before_anything_else(
    program: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "project.py").write_text(program)
    ended = subprocess.run(
        [sys.executable, "-m", "tutor", "trace", "--", sys.executable, "project.py"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "TUTOR_HOME": str(tmp_path / "home"), "COLUMNS": "80"},
    )
    assert ended.stdout.startswith(said), ended.stdout


def test_a_message_has_a_line_and_a_hop_has_none() -> None:
    head = {"seq": 1, "at": 1_500_000_000, "process": "server 1", "conn": 3}
    sent = GroupSent(**head, group="room", type="x", where="rooms.py:4 receive")
    assert line(sent) == "   1.500 server 1 #3  group_send to room: x  at rooms.py:4 receive"
    told = [sent, ConnectionOpened(**head), AppSent(**head, type="websocket.send")]
    assert all(map(is_told, told))
    assert not is_told(AppSent(**head, type="websocket.accept"))
    assert not is_told(ThreadEntered(**head))


def listen(folder: Path, kind: str, *options: str) -> tuple[subprocess.Popen[str], str]:
    """A tutor that listens, while the line that it prints runs to its end; what it has told."""
    (folder / "project.py").write_text(PROJECT.replace("KIND", repr(kind)))
    tutor = subprocess.Popen(
        [
            *(sys.executable, "-m", "tutor", "trace", "--listen", *options),
            *("--", sys.executable, "project.py"),
        ],
        stdout=subprocess.PIPE,
        text=True,
        env={"PATH": "/usr/bin:/bin", "TUTOR_HOME": str(folder / "home"), "COLUMNS": "80"},
    )
    assert tutor.stdout is not None
    line = next(line for line in tutor.stdout if line.startswith("TUTOR_TRACE="))
    theirs = subprocess.run(["sh", "-c", line], cwd=folder, capture_output=True, text=True)
    assert theirs.stdout == "theirs\n", theirs.stderr
    told = ""
    for seen in tutor.stdout:
        told += seen
        if "has stopped" in seen:
            break
    return tutor, told


@pytest.mark.parametrize(("kind", "code"), [("chat.mesage", 1), ("chat.message", 0)])
def test_a_command_in_another_terminal_is_traced_until_ctrl_c(
    kind: str, code: int, tmp_path: Path
) -> None:
    tutor, told = listen(tmp_path, kind, "--fail-on", "failed")
    tutor.send_signal(signal.SIGINT)
    rest, _ = tutor.communicate(timeout=30)
    assert f": {kind}" in told
    assert ("Nothing is wrong" in rest, tutor.returncode) == (not code, code)


def test_a_kill_leaves_a_recording_of_all_that_had_happened(tmp_path: Path) -> None:
    tutor, _ = listen(tmp_path, "chat.mesage", "--jsonl", str(tmp_path / "seen.jsonl"))
    tutor.kill()
    tutor.communicate()
    kinds = [event.kind for event in load(tmp_path / "seen.jsonl").events]
    assert (kinds[0], kinds[-1]) == ("scene.started", "server.stopped")


def test_what_a_command_is_given_it_reads(tmp_path: Path) -> None:
    code = "import sys; sys.exit(len(sys.stdin.read()))"
    command = [sys.executable, "-m", "tutor", "trace", "--", sys.executable, "-c", code]
    env = {"PATH": "/usr/bin:/bin", "TUTOR_HOME": str(tmp_path)}
    assert subprocess.run(command, input=b"seven!!", stdout=-1, env=env).returncode == 7


TESTS = """
import pytest
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from channels.testing import WebsocketCommunicator
from django.conf import settings
settings.configure(CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}})

class Room(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.channel_layer.send(self.channel_name, {"type": text_data})
    async def chat_message(self, event):
        await self.send("done")

@pytest.mark.parametrize("kind", ["chat.message", "chat.mesage"])
async def test_room(kind):
    talk = WebsocketCommunicator(Room.as_asgi(), f"/ws/{kind}/")
    await talk.connect()
    await talk.send_to(text_data=kind)
    if kind == "chat.message":
        assert await talk.receive_from() == "done"
    else:
        with pytest.raises(ValueError):
            await talk.receive_from()

def test_nothing():
    pass
"""


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "xdist"])
def test_what_a_projects_tests_do_is_told_by_test(workers: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "test_rooms.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\nasyncio_mode = auto\n")
    run = subprocess.run(
        [
            *(sys.executable, "-m", "tutor", "trace", "--jsonl", "runs/", "--"),
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:django"),
            *(*workers, "test_rooms.py"),
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "TUTOR_HOME": str(tmp_path / "home"), "COLUMNS": "80"},
    )
    assert run.returncode == 0, run.stdout + run.stderr
    named = {path.name for path in (tmp_path / "runs").iterdir()} - {"outside.jsonl"}
    bad = "test_rooms.py-test_room-chat.mesage"
    assert named == {f"{bad}.jsonl", "test_rooms.py-test_room-chat.message.jsonl"}
    assert "\n    in test_rooms.py::test_room[chat.mesage]\n" in run.stdout
    assert "  pytest begins test_rooms.py::test_room[chat.message]\n" in run.stdout
    events = load(tmp_path / "runs" / f"{bad}.jsonl").events
    [opened] = [event for event in events if event.kind == "connection.opened"]
    assert (opened.process[:7], "test_nothing" in run.stdout) == ("pytest ", False)
    assert {"test.started", "handler.failed"} <= {event.kind for event in events}


def test_what_was_written_is_named_with_how_to_read_it(tmp_path: Path) -> None:
    folder = RecordingPerTest(tmp_path)
    for number in (1, 2):
        folder.add([PytestStarted(seq=2 * number, at=number, process="p", name=f"test_{number}")])
        folder.add([GroupSent(seq=2 * number + 1, at=number, process="p")])
    folder.close()
    told = f"Written: 2 tests in {tmp_path}. `tutor why --trace FILE` reads one of the files."
    assert _written(folder) == told
