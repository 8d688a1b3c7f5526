"""The player on a real terminal: sizes, colours, locales, a live run, where it goes on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.pty.screen import AFTERWARDS, Terminal, eventually

pytestmark = pytest.mark.pty

THREE_TABS = ("lesson", "7", "--scene", "three_tabs")
SIZES = {"narrow": (40, 20), "small": (80, 24), "wide": (120, 40)}
COLOUR = re.compile(rb"\x1b\[[0-9;]*(?:3[1-7]|9[1-7])[0-9;]*m")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_scene_is_walked(size: str, locale: str) -> None:
    columns, rows = SIZES[size]
    with Terminal(*THREE_TABS, "--replay", columns=columns, rows=rows, LC_ALL=locale) as terminal:
        terminal.wait("Three tabs")
        terminal.wait("layer made it")
        before = terminal.text
        terminal.press("n")
        shown = terminal.wait(lambda text: text != before and "q quit" in text)
        assert "Three tabs" in shown
        assert locale != "C" or shown.isascii(), shown
        terminal.press("q")
        assert terminal.ends() == 0
        assert terminal.is_usable()


@pytest.mark.parametrize(("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_is_the_terminals_choice(env: dict[str, str], coloured: bool) -> None:
    with Terminal(*THREE_TABS, "--replay", **env) as terminal:
        terminal.wait("Three tabs")
        terminal.wait("q quit")
        assert bool(COLOUR.search(terminal.raw)) is coloured


def test_no_colour_of_our_own_is_sent() -> None:
    with Terminal(*THREE_TABS, "--replay", COLORTERM="truecolor") as terminal:
        terminal.wait("Three tabs")
        terminal.press("nnq")
        terminal.ends()
        assert b"38;2;" not in terminal.raw
        assert b"48;2;" not in terminal.raw


@pytest.mark.slow
def test_scene_is_recorded_live_while_the_page_is_read() -> None:
    with Terminal(*THREE_TABS) as terminal:
        terminal.wait("connects")
        terminal.wait("live")
        terminal.press("q")
        assert terminal.ends() == 0
        # The one that clears up behind the tutor outlives it by a moment.
        assert eventually(lambda: not terminal.processes(), AFTERWARDS), terminal.processes()


def test_next_goes_on_at_the_very_step(tmp_path: Path) -> None:
    home = str(tmp_path)
    with Terminal(*THREE_TABS, "--replay", "--step", "30", TUTOR_HOME=home) as terminal:
        terminal.wait("step 30 of")
        terminal.press("..")
        terminal.wait("step 32 of")
        terminal.press("q")
        terminal.ends()
    with Terminal("next", TUTOR_HOME=home) as terminal:
        assert "Three tabs" in terminal.wait("step 32 of")


def test_next_goes_on_at_a_page_without_a_scene(tmp_path: Path) -> None:
    home = str(tmp_path)
    with Terminal("lesson", "7", TUTOR_HOME=home) as terminal:
        terminal.wait("page 1 of")
        terminal.press("q")
        assert terminal.ends() == 0
    with Terminal(TUTOR_HOME=home) as terminal:
        terminal.wait("n goes on: 7 Channel layers and groups, page 1")
        terminal.press("n")
        terminal.wait("page 1 of")


def test_plain_text_on_a_terminal_draws_nothing_twice() -> None:
    with Terminal(*THREE_TABS, "--replay", "--plain", columns=80) as terminal:
        terminal.wait("Your guess")
        assert b"\x1b[?1049h" not in terminal.raw
        assert b"\x1b[2J" not in terminal.raw
        terminal.press("\x03")
        assert terminal.ends() == 130


def test_dumb_terminal_gets_plain_text() -> None:
    with Terminal(*THREE_TABS, "--replay", TERM="dumb") as terminal:
        terminal.wait("Your guess")
        assert b"\x1b[" not in terminal.raw


def test_home_that_cannot_be_written_is_said_on_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    home = str(tmp_path / "file" / "home")
    with Terminal(*THREE_TABS, "--replay", TUTOR_HOME=home) as terminal:
        terminal.wait("Three tabs")
        terminal.press("q")
        assert terminal.ends() == 0
        assert b"not being saved" in terminal.raw
