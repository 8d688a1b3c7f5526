"""The message on the stage: from hop to hop, to a fact, and back; rows that can be clicked."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from tests.tui.conftest import HERE, LESSON, SCENE, Make, screen
from tests.tui.test_player import SMALL, STAGE, TINY, WIDE, press
from tutor.course.model import Beat
from tutor.story.walk import Walk
from tutor.tui.app import named
from tutor.tui.player import Player
from tutor.tui.surface import Panel

SAID = Walk(place="stage", step=78, settled=frozenset({"how-many"}))


def hand(text: str) -> str:
    """The heading of the hop in hand."""
    return next((line.split("▶─ ")[1] for line in text.split("\n") if "▶─ " in line), "")


async def test_keys_go_from_hop_to_hop_and_back(make: Make) -> None:
    player = make(walk=SAID, replay=True)
    async with player.run_test(size=SMALL) as pilot:
        begun = hand(await press(pilot, "m"))
        before = hand(await press(pilot, "k"))
        assert int(before[0]) == int(begun[0]) - 1
        assert hand(await press(pilot, "j")) == begun
        assert hand(await press(pilot, *"kkkkkkkkkk"))[0] == "1"
        assert hand(await press(pilot, *"jjjjjjjjjj"))[0] == begun[0]


async def test_enter_goes_to_the_fact_of_the_hop_in_hand(make: Make) -> None:
    player = make(walk=SAID, replay=True)
    async with player.run_test(size=SMALL) as pilot:
        shown = await press(pilot, "m", *"kkkkkkkkkk")
        assert "Esc this one" in shown
        assert "Enter go there" in shown
        root = player.state.fact
        await press(pilot, "enter")
        assert (player.state.visit.walk.step, player.state.fact) == (root, 0)
        assert player.state.hero == "message"


async def test_escape_gives_back_this_message_then_the_story(make: Make) -> None:
    player = make(walk=SAID, replay=True)
    async with player.run_test(size=SMALL) as pilot:
        await press(pilot)  # the screen stands: what it shows is no longer a matter of speed
        await press(pilot, "m", "k")
        await press(pilot, "escape")
        assert (player.state.fact, player.state.hero, player.state.pinned) == (0, "message", True)
        await press(pilot, "escape")
        assert not player.state.pinned


async def test_a_step_takes_the_hop_out_of_the_hand(make: Make) -> None:
    player = make(walk=SAID, replay=True)
    async with player.run_test(size=SMALL) as pilot:
        await press(pilot, "m", "k", "comma")
        assert player.state.fact == 0


async def test_where_there_is_no_message_the_keys_scroll(make: Make) -> None:
    player = make(walk=SAID, replay=True)
    async with player.run_test(size=TINY) as pilot:
        await press(pilot, "s")
        story = player.query_one("#narration", Panel)
        top = story.top
        await press(pilot, "k")
        assert (story.top, player.state.fact) == (top - 1, 0)
        await press(pilot, "j")
        assert story.top == top


@pytest.mark.parametrize(("view", "words"), [("e", "chat_message finished"), ("f", "group_send")])
async def test_a_click_on_a_row_opens_the_message_of_its_fact(
    make: Make, view: str, words: str
) -> None:
    player = make(walk=SAID, replay=True)
    async with player.run_test(size=SMALL) as pilot:
        lines = (await press(pilot, view)).split("\n")
        row = next(row for row, line in enumerate(lines) if words in line)
        await pilot.click(offset=(30, row))
        shown = await press(pilot)
        assert "john · tab 1 says" in shown
        assert player.state.fact in {59, 72, 77}
        assert player.state.visit.walk.step == 78


async def test_a_click_on_a_fact_to_come_goes_there(make: Make) -> None:
    player = make(walk=Walk(place="stage", step=40), replay=True)
    async with player.run_test(size=SMALL) as pilot:
        lines = (await press(pilot, "e")).split("\n")
        row = next(row for row, line in enumerate(lines) if line.lstrip().startswith("42 "))
        await pilot.click(offset=(30, row))
        await press(pilot)
        assert player.state.visit.walk.step == 42


async def _click_on(pilot: Pilot[int], text: str) -> str:
    *_, keys = screen(pilot.app).split("\n")  # type: ignore[arg-type]
    await pilot.click("#keys", offset=(keys.index(text) + 1, 0))
    return await press(pilot)


async def test_a_click_on_the_key_line_is_the_key(make: Make) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        assert "beat 2 of 3" in await _click_on(pilot, "n on")
        assert "step 34 of 86" in await _click_on(pilot, ". event")
        assert "type a part of its name" in await _click_on(pilot, "Ctrl-P all")
        await press(pilot, "escape")
        assert "signs on this screen" in await _click_on(pilot, "? signs")
        await press(pilot, "escape")
        assert player.is_running
        await pilot.click("#keys", offset=(119, 0))
        await _click_on(pilot, "q quit")
    assert player.return_value == 0


@pytest.mark.parametrize(
    ("shown", "name"),
    [("n", "n"), ("C", "C"), ("?", "question_mark"), (".", "full_stop"), ("]",
     "right_square_bracket"), ("Enter", "enter"), ("Esc", "escape"), ("space", "space"),
     ("Ctrl-P", "ctrl+p"), ("F1", "f1"), ("1-9", ""), ("j k", ""), ("a–c", ""), ("+-", "")],
)  # fmt: skip
def test_a_key_that_is_shown_has_the_name_that_is_bound(shown: str, name: str) -> None:
    assert named(shown) == name


@pytest.mark.parametrize("size", [SMALL, TINY], ids=str)
async def test_a_small_screen_names_six_keys_and_always_the_way_back(
    make: Make, size: tuple[int, int]
) -> None:
    async with make(walk=SAID, replay=True).run_test(size=size) as pilot:
        for keys, back in (((), ""), ("z", "z back"), ("zs", "Esc back"), ("m", "Esc back"),
                           ("k", "Esc this one"), (" ", "pause")):  # fmt: skip
            await press(pilot, *("space" if key == " " else key for key in keys))
            *_, line = screen(pilot.app).split("\n")  # type: ignore[arg-type]
            named_keys = [part for part in line.split("  ") if part.strip()]
            assert len(named_keys) <= 6
            assert "? signs" in line
            assert "q quit" in line
            assert back in line


def _reversed(player: Player) -> list[str]:
    strips = player.screen._compositor.render_strips()
    return ["".join(s.text for s in line if s.style and s.style.reverse) for line in strips]


(_PREDICT,) = SCENE.predictions
DECIDED = replace(
    SCENE,
    beats=(*SCENE.beats, Beat(pattern="client.received text~Hello", text="Heard.", source=HERE)),
    predictions=(replace(_PREDICT, verdict="client.received text~Hello"),),
)
ANSWERED = replace(LESSON, pages=(LESSON.pages[0], replace(LESSON.pages[1], scene=DECIDED)))


async def test_the_row_that_answers_a_question_stands_out(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.tui.painter.BLINK", 3600)
    player = make(walk=STAGE, replay=True, lesson=ANSWERED)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        await press(pilot, "n", "n", "a", "n")
        assert not any(_reversed(player)), "the run has not answered yet"
        player.state.motion = True  # by the clock of these tests every frame is late
        await press(pilot, "n")
        assert sum(map(bool, _reversed(player))) >= 1


async def test_it_stands_out_for_a_moment_only(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tutor.tui.painter.BLINK", 0.02)
    player = make(walk=STAGE, replay=True, lesson=ANSWERED)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        await press(pilot, "n", "n", "a", "n")
        player.state.motion = True
        await press(pilot, "n")
        for _ in range(200):
            if not any(_reversed(player)):
                break
            await pilot.pause(0.02)
        assert not any(_reversed(player))


async def test_nothing_blinks_where_nothing_may_move(make: Make) -> None:
    player = make(walk=STAGE, replay=True, lesson=ANSWERED)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        await press(pilot, "n", "n", "a", "n", "n")
        assert "The run says" in screen(player)
        assert not any(_reversed(player))


async def test_the_speed_is_said_and_shown(make: Make) -> None:
    async with make(walk=STAGE, replay=True).run_test(size=SMALL) as pilot:
        await press(pilot)
        assert "Plays at 2x" in await press(pilot, "+")
        assert "pause 2x" in await press(pilot, "space")
