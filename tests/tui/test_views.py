"""Each view of the table is in the player: its key, its place, the tabs, help."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from rich.console import Console
from rich.text import Text

from tests.tui.conftest import Make
from tests.tui.test_player import SMALL, STAGE, WIDE, press
from tests.view.tape import three_tabs
from tutor.runtime import paths
from tutor.tui import bars
from tutor.tui.arrange import arrange, place_of
from tutor.tui.bindings import KEYS, bindings
from tutor.tui.painter import PLACES
from tutor.tui.pictures import FAILED, Pictures
from tutor.tui.stylesheet import SHEET
from tutor.view.table import ROWS, SHARED, SHARING, VIEWS, View
from tutor.view.text import pen

each = pytest.mark.parametrize("view", ROWS, ids=[row.name for row in ROWS])


@each
@pytest.mark.parametrize("size", [SMALL, WIDE], ids=str)
@pytest.mark.parametrize("step", [0, 40])
async def test_a_views_key_turns_to_it(
    make: Make, view: View, size: tuple[int, int], step: int
) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=size) as pilot:
        await press(pilot)
        player.action_jump(step)
        shown = await press(pilot, view.key)
        assert player.state.active == view.name
        assert (view.title or view.word) in shown
        assert FAILED not in shown
        panel = place_of(view.name, beside=player.state.visit.story.beside if player.state.visit.story else "")
        assert player.focused is not None
        assert player.focused.id == panel
        zoomed = await press(pilot, "z")
        assert FAILED not in zoomed
        assert f"{view.key} {view.title or view.word}" in zoomed


@each
def test_the_tabs_have_it(view: View) -> None:
    look = {"width": 120, "pen": pen(ascii=False)}
    assert f"[{view.key} {view.word}]" in bars.tabs(view.name, **look).plain
    shared = bars.title(view.name, alone=False, **look).plain
    assert (f"[{view.key} {view.word}]" in shared) is (view.name in SHARING)


@each
def test_the_help_has_it(view: View) -> None:
    [key] = [key for key in KEYS if key.action == f"look('{view.name}')"]
    assert (key.shown, key.meaning) == (view.key, f"look at: {view.word}")


def test_every_key_that_looks_at_something_looks_at_a_view_or_the_story() -> None:
    looked_at = [found[1] for key in KEYS if (found := re.match(r"look\('(\w+)'\)", key.action))]
    assert sorted(looked_at) == sorted([*VIEWS, "narration"])


def test_no_key_has_two_meanings() -> None:
    keys = Counter(key for binding in bindings() for key in binding.key.split(","))
    assert [key for key, times in keys.items() if times > 1] == []


@each
def test_a_wide_screen_has_a_place_for_it(view: View) -> None:
    look = {"width": 120, "height": 40, "place": "stage", "asking": False, "zoomed": False}
    inspector = view.name if view.spot == SHARED else SHARING[0]
    shown = arrange(active=view.name, inspector=inspector, **look).shown
    assert view.name in shown
    assert place_of(view.name) in PLACES


def test_the_style_sheet_names_no_panel_that_is_not_there() -> None:
    ours = {*PLACES, "stage", "heading", "scrubber", "keys", "status", "tabs"}
    assert set(re.findall(r"#(\w+)", SHEET)) <= ours


def test_every_view_that_a_beat_looks_at_is_there() -> None:
    texts = [file.read_text("utf-8") for file in paths.lessons_folder().glob("*/lesson.md")]
    looked_at = re.findall(r"^look: (\w+(?: \w+)*)$", "\n".join(texts), re.MULTILINE)
    views = {view for line in looked_at for view in line.split()}
    assert views
    assert views <= set(VIEWS)


@each
def test_the_frame_says_when_times_begin_where_there_are_some(view: View) -> None:
    look = {"width": 120, "pen": pen(ascii=False), "alone": True}
    framed = bars.title(view.name, zero="ann connects", **look).plain
    assert framed.endswith("ms, 0 = ann connects") is view.timed


@each
def test_what_scrolls_is_drawn_whole(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    heights: list[int | None] = []

    def draw(_: View, moment: object, *, height: int | None, **look: object) -> Text:
        heights.append(height)
        return Text("x")

    monkeypatch.setattr(View, "draw", draw)
    pictures = Pictures(Console(), (), ascii=False)
    pictures.of(view.name, three_tabs().moment(), width=80, height=7)
    assert heights == [None if view.scrolls else 7]
