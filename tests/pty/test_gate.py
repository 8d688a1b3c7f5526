"""What a screen sends to a terminal is ours, whatever course, recording and progress it shows."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial
from operator import ne

import pytest

from tests.hostile import MARK, OURS, make_course, make_import, raw_in
from tests.pty.screen import Terminal
from tests.test_cli import tutor
from tutor.view.table import VIEWS

pytestmark = pytest.mark.pty

LOOKS: dict[str, dict[str, str]] = {"colour": {}, "no colour": {"NO_COLOR": "1"}}
SIZES = {"small": (80, 24), "wide": (120, 40)}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a learner who has taken up the course, and somebody's progress with it."""
    folder = tmp_path_factory.mktemp("hostile")
    env = {"TUTOR_COURSE": str(make_course(folder)), "TUTOR_HOME": str(folder / f"home{MARK}")}
    done = tutor("import", str(make_import(folder / "import.json")), **env)
    assert done.returncode == 0, done.stderr
    return env


def sent(terminal: Terminal) -> str:
    """What of all that the terminal was sent is not ours; the last sequence may be half there."""
    shown = re.sub(r"\x1b[\[\](]?[0-9;?<>=]*$", "", terminal.raw.decode("utf-8", "replace"))
    return raw_in(shown, allowed=OURS, line_ends=True)


@pytest.fixture(params=SIZES, name="size")
def _size(request: pytest.FixtureRequest) -> dict[str, int]:
    columns, rows = SIZES[request.param]
    return {"columns": columns, "rows": rows}


@pytest.mark.parametrize("look", LOOKS)
def test_home_sends_nothing_of_the_course(
    look: str, size: dict[str, int], world: dict[str, str]
) -> None:
    with Terminal(**size, **world, **LOOKS[look]) as terminal:
        terminal.wait("Echoes\\x1b]0;")
        terminal.press("j")
        terminal.wait("▶ 2")
        terminal.press("q")
        assert terminal.ends() == 0
        assert sent(terminal) == ""


@pytest.mark.parametrize("look", LOOKS)
def test_the_player_sends_nothing_of_a_recording(
    look: str, size: dict[str, int], world: dict[str, str]
) -> None:
    args = ("lesson", "1", "--replay", "--scene", "rooms", "--step", "120")
    with Terminal(*args, **size, **world, **LOOKS[look]) as terminal:
        terminal.wait("120")
        terminal.press("z")
        for view in VIEWS.values():
            terminal.press(view.key)
            terminal.wait(f"pinned: {view.key} {view.word}")
        for key in (".", "$"):  # a small screen has no room for the step
            changed = partial(ne, terminal.text)
            terminal.press(key)
            terminal.wait(changed)
        for key, shown in (("]", "Fails"), ("[[", "Ann says")):
            terminal.press(key)
            terminal.wait(shown)
        terminal.press("q")
        terminal.ends()
        assert "]0;PWNED" in terminal.raw.decode("utf-8", "replace")
        assert sent(terminal) == ""


def answer(terminal: Terminal, keys: str, shown: str) -> None:
    """Types until the screen says so. What one key brings up has to stand before the next."""
    for key in keys * 10:
        if shown in (before := terminal.text):
            return
        terminal.answer(key)
        with suppress(AssertionError):
            terminal.wait(partial(ne, before), within=2)
    terminal.wait(shown)


ANSWERS = {"typed": "x\r", "many": "1\r", "sort": "123\r"}
"""Enter alone chooses what the cursor is on; nothing at all is not graded."""


@pytest.mark.parametrize("card", ["one", "many", "sort", "bug", "typed", "echo-once"])
def test_a_card_sends_nothing_of_its_author(
    card: str, size: dict[str, int], world: dict[str, str]
) -> None:
    with Terminal("quiz", "--card", card, "--cram", **size, **world) as terminal:
        terminal.wait("1 card")
        answer(terminal, ANSWERS.get(card, "\r"), "Enter next")
        assert "]0;PWNED" in terminal.text
        assert sent(terminal) == ""


def test_an_interview_sends_nothing_of_its_author(
    size: dict[str, int], world: dict[str, str]
) -> None:
    with Terminal("interview", "--minutes", "3", **size, **world) as terminal:
        terminal.wait("Say it aloud")
        answer(terminal, "\ry", "point1\\x1b]0;")
        assert sent(terminal) == ""


@pytest.mark.parametrize(("kind", "name"), [("design", "board"), ("incident", "quiet")])
def test_a_round_sends_nothing_of_its_author(
    kind: str, name: str, size: dict[str, int], world: dict[str, str]
) -> None:
    with Terminal("interview", f"--{kind}", name, **size, **world) as terminal:
        terminal.wait("Why\\x1b]0;")
        terminal.press("a -> b\r")
        terminal.wait("> a -> b")
        terminal.press("\r")
        terminal.wait("Missing" if kind == "design" else "Let me ask")
        assert sent(terminal) == ""


@pytest.mark.parametrize("look", LOOKS)
def test_a_stage_sends_nothing_of_its_lab_and_of_what_is_typed(
    look: str, size: dict[str, int], world: dict[str, str]
) -> None:
    with Terminal("play", "echo", **size, **world, **LOOKS[look]) as terminal:
        terminal.wait("A server runs")
        terminal.press("open ann\r")
        terminal.wait("> open ann")
        terminal.press(f"send {MARK}x\r")
        terminal.wait("> send")
        terminal.press("?")
        terminal.wait("A tab sends one message")
        terminal.press("\x1b\x04")
        assert terminal.ends() == 0
        assert sent(terminal) == ""
