"""A screen that asks literal cards, and the keys of a learner who knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.pilot import Pilot

from tests.quiz.making import Services, card, hold, places, right
from tests.tui.conftest import hours, screen
from tutor.quiz.card import Card
from tutor.quiz.schedule import Mode
from tutor.quiz.sitting import Sitting
from tutor.tui.card_screen import Cards

WIDE, SMALL, TINY = (120, 40), (80, 24), (40, 16)
CHOICE, SAY = card("choice"), card("say")


def make(
    cards: Sequence[Card] | Sitting,
    mode: Mode = "quiz",
    *,
    services: Services | None = None,
    said: str = "",
    ascii: bool = False,
    clock: Callable[[], float] | None = None,
) -> Cards:
    return Cards(
        hold(cards, mode, services),
        title="Quiz, lesson 7",
        said=said,
        ascii=ascii,
        clock=clock or hours(),
    )


async def press(pilot: Pilot[str], *keys: str) -> str:
    """The screen after these keys, once nothing moves any more."""
    await pilot.press(*keys)
    await pilot.pause()
    await pilot.pause()
    return screen(pilot.app)  # type: ignore[arg-type]


def key(sitting: Sitting) -> list[str]:
    """The keys of a learner who knows."""
    assert sitting.asked is not None
    made = sitting.card
    if made.kind == "type":
        return [*made.model, "enter"]
    picks = right(made).picks
    if made.kind == "fault":
        return [str(picks[0]), "enter"]
    digits = [str(place + 1) for place in places(sitting.asked, picks)]
    if made.kind == "say":
        asks = ["enter", "y"] * 2 if sitting.mode == "interview" else []
        return ["enter", *asks, *digits, "enter"]
    return digits if made.kind in {"choice", "predict"} else [*digits, "enter"]
