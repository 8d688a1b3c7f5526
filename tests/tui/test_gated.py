"""A view that forgets to escape steers no terminal, and its line keeps its width."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.color import Color
from textual.strip import Strip

from tests.hostile import MARK, OURS, raw_in
from tutor import gate
from tutor.tui.app import AT_MOST
from tutor.tui.gated import HARMLESS, Gated
from tutor.tui.one_panel import OnePanel
from tutor.tui.player import Player
from tutor.tui.stylesheet import SHEET
from tutor.tui.surface import Panel, Surface

BLACK = Color(0, 0, 0)


def through(*segments: Segment) -> list[Segment]:
    return HARMLESS.apply(list(segments), BLACK)


def test_a_clean_line_is_not_made_again() -> None:
    segments = [Segment("漢 · ", Style(bold=True)), Segment("x")]
    assert HARMLESS.apply(segments, BLACK) is segments


@pytest.mark.parametrize("text", [f"{MARK}abc", "a\tb\nc", "👩\u200d💻\x1b"], ids=ascii)
def test_a_line_keeps_its_width(text: str) -> None:
    (shown,) = ["".join(segment.text for segment in through(Segment(text)))]
    assert cell_len(shown) == cell_len(text)
    assert raw_in(shown) == ""
    assert "\n" not in shown


def test_no_link_of_a_text_reaches_the_terminal() -> None:
    (shown,) = through(Segment("here", Style(link="http://evil/\x07", bold=True)))
    assert (shown.style and shown.style.link, shown.style and shown.style.bold) == (None, True)


def test_a_link_that_we_have_made_reaches_the_terminal(tmp_path: Path) -> None:
    url = gate.link(tmp_path / "my file \x1b]8;;evil:\x07.py")
    assert url.isascii()
    assert url.isprintable()
    (shown,) = through(Segment("here", Style(link=url)))
    assert shown.style is not None
    assert shown.style.link == url
    (other,) = through(Segment("here", Style(link=f"{url}.evil")))
    assert other.style is not None
    assert other.style.link is None


def test_every_screen_of_ours_is_gated() -> None:
    assert [issubclass(each, Gated) for each in (OnePanel, Player)] == [True, True]


async def test_frame_title_and_line_of_a_careless_panel_are_clean() -> None:
    class Careless(Gated[None]):
        CSS = SHEET

        def compose(self) -> ComposeResult:
            yield Surface(id="heading")
            yield Panel(id="panel")

        def on_mount(self) -> None:
            self.query_one("#heading", Surface).show([Strip([Segment(f"line {MARK}")])])
            panel = self.query_one("#panel", Panel)
            panel.border_title = panel.border_subtitle = "title\u202e\x9b6n\x1b"
            panel.show([Strip([Segment(f"panel {MARK}", Style(link=MARK))])])

    app = Careless()
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        shown = app.screen._compositor.render_full_update().render_segments(app.console)
    assert "line \\x1b]0;" in shown
    assert "panel \\x1b]0;" in shown
    assert "title\\u202e" in shown
    assert raw_in(shown, allowed=OURS) == ""


@pytest.mark.parametrize(("wanted", "times"), [({}, AT_MOST), ({"TEXTUAL_FPS": "30"}, 30)])
def test_a_change_waits_half_as_long_as_with_textuals_own_rate(
    wanted: dict[str, str], times: int
) -> None:
    script = (
        "import asyncio, tutor.tui.app as ours\n"
        "async def main():\n"
        "    app = ours.TerminalApp()\n"
        "    async with app.run_test():\n"
        "        print(round(1 / app.screen._update_timer._interval))\n"
        "asyncio.run(main())"
    )
    own = {key: value for key, value in os.environ.items() if key != "TEXTUAL_FPS"}
    run = [sys.executable, "-c", script]
    told = subprocess.run(run, env=own | wanted, capture_output=True, text=True, check=True)
    assert told.stdout == f"{times}\n"
