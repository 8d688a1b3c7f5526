"""Lesson 1 as a newcomer meets it: the views come one at a time, each with a word about it."""

from __future__ import annotations

import pytest

from tests.lessons.tools import lessons
from tests.tui.conftest import Make
from tests.tui.test_player import SMALL, TINY, WIDE, press
from tutor.core.events import Event
from tutor.course.inside import trace
from tutor.runtime import recording
from tutor.story.walk import Walk
from tutor.view.legend import PLACES

LESSON = lessons()[0]
NUMBER = next(page.number for page in LESSON.pages if page.scene is not None)
SIZES = [WIDE, SMALL, (60, 20), TINY]


class Shipped:
    """The recordings that are shipped, and no others."""

    async def live(self, *_: object) -> list[Event]:
        raise NotImplementedError

    def shipped(self, scene: object) -> list[Event]:
        return list(recording.load(trace(LESSON.folder, scene.name)).events)  # type: ignore[attr-defined]

    async def close(self) -> None:
        """Nothing to close."""


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_beats_1_to_3_show_at_most_two_views_besides_the_story(
    make: Make, size: tuple[int, int]
) -> None:
    begun = Walk(place="stage")
    player = make(page=NUMBER, lesson=LESSON, runs=Shipped(), replay=True, walk=begun)
    async with player.run_test(size=size) as pilot:
        for beat in (1, 2, 3):
            await press(pilot, *["n"] * (beat > 1))
            assert player.state.visit.beat == beat
            views = {*player.painter.parts(), *player.painter.stripped} - {*PLACES}
            assert 1 <= len(views) <= 2, views


async def test_a_view_has_two_lines_about_it_when_it_comes_and_not_again(make: Make) -> None:
    player = make(page=NUMBER, lesson=LESSON, runs=Shipped(), replay=True)
    async with player.run_test(size=SMALL) as pilot:
        shown = await press(pilot, "n")
        assert "▲ New here: the flow, key f." in shown
        assert "New here" not in await press(pilot, ".")
        assert "New here: the topology" in await press(pilot, "n", "n")
        assert "New here" not in await press(pilot, "n", "n")
        assert "New here" not in await press(pilot, "n"), "the layer came two beats before"


async def test_a_strip_comes_after_its_view_and_code_with_its_beat(make: Make) -> None:
    stands = []
    player = make(page=NUMBER, lesson=LESSON, runs=Shipped(), replay=True)
    async with player.run_test(size=WIDE) as pilot:
        for _ in range(12):
            await press(pilot, "n", "a")
            stands.append({*player.painter.parts(), *player.painter.stripped} - {*PLACES})
    first = {view: next(n for n, s in enumerate(stands, 1) if view in s) for view in stands[-1]}
    assert first["sequence"] == 1
    assert first["scope"] == 2
    assert first["source"] >= 9
    assert not {"events", "broker", "instances"} & set().union(*stands)


async def test_what_the_learner_pins_stands(make: Make) -> None:
    player = make(page=NUMBER, lesson=LESSON, runs=Shipped(), replay=True)
    async with player.run_test(size=SMALL) as pilot:
        await press(pilot, "n", "e")
        assert "events" in player.painter.parts()


async def test_other_scenes_show_every_strip_at_once(make: Make) -> None:
    player = make(walk=Walk(place="stage"), replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        assert len(player.painter.stripped) >= 4
