"""`tutor trace` on a real terminal: a real server, a client's message as a row, and the way out."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

import pytest
from websockets.sync.client import connect

from tests.ports import free_port
from tests.pty.screen import Terminal, eventually

pytestmark = pytest.mark.pty

FOREIGN = Path(__file__).parents[1] / "foreign"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOREIGN / "shop", tmp_path / "shop"))


def test_a_message_is_a_row_it_is_walked_and_nothing_is_left(shop: Path, tmp_path: Path) -> None:
    port = free_port()
    home = str(tmp_path / "home")
    command = (sys.executable, "-m", "daphne", "-p", str(port), "shop.asgi:application")
    with Terminal(
        "trace", "--", *command, columns=80, rows=24, cwd=shop, TUTOR_HOME=home
    ) as terminal:
        terminal.wait(f"http://127.0.0.1:{port}/")
        assert "daphne 4" in terminal.text
        with connect(f"ws://127.0.0.1:{port}/ws/prices/") as ws:
            ws.send('{"type": "price.changed"}')
            assert ws.recv() == "3"
            terminal.wait("group_send prices")
            terminal.press("o")
            terminal.wait("Output of")
            terminal.wait("WSCONNECT ")
            terminal.press("o,")
            terminal.wait("looking back")
            ws.send('{"type": "price.changed"}')
            terminal.wait(" new")
            terminal.press("\x1b[F")  # End
            terminal.wait("live")
        terminal.press("q")
        assert terminal.ends() == 0
        assert eventually(lambda: not terminal.processes(), 5)
        assert terminal.is_usable()


def test_a_project_that_fails_at_import_shows_its_traceback(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "daphne", "-p", "0", "nowhere.asgi:application")
    with Terminal(
        "trace", "--", *command, columns=80, rows=24, cwd=tmp_path, TUTOR_HOME=str(tmp_path)
    ) as terminal:
        terminal.wait("ModuleNotFoundError: No module named 'nowhere'")
        terminal.wait("exit status 1")
        terminal.press("q")
        assert terminal.ends() == 1


def test_a_command_that_is_killed_is_told_and_the_screen_stays(tmp_path: Path) -> None:
    code = "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(600)"
    with Terminal(
        "trace", "--", sys.executable, "-c", code, cwd=tmp_path, TUTOR_HOME=str(tmp_path)
    ) as terminal:
        terminal.wait("No server process has been observed")
        pid = tmp_path / "pid"
        assert eventually(lambda: pid.exists() and pid.read_text() != "", 20)
        os.kill(int(pid.read_text()), signal.SIGKILL)
        terminal.wait("ended by SIGKILL")
        terminal.press("q")
        assert terminal.ends() == 137
