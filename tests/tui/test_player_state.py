"""The hero follows the story until the learner pins a view."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from tests.tui.conftest import HERE, LESSON, SCENE, Make
from tests.tui.test_player import SMALL, WIDE, press
from tutor.course.model import Beat
from tutor.story.walk import Walk
from tutor.tui.player import Player


def hero(pilot: Pilot[int]) -> str:
    assert isinstance(pilot.app, Player)
    return pilot.app.state.hero


async def test_a_beat_turns_to_the_view_that_shows_it(make: Make) -> None:
    async with make().run_test(size=SMALL) as pilot:
        await press(pilot)
        await press(pilot, "n")
        assert hero(pilot) == "groups"


async def test_an_event_between_two_beats_turns_nothing(make: Make) -> None:
    async with make().run_test(size=SMALL) as pilot:
        await press(pilot)
        await press(pilot, "n", "full_stop")
        assert hero(pilot) == "groups"


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_a_view_that_the_learner_chose_stays(make: Make, size: tuple[int, int]) -> None:
    async with make().run_test(size=size) as pilot:
        await press(pilot)
        await press(pilot, "n", "e", "n")
        assert hero(pilot) == "events"


async def test_escape_lets_it_follow_again(make: Make) -> None:
    async with make().run_test(size=SMALL) as pilot:
        await press(pilot)
        await press(pilot, "n", "e", "escape")
        assert hero(pilot) == "groups"


async def test_what_the_run_says_is_in_sight_on_a_small_screen(make: Make) -> None:
    async with make().run_test(size=(80, 20)) as pilot:
        await press(pilot)
        shown = await press(pilot, "n", "n", "n", "a", "n", "n")
        assert "You said a, 2. The run says b, 3." in shown


async def test_the_picture_of_a_verdict_stands_above_it(make: Make) -> None:
    async with make().run_test(size=SMALL) as pilot:
        await press(pilot)
        shown = await press(pilot, "n", "n", "n", "a", "n", "n")
        assert "You said a, 2. The run says b, 3." in shown
        assert pilot.app.query_one("#hero").size.height >= 5


@pytest.mark.parametrize("view", ["instances", "scope"])
async def test_a_step_without_a_question_has_its_own_connection_on_the_stage(
    make: Make, view: str
) -> None:
    scene = replace(SCENE, beats=(replace(OPENS, look=(view,)), SCENE.beats[2]))
    page = replace(LESSON.pages[1], scene=scene)
    lesson = replace(LESSON, pages=(LESSON.pages[0], page))
    player = make(walk=Walk(place="stage"), replay=True, lesson=lesson)
    async with player.run_test(size=WIDE) as pilot, asyncio.timeout(20):
        while player.state.visit.story is None:
            await press(pilot)  # the stage opens at its first beat, which a key before might leave
        told = player.painter.parts()[view]
        await press(pilot, "full_stop")
        assert not player.state.visit.is_at_question
        assert player.painter.parts()[view] != told


async def test_the_same_key_again_hands_the_stage_back(make: Make) -> None:
    async with make().run_test(size=SMALL) as pilot:
        await press(pilot)
        await press(pilot, "n", "e", "e")
        assert hero(pilot) == "groups"


async def test_another_page_has_its_own_hero(make: Make) -> None:
    async with make().run_test(size=SMALL) as pilot:
        await press(pilot)
        await press(pilot, "n", "e", "right_square_bracket", "left_square_bracket", "n")
        assert hero(pilot) == "groups"


BYE = Beat(pattern="client.closed", text="A tab is closed.", look=("message",), source=HERE)
LEAVES = replace(SCENE, beats=(*SCENE.beats, BYE))
LEAVING = replace(LESSON, pages=(LESSON.pages[0], replace(LESSON.pages[1], scene=LEAVES)))


async def test_the_message_of_a_beat_stays_where_a_later_fact_has_none(make: Make) -> None:
    over = Walk(place="stage", step=84, settled=frozenset({"how-many"}))  # consumer.finished
    player = make(walk=over, replay=True, lesson=LEAVING)
    async with player.run_test(size=WIDE) as pilot:
        shown = await press(pilot)
        assert (hero(pilot), player.state.visit.told) == ("message", 79)
        assert "does not belong" not in shown
        assert "close 1000, by the client" in shown
        assert "does not belong" in await press(pilot, "m"), "asked for that of the step"


OPENS = Beat(pattern="client.opened nth=3", text="The admin is in.", source=HERE)


@pytest.mark.parametrize("look", [("message",), ("topology", "message")])
async def test_a_question_leaves_the_message_of_the_beat_on_the_stage(
    make: Make, look: tuple[str, ...]
) -> None:
    scene = replace(SCENE, beats=(replace(OPENS, look=look), SCENE.beats[2]))
    page = replace(LESSON.pages[1], scene=scene)
    lesson = replace(LESSON, pages=(LESSON.pages[0], page))
    player = make(walk=Walk(place="stage"), replay=True, lesson=lesson)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot, "n")
        asked = await press(pilot, "n")
        answered = await press(pilot, "a")
        assert player.state.visit.is_at_question
        assert "admin connects" in asked
        assert "admin connects" in answered
        assert "says Hello" not in asked + answered, "of the step that the question waits at"
        assert "says Hello" in await press(pilot, "m"), "asked for that of the step"


@pytest.mark.parametrize(("view", "key"), [("instances", "i"), ("scope", "s")])
async def test_a_question_leaves_the_connection_of_the_beat_on_the_stage(
    make: Make, view: str, key: str
) -> None:
    scene = replace(SCENE, beats=(replace(OPENS, look=(view,)), SCENE.beats[2]))
    page = replace(LESSON.pages[1], scene=scene)
    lesson = replace(LESSON, pages=(LESSON.pages[0], page))
    player = make(walk=Walk(place="stage"), replay=True, lesson=lesson)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot, "n")
        told = player.painter.parts()[view]
        await press(pilot, "n")
        assert player.state.visit.is_at_question
        assert player.painter.parts()[view] == told
        await press(pilot, key)
        assert player.painter.parts()[view] != told, "asked for that of the step"
