"""A sitting on the screen that is left, and a hint that is asked for where there is none."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from tests.quiz.making import card, hold
from tests.tui.conftest import hours, screen
from tutor.tui import card_screen as module
from tutor.tui.card_screen import Cards, play
from tutor.tui.one_panel import ENDED

ANSWERED = ("S", "o", "enter")  # the first follow-up stands


@pytest.mark.parametrize(
    "keys",
    [(), ("H", "m"), ("H", "m", "enter"), ("H", "m", "enter", "y")],
)
@pytest.mark.parametrize("result", ["", f"{ENDED}143"], ids=["leaves", "SIGTERM"])
async def test_a_follow_up_that_is_left_has_not_been_answered(
    keys: tuple[str, ...],
    result: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = hold([card("say")], "interview")
    app = Cards(held, title="Mock interview", said="", ascii=False, clock=hours())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*ANSWERED, *keys)
        await pilot.pause()
    monkeypatch.setattr(module, "Cards", lambda *_, **__: app)
    monkeypatch.setattr(module, "ask", lambda *_: result)
    with pytest.raises(SystemExit, match="143") if result else nullcontext():
        play(held, title="Mock interview")
    assert held.sitting.turns == ()


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        (("x", "h"), "Hints are for open questions."),
        (("h", "h", "h", "h"), "There is no further hint."),
    ],
)
async def test_a_hint_that_is_not_there_says_why(keys: tuple[str, ...], says: str) -> None:
    app = Cards(hold([card("choice")]), title="Quiz", said="", ascii=False, clock=hours())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        await pilot.pause()
        assert says in screen(app)
