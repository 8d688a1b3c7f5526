"""Each view of the table is in the player: its key, its place, the tabs, help."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import pytest
from rich.console import Console
from rich.text import Text

from tests.tui.conftest import Make, Runs
from tests.tui.test_player import SMALL, STAGE, WIDE, press
from tests.view import lessons_recorded
from tests.view.tape import Tape, three_tabs, upto
from tutor.core.events import AppSent, Event
from tutor.course.model import Scene
from tutor.runtime import paths
from tutor.tui import bars
from tutor.tui.bars import NAMED
from tutor.tui.bindings import KEYS, bindings
from tutor.tui.painter import PLACES
from tutor.tui.pictures import FAILED, Pictures
from tutor.tui.stylesheet import SHEET
from tutor.view.table import ROWS, VIEWS, View
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
        assert (player.state.hero, player.state.pinned) == (view.name, True)
        assert f"pinned: {view.key} {view.word}" in shown
        assert FAILED not in shown
        zoomed = await press(pilot, "z")
        assert FAILED not in zoomed
        assert f"pinned: {view.key} {view.word}" in zoomed


@each
def test_a_strip_says_whose_it_is(view: View) -> None:
    line = bars.named(view, Text("told"), touched=True, pen=pen(ascii=False))
    assert line.plain.startswith(f"•{view.key} {view.word}")
    assert line.plain[NAMED:] == "told"
    assert not any(span.end > NAMED for span in line.spans)
    assert not line.style


@pytest.mark.parametrize(
    ("kind", "nth", "view"), [("client.opened", 1, "events"), ("group.joined", 1, "groups")]
)
async def test_one_strip_beside_the_connections_tells_what_changed_them(
    make: Make, kind: str, nth: int, view: str
) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=SMALL) as pilot:
        await press(pilot)
        player.action_jump(upto(three_tabs(), kind, nth))
        await press(pilot, "t")
        assert (player.state.hero, player.painter.stripped) == ("topology", [view])


class Crowded(Runs):
    """A recording with more clients than the flow has lifelines."""

    def shipped(self, scene: Scene) -> Sequence[Event]:
        (trace,) = (one for one in lessons_recorded.TRACES if one.stem == "one_typo")
        return lessons_recorded.timeline(trace).events


class Wordy(Runs):
    """A recording whose last arrow has more words than room for them."""

    def shipped(self, scene: Scene) -> Sequence[Event]:
        tape = Tape()
        tape.server()
        tape.connect(1, "ann", layers=False)
        tape.add(AppSent, conn=1, type="websocket.send", text="word after word " * 3)
        return tape.events


async def test_the_only_row_of_the_flow_has_its_words_on_it(make: Make) -> None:
    player = make(walk=STAGE, replay=True, runs=Wordy())
    async with player.run_test(size=SMALL) as pilot:
        await press(pilot)
        player.action_jump(-1)
        shown = await press(pilot, "t")
        rows = [line for line in shown.split("\n") if "┤" in line]
        assert ["word after word" in row for row in rows] == [True], shown


@pytest.mark.parametrize("key", ["f", "t"])  # as hero, and in its own place
async def test_the_signs_name_those_that_share_a_lifeline(make: Make, key: str) -> None:
    player = make(walk=STAGE, replay=True, runs=Crowded())
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        await press(pilot, key)
        for step in range(80, 110):
            player.action_jump(step)
            if names := player.painter.others():
                break
        assert f"others ×{len(names)}" in await press(pilot)
        told = await press(pilot, "question_mark")
        assert "In the flow these share one line: " in told
        assert all(name in told for name in names)


@each
def test_the_help_has_it(view: View) -> None:
    [key] = [key for key in KEYS if (key.action, key.keys) == (f"look('{view.name}')", view.key)]
    assert (key.shown, key.meaning) == (view.key, f"show {view.word}, and back")


def test_every_key_that_looks_at_something_looks_at_a_view() -> None:
    looked_at = [found[1] for key in KEYS if (found := re.match(r"look\('(\w+)'\)", key.action))]
    assert set(looked_at) == set(VIEWS)


def test_no_key_has_two_meanings() -> None:
    keys = Counter(key for binding in bindings() for key in binding.key.split(","))
    assert [key for key, times in keys.items() if times > 1] == []


def test_the_style_sheet_names_no_panel_that_is_not_there() -> None:
    ours = {*PLACES, "top", "stage", "heading", "scrubber", "keys", "status"}
    assert set(re.findall(r"#(\w+)", SHEET)) <= ours


def test_every_view_that_a_beat_looks_at_is_there() -> None:
    texts = [file.read_text("utf-8") for file in paths.lessons_folder().glob("*/lesson.md")]
    looked_at = re.findall(r"^look: (\w+(?: \w+)*)$", "\n".join(texts), re.MULTILINE)
    views = {view for line in looked_at for view in line.split()}
    assert views
    assert views <= set(VIEWS)


@each
def test_the_heading_says_when_times_begin_where_there_are_some(view: View) -> None:
    parts = bars.Heading(lesson="7", page="page 1", hero=view.name, zero="ann", step=1, last=2)
    line = bars.heading(parts, width=120, pen=pen(ascii=False)).plain
    assert (f"{view.key} {view.word}, ms, 0 = ann" in line) is view.timed


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
