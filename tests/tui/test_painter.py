"""Where panels begin that have more to show than they have lines."""

from __future__ import annotations

import pytest
from rich.console import Console
from rich.segment import Segment
from textual.strip import Strip

from tests.tui.conftest import Make
from tests.tui.test_going_on import of, page, press
from tests.view.lessons import SOURCE, prose
from tutor.course.model import Page
from tutor.story.visit import Visit
from tutor.story.walk import Walk
from tutor.tui.heroes import newest
from tutor.tui.narrate import Narrator, latest
from tutor.tui.player_state import State
from tutor.view.text import pen


@pytest.mark.parametrize(
    ("texts", "top"),
    [
        (["ann", "  a", "  b", "  c", "> d", "    + e"], 3),
        (["ann", "> a", "  b", "  c", "  d", "    + e"], 0),
        (["ann", "  a", "  b", "  c", "  d", "    + e"], 0),
    ],
    ids=["scrolls to what is new", "stays where that is seen", "stays when nothing is new"],
)
def test_what_is_new_is_seen(texts: list[str], top: int) -> None:
    assert newest([Strip([Segment(text)]) for text in texts], ">", 4) == top


@pytest.mark.parametrize(
    ("height", "top"), [(2, 1), (3, 0), (9, 0)], ids=["begins with it", "shows more", "shows all"]
)
def test_a_long_beat_is_read_from_its_beginning(height: int, top: int) -> None:
    lines = [Strip([Segment(text)]) for text in ("| told before", "> long", "| beat")]
    assert latest(lines, height, "> ") == top
    assert latest([*lines, *lines[-1:] * 5], height, "> ") <= 1


@pytest.mark.parametrize(("height", "top"), [(5, 0), (4, 3), (3, 2), (2, 3)], ids=str)
def test_of_a_block_that_does_not_fit_no_end_is_left(height: int, top: int) -> None:
    texts = ["| two lines", "| of a beat", "", "? Is it so?", "  a  yes     b  no"]
    assert latest([Strip([Segment(text)]) for text in texts], height, "") == top


def test_what_the_run_says_comes_before_the_beat() -> None:
    texts = ["> beat", "| of two lines", "! Is it so?", "v You said a, yes. The run", "  says"]
    assert latest([Strip([Segment(text)]) for text in texts], 2, "> ") == 3


@pytest.mark.parametrize("size", [(120, 40), (100, 30), (80, 24), (60, 20), (40, 15), (200, 50)])
async def test_a_part_of_the_stage_knows_its_size_before_it_is_laid_out(
    make: Make, size: tuple[int, int]
) -> None:
    player = make(page=1, replay=True)
    async with player.run_test(size=size) as pilot:
        await pilot.pause()
        for key in ("n", "n", "z", "z", "$", "n"):
            await press(pilot, key)
            arrangement = player.painter._arrangement
            assert arrangement is not None
            stage = arrangement.layout != "reading"
            shown = {name: one for name, one in player.painter._parts.items() if one.display}
            for name, part in shown.items() if stage else ():
                assert arrangement.room(name, size[0]) == part.size
                assert part.room == part.size


async def test_the_first_frame_of_a_scene_has_its_picture(make: Make) -> None:
    player = make(lesson=of(page(1, "Watch.", scene=True)), page=1, replay=True)
    async with player.run_test(size=(120, 40)) as pilot:
        await press(pilot)
        hero, story = (player.painter._parts[name] for name in ("hero", "narration"))
        assert not hero.size.width
        player.action_forward()
        assert not hero.size.width  # it is not laid out yet
        assert any(line.text.strip() for line in hero.lines)
        assert max(line.cell_length for line in story.lines) <= 36


def test_a_page_that_begins_with_a_list_begins_in_its_first_row() -> None:
    before = (prose("- one\n- two"),)
    page = Page(number=1, title="End", before=before, scene=None, after=(), source=SOURCE)
    narrator = Narrator(Console(width=80), pen(ascii=False))
    lines = narrator._lines(State(Visit(page=page, walk=Walk())), 60)
    assert lines[0].text.strip() == "• one"
