"""Whatever ends the tutor, at whatever moment: no process, no folder, a usable terminal."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

import pytest

from tests.pty.screen import AFTERWARDS, Terminal, eventually

pytestmark = [pytest.mark.pty, pytest.mark.slow]

# On a busy machine what stands for a moment only may never be seen: what comes next will do.
BOOTS, CONNECTS, LIVE = "starts", "connects", "live"


def shows(*words: str) -> Callable[[str], bool]:
    """Whether one of these words stands on the screen."""
    return lambda text: any(word in text for word in words)


MOMENTS: dict[str, Callable[[Terminal], object]] = {
    "python has hardly begun": lambda t: t.pid,
    "the first frame stands": lambda t: t.wait("Three tabs"),
    "the server boots": lambda t: t.wait(shows(BOOTS, CONNECTS, LIVE)),
    "clients connect": lambda t: t.wait(shows(CONNECTS, LIVE)),
    "the scene is being walked": lambda t: (t.wait("· live"), t.press("n...")),
}
ENDINGS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


def _what_is_left(moment: str, ending: signal.Signals, temp: Path) -> list[str]:
    """Everything that is not as it should be three seconds after the signal."""
    temp.mkdir()
    with Terminal("lesson", "7", "--scene", "three_tabs", TMPDIR=str(temp)) as terminal:
        MOMENTS[moment](terminal)
        os.kill(terminal.pid, ending)

        def is_over() -> bool:
            terminal.read(0.01)
            alive = terminal.status is None or terminal.processes()
            return not alive and terminal.is_usable() and not list(temp.iterdir())

        if eventually(is_over, AFTERWARDS):
            return []
        usable = "" if terminal.is_usable() else "terminal not usable"
        left = [*terminal.processes().values(), *map(str, temp.iterdir()), usable]
        return [f"{moment}: {what}" for what in left if what]


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.name)
def test_nothing_is_left_after(ending: signal.Signals, tmp_path: Path) -> None:
    def end(number: int, moment: str) -> list[str]:
        return _what_is_left(moment, ending, tmp_path / str(number))

    with ThreadPoolExecutor(max_workers=3) as pool:
        left = list(pool.map(end, range(len(MOMENTS)), MOMENTS))
    assert not list(chain.from_iterable(left))


@pytest.mark.parametrize(
    ("ending", "status"),
    [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)],
    ids=lambda value: getattr(value, "name", ""),
)
def test_signal_ends_the_player_with_its_own_status(ending: signal.Signals, status: int) -> None:
    with Terminal("lesson", "7", "--scene", "three_tabs", "--replay") as terminal:
        terminal.wait("step 15 of")
        os.kill(terminal.pid, ending)
        assert terminal.ends() == status
