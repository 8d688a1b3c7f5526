"""Keys in, a screen out: a round of literal stages."""

from __future__ import annotations

import itertools

import pytest
from textual import events
from textual.pilot import Pilot

from tests.quiz.rounds_made import CLARIFY, DRAW, TALK, design
from tests.tui.conftest import screen
from tutor.quiz.round_state import Talk
from tutor.quiz.round_talk import begin
from tutor.quiz.rounds import Stage
from tutor.tui import round_screen as module
from tutor.tui.one_panel import ENDED
from tutor.tui.round_screen import RoundScreen, play

SMALL, TINY, WIDE = (80, 24), (40, 16), (120, 40)


def make(*stages: Stage, ascii: bool = False) -> RoundScreen:
    one = design(*stages)
    clock = itertools.count()
    return RoundScreen(
        begin(one, ((),) * len(one.stages), 0.0), ascii=ascii, clock=lambda: float(next(clock))
    )


async def press(pilot: Pilot[str], *keys: str) -> str:
    await pilot.press(*keys)
    await pilot.pause()
    await pilot.pause()
    return screen(pilot.app)  # type: ignore[arg-type]


async def test_what_is_asked_is_on_the_screen_with_a_line_to_type() -> None:
    async with make(CLARIFY, DRAW).run_test(size=SMALL) as pilot:
        lines = (await press(pilot)).split("\n")
        assert lines[0].startswith(" A small chat · Clarify, 1 of 2")
        assert any("Ask me." in line for line in lines)
        assert any("> _" in line for line in lines)
        assert lines[-2] == " ▶·"
        assert lines[-1].startswith(" Enter next line")


async def test_a_line_is_typed_mended_and_handed_in() -> None:
    async with make(CLARIFY).run_test(size=SMALL) as pilot:
        assert "> hm_" in await press(pilot, *"hmm", "backspace")
        assert "> _" in await press(pilot, "ctrl+u")
        shown = await press(pilot, *"how fast", "enter")
        assert "> how fast" in shown
        assert "A second." in shown


async def test_a_drawing_is_drawn_on_the_screen() -> None:
    async with make(DRAW).run_test(size=SMALL) as pilot:
        shown = await press(pilot, *"browser -> daphne", "enter", "enter")
        assert "│ browser │──▶│ daphne │" in shown
        assert "✗ Missing: a layer" in shown


async def test_lines_of_an_answer_stay_until_it_is_over_and_then_points_are_claimed() -> None:
    async with make(TALK).run_test(size=WIDE) as pilot:
        assert "> I save" in await press(pilot, *"I save", "enter")
        assert "Let me ask further." in await press(pilot, "enter")
        await press(pilot, "enter")
        shown = await press(pilot, "enter")
        assert "✓ 1) Save first" in shown
        assert "Points you made" in shown
        shown = await press(pilot, *"1", "enter")
        assert "1 of 3 points" in shown
        assert "the end" in shown
        await press(pilot, "enter")
    assert pilot.app.return_value == ""


async def test_what_is_longer_than_the_screen_begins_at_its_first_line() -> None:
    async with make(TALK, CLARIFY).run_test(size=TINY) as pilot:
        shown = await press(pilot, *TALK.model, "enter", "enter")
        assert "More below" in shown
        assert "What I listened for" in shown
        assert "> _" in await press(pilot, *["pagedown"] * 3)
        assert "> 1_" in await press(pilot, "1")


async def test_what_may_be_done_in_a_round_can_be_chosen_by_its_name() -> None:
    app = make(CLARIFY, DRAW)
    async with app.run_test(size=SMALL) as pilot:
        assert "done: that was all" in await press(pilot, "a", "ctrl+p")
        assert app.typed == "a"
        shown = await press(pilot, *"skip", "enter")
        assert "Draw, 2 of 2" in shown
        assert module.LEAVE in await press(pilot, "ctrl+p", *"leave", "enter")


async def test_one_key_does_not_leave_a_round() -> None:
    app = make(TALK)
    async with app.run_test(size=SMALL) as pilot:
        assert module.LEAVE in await press(pilot, "ctrl+c")
        assert "It goes on." in await press(pilot, "n")
        await press(pilot, *"I save it", "enter", "ctrl+c", "y")
    assert (app.return_value, app.talk.is_over, len(app.talk.results)) == ("", True, 1)


async def test_the_end_is_left_by_one_key() -> None:
    app = make(CLARIFY)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "enter", "ctrl+c")
    assert app.return_value == ""


async def test_pasted_lines_are_typed_and_the_last_waits() -> None:
    async with make(CLARIFY).run_test(size=WIDE) as pilot:
        await press(pilot)
        pilot.app.post_message(events.Paste("how fast\x1b[6n\r\nhow\tmany"))
        shown = await press(pilot)
        assert "A second." in shown
        assert "> how many_" in shown


@pytest.mark.parametrize("size", [TINY, SMALL])
async def test_in_ascii_there_is_only_ascii(size: tuple[int, int]) -> None:
    async with make(DRAW, TALK, ascii=True).run_test(size=size) as pilot:
        for keys in ([], [*"a -> b", "enter", "enter"], ["enter"], ["enter"] * 3):
            assert (await press(pilot, *keys)).isascii()


@pytest.mark.parametrize("result", ["", f"{ENDED}143"])
def test_what_was_said_is_kept_whatever_ends_the_screen(
    result: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[Talk] = []

    def keep(talk: Talk) -> bool:
        kept.append(talk)
        return True

    monkeypatch.setattr(module, "ask", lambda *_: result)
    talk = make(TALK).talk
    if result:
        with pytest.raises(SystemExit, match="143"):
            play(talk, keep=keep)
    else:
        assert play(talk, keep=keep)
    assert [one.is_over for one in kept] == [True]
