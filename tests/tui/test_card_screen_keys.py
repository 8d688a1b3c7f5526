"""When a key is for the card in hand, how an interview is left, and what a click does."""

from __future__ import annotations

import pytest
from textual.events import Paste

from tests.quiz.making import EVERY, card, phase
from tests.tui.cards import CHOICE, SAY, SMALL, WIDE, key, make, press
from tutor.quiz.card import Card


class Clock:
    """Seconds that pass when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("made", EVERY, ids=lambda made: made.kind)
async def test_keys_before_a_card_was_seen_do_not_answer_it(made: Card) -> None:
    clock = Clock()
    app = make([made], clock=clock)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot)
        clock.now = 0.24
        fresh = app.draft
        shown = await press(pilot, *key(app.sitting), "h", "f", "enter")
        assert "press it again" in shown
        assert (phase(app.sitting), app.sitting.hints, app.draft) == ("Asking", 0, fresh)
        clock.now = 0.25
        await press(pilot, key(app.sitting)[0])
        assert (phase(app.sitting), app.draft) != ("Asking", fresh)


async def test_a_second_enter_does_not_skip_the_verdict_nor_answer_the_next_card() -> None:
    clock = Clock()
    app = make([CHOICE, card("fault")], clock=clock)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot)
        clock.now = 1
        await press(pilot, "enter", "enter", "enter")
        assert (phase(app.sitting), len(app.sitting.turns)) == ("Told", 1)
        clock.now = 2
        await press(pilot, "enter", "enter", "enter")
        assert (phase(app.sitting), len(app.sitting.turns)) == ("Asking", 1)


async def test_a_key_shows_the_id_of_the_card() -> None:
    app = make([CHOICE])
    async with app.run_test(size=WIDE) as pilot:
        assert "tutor quiz --card choice" in await press(pilot, "number_sign")
        await press(pilot, *key(app.sitting), "enter")
        assert "No card is in hand." in await press(pilot, "number_sign")


async def test_what_is_pasted_before_a_card_was_seen_is_not_for_it() -> None:
    app = make([card("type")], clock=Clock())
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot)
        app.post_message(Paste("disconnect"))
        await press(pilot)
        assert app.draft.text == ""


@pytest.mark.parametrize("pressed", ["q", "escape", "ctrl+c"])
async def test_a_card_can_be_left_at_once(pressed: str) -> None:
    app = make([CHOICE], clock=Clock())
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot)
        await pilot.press(pressed)
    assert app.return_value == ""


# ── nothing is no answer ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "says"),
    [("type", "Nothing is typed"), ("order", "0 of 4 steps"), ("multiple", "Nothing is ticked")],
)
async def test_enter_on_nothing_grades_nothing_and_says_why(kind: str, says: str) -> None:
    app = make([card(kind)])
    async with app.run_test(size=SMALL) as pilot:
        assert says in await press(pilot, "enter")
        assert app.sitting.turns == ()


# ── an interview ────────────────────────────────────────────────────────────────────────────


async def test_letters_begin_the_answer_to_a_question_that_is_said_aloud() -> None:
    app = make([SAY], "interview")
    async with app.run_test(size=SMALL) as pilot:
        assert "> hqfu_" in await press(pilot, *"hqfu")
        assert (app.sitting.hints, phase(app.sitting)) == (0, "Asking")


async def test_after_esc_letters_are_keys_and_the_screen_names_them() -> None:
    app = make([SAY], "interview")
    async with app.run_test(size=SMALL) as pilot:
        shown = await press(pilot, *"hq", "escape")
        assert "> hq" in shown
        assert "> hq_" not in shown
        assert "t type on  Enter said it  h hint  x don't know  ? help  q quit" in shown
        assert "Hint, nudge" in await press(pilot, "h")
        assert "> hqh_" in await press(pilot, "t", "h")


@pytest.mark.parametrize("leave", [["ctrl+c"], ["escape", "q"], ["escape", "escape"]])
@pytest.mark.parametrize("sure", [True, False])
async def test_an_interview_asks_once_before_it_is_left(leave: list[str], sure: bool) -> None:
    app = make([SAY], "interview")
    async with app.run_test(size=SMALL) as pilot:
        assert "Leave the interview?" in await press(pilot, *leave)
        assert app.return_value is None
        if not sure:
            assert "It goes on." in await press(pilot, "n")
            assert "Leave the interview?" in await press(pilot, leave[-1])
        await pilot.press("y" if sure else leave[-1])
    assert app.return_value == ""


async def test_an_interview_that_is_over_is_left_at_once() -> None:
    app = make([CHOICE], "interview")
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, *key(app.sitting), "enter")
        await pilot.press("q")
    assert app.return_value == ""


# ── the mouse ───────────────────────────────────────────────────────────────────────────────


def row_of(shown: str, text: str) -> int:
    return next(row for row, line in enumerate(shown.split("\n")) if text in line)


@pytest.mark.parametrize("made", [CHOICE, card("predict")], ids=lambda made: made.kind)
async def test_a_click_on_a_choice_answers(made: Card) -> None:
    app = make([made])
    async with app.run_test(size=SMALL) as pilot:
        row = row_of(await press(pilot), "At most once")
        await pilot.click(offset=(12, row))
        await press(pilot)
        assert app.sitting.turns[0].verdict.correct


async def test_clicks_tick() -> None:
    app = make([card("multiple")])
    async with app.run_test(size=SMALL) as pilot:
        shown = await press(pilot)
        await pilot.click(offset=(12, row_of(shown, "Names")))
        await pilot.click(offset=(12, row_of(shown, "Copies")))
        await press(pilot, "enter")
        assert app.sitting.turns[0].verdict.correct


async def test_a_click_beside_the_choices_answers_nothing() -> None:
    app = make([CHOICE])
    async with app.run_test(size=SMALL) as pilot:
        row = row_of(await press(pilot), "What does the layer promise?")
        await pilot.click(offset=(12, row))
        await pilot.click(offset=(40, 20))
        await press(pilot)
        assert phase(app.sitting) == "Asking"


async def test_what_a_key_does_can_be_chosen_by_its_name() -> None:
    app = make([CHOICE])
    async with app.run_test(size=WIDE) as pilot:
        assert "a hint, which costs a grade" in await press(pilot, "ctrl+p")
        await press(pilot, *"hint", "enter")
        assert (phase(app.sitting), app.sitting.hints) == ("Asking", 1)


async def test_where_a_text_is_typed_a_name_is_no_letter_of_it() -> None:
    app = make([SAY])
    async with app.run_test(size=WIDE) as pilot:
        assert "> ab" in await press(pilot, "a", "b")
        await press(pilot, "ctrl+p", *"hint", "enter")
        assert (app.draft.text, app.sitting.hints) == ("ab", 1)
