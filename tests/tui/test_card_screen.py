"""Keys in, a screen out: a sitting of literal cards."""

from __future__ import annotations

import pytest

from tests.quiz.making import EVERY, Services, answer, card, hold, phase, sit
from tests.tui.cards import CHOICE, SAY, SMALL, TINY, WIDE, key, make, press
from tests.tui.conftest import screen
from tutor.quiz.card import Card
from tutor.quiz.hints import EASY, HARD
from tutor.quiz.sitting import Entry
from tutor.tui import card_screen as module
from tutor.tui.card_screen import PROOF, Cards, play
from tutor.tui.one_panel import ENDED
from tutor.tui.surface import Panel


def top(app: Cards) -> int:
    return app.query_one("#narration", Panel).top


# ── a card ──────────────────────────────────────────────────────────────────────────────────


async def test_the_screen_says_where_we_are_what_is_asked_and_what_the_keys_do() -> None:
    async with make([CHOICE, SAY]).run_test(size=SMALL) as pilot:
        lines = (await press(pilot)).split("\n")
        assert lines[0] == " Quiz, lesson 7 · 0 of 2 done · lesson 7, Delivery"
        assert "What does the layer promise?" in lines[4]
        assert lines[-2:] == [
            " ··",
            " 1-3 answer  h hint  x don't know  f flag  ? help  q quit",
        ]


async def test_the_first_sentence_stands_until_a_key_is_pressed() -> None:
    async with make([CHOICE], said="1 card.").run_test(size=SMALL) as pilot:
        assert "1 card." in await press(pilot)
        assert "1 card." not in await press(pilot, "j")


@pytest.mark.parametrize("made", EVERY, ids=lambda made: made.kind)
async def test_the_key_of_any_kind_is_right(made: Card) -> None:
    app = make([made])
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot)
        assert "✓ Right · Good · in 3 days" in await press(pilot, *key(app.sitting))


@pytest.mark.parametrize(
    ("made", "size"),
    [*((made, SMALL) for made in EVERY), (SAY, WIDE), (SAY, TINY)],
    ids=lambda found: found.kind if isinstance(found, Card) else f"{found[0]}",
)
async def test_in_ascii_there_is_only_ascii_at_every_stage(
    made: Card, size: tuple[int, int]
) -> None:
    app = make([made], "interview", ascii=True)
    async with app.run_test(size=size) as pilot:
        for pressed in ([], ["f1"], ["escape"], key(app.sitting), ["enter"]):
            assert (await press(pilot, *pressed)).isascii()
        assert phase(app.sitting) == "Over"


async def test_the_next_card_comes_after_the_verdict_and_then_the_summary() -> None:
    app = make([CHOICE, card("fault")])
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, *key(app.sitting))
        assert "Find the fault" in await press(pilot, "enter")
        await press(pilot, *key(app.sitting))
        shown = await press(pilot, "n")
        assert "the end" in shown
        assert "2 of 2 right, 100%" in shown
        await press(pilot, "enter")
    assert app.return_value == ""


async def test_an_answer_is_written_down_before_its_verdict_is_on_the_screen() -> None:
    class Peeking(Services):
        def write(self, entry: Entry) -> None:
            shown.append(screen(app))  # type: ignore[arg-type]
            super().write(entry)

    shown = list[str]()
    app = make([CHOICE], services=Peeking())
    async with app.run_test(size=SMALL) as pilot:
        assert "✗ Not yet" in await press(pilot, "x")
    assert ["✗ Not yet" in text for text in shown] == [False]


async def test_what_is_typed_stands_on_the_screen() -> None:
    async with make([card("type")]).run_test(size=SMALL) as pilot:
        assert "> clo_" in await press(pilot, "c", "l", "o", "s", "backspace")


async def test_a_hint_stands_below_the_question_and_the_place_to_look_in_words() -> None:
    app = make([CHOICE])
    async with app.run_test(size=WIDE) as pilot:
        assert "Hint, nudge: Think of a full queue." in await press(pilot, "h")
        assert "Hint, where to look: group_send, line 9" in await press(pilot, "h")
        assert "There is no further hint." in await press(pilot, "h", "h")
        assert phase(app.sitting) == "Asking"


async def test_a_flag_is_put_and_taken_away() -> None:
    services = Services()
    async with make([CHOICE], services=services).run_test(size=SMALL) as pilot:
        assert "Flagged" in await press(pilot, "f")
        assert services.flags == {"choice"}
        assert "No longer flagged." in await press(pilot, "f")
        assert not services.flags


@pytest.mark.parametrize(("pressed", "grade"), [("d", HARD), ("e", EASY)])
async def test_a_right_answer_gets_another_grade(pressed: str, grade: int) -> None:
    app = make([CHOICE])
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, *key(app.sitting), pressed)
    assert app.sitting.turns[0].review.grade == grade


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (["h"], "The hint has cost a grade; it stays as it is."),
        ([], "A wrong answer is asked again soon anyway."),
    ],
)
async def test_a_grade_that_cannot_be_had_is_refused_in_words(before: list[str], said: str) -> None:
    app = make([CHOICE])
    async with app.run_test(size=SMALL) as pilot:
        places = key(app.sitting)
        wrong = next(digit for digit in "123" if digit not in places)
        await press(pilot, *before, *(places if before else wrong))
        assert said in await press(pilot, "e")


async def test_an_answer_is_taken_back() -> None:
    app = make([CHOICE])
    async with app.run_test(size=SMALL) as pilot:
        assert "There is nothing to take back." in await press(pilot, "u")
        await press(pilot, "1")
        assert "Taken back; here it is again." in await press(pilot, "u")
        assert (phase(app.sitting), app.sitting.turns) == ("Asking", ())


async def test_nothing_is_flagged_at_the_end() -> None:
    services = Services()
    app = make([CHOICE], services=services)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, *key(app.sitting), "enter", "f")
    assert not services.flags


# ── a free answer ───────────────────────────────────────────────────────────────────────────


async def test_what_was_heard_is_marked_and_one_key_ticks_it() -> None:
    app = make([SAY])
    async with app.run_test(size=WIDE) as pilot:
        assert "> Names_" in await press(pilot, *"Names")
        shown = await press(pilot, "enter")
        assert "Names[1]" in shown
        assert "[ ] 1) A group is names · heard" in shown
        assert "Names of channels, a queue each" in shown
        assert "Nothing is ticked: y takes what was heard" in await press(pilot, "enter")
        assert "[x] 1) A group is names · heard" in await press(pilot, "y")
        await press(pilot, "2", "3", "enter")
    assert app.sitting.turns[0].response.picks == (0, 1, 2)


async def test_in_an_interview_nothing_is_marked() -> None:
    app = make([SAY], "interview")
    async with app.run_test(size=WIDE) as pilot:
        shown = await press(pilot, *"Names", "enter", "enter", "n", "enter", "n")
        assert "heard" not in shown
        assert "[ ] 1) A group is names" in shown
        assert "Nothing is ticked: 0 says none." in await press(pilot, "y", "enter")
        await press(pilot, "0")
    assert app.sitting.turns[0].response.picks == ()


@pytest.mark.parametrize(("key", "shown"), [("y", "✓ Right · 50%"), ("n", "✗ Wrong")])
async def test_whether_a_contained_answer_was_meant_is_asked(key: str, shown: str) -> None:
    app = make([card("type")])
    async with app.run_test(size=WIDE) as pilot:
        asked = await press(pilot, *"disconnect", "space", "o", "r", "enter")
        assert "Did you mean disconnect?" in asked
        assert shown in await press(pilot, key)


async def test_an_interviewer_asks_further_and_then_shows_what_should_be_in_it() -> None:
    app = make([SAY], "interview")
    async with app.run_test(size=WIDE) as pilot:
        shown = await press(pilot, "enter")
        assert "Of what?" in shown
        assert "Of channels." not in shown
        assert "> Hm_" in await press(pilot, "H", "m")
        assert "Of channels." in await press(pilot, "enter")
        assert "Where?" in await press(pilot, "y")
        assert "Which of these did you say?" in await press(pilot, "enter", "n")
        assert "~ Partly · 62%" in await press(pilot, "3", "4", "enter")
    assert app.sitting.turns[0].followed == ((0, "Hm", True), (1, "", False))


async def test_a_free_answer_is_taken_back_before_it_is_judged() -> None:
    app = make([SAY])
    async with app.run_test(size=SMALL) as pilot:
        shown = await press(pilot, "enter", "u")
        assert "Taken back" in shown
        assert phase(app.sitting) == "Asking"


# ── what does not fit ───────────────────────────────────────────────────────────────────────

LONG = card("choice", why="\n\n".join(f"Reason {number}." for number in range(60)))


async def test_a_long_verdict_begins_at_its_head_and_scrolls() -> None:
    app = make([LONG])
    async with app.run_test(size=SMALL) as pilot:
        assert "✓ Right" in await press(pilot, *key(app.sitting))
        begun = top(app)
        await press(pilot, "j", "j", "k", "pagedown")
        assert top(app) == begun + 12


async def test_what_was_scrolled_to_stays_while_a_card_is_flagged() -> None:
    app = make([LONG])
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, *key(app.sitting), "pagedown")
        there = top(app)
        await press(pilot, "f")
        assert top(app) == there


async def test_the_next_card_begins_at_its_head() -> None:
    app = make([LONG, card("fault")])
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, *key(app.sitting), "pagedown", "enter")
        assert top(app) == 0


async def test_the_cursor_stays_in_sight() -> None:
    program = "\n".join(f"x = {number}" for number in range(1, 41))
    app = make([card("fault", code=program)])
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot)
        for keys in ("j" * 15, "j", "j" * 23, "k" * 15, "k", "k" * 23):
            shown = await press(pilot, *keys)
            assert f"▶ {app.draft.cursor:>2}  x = {app.draft.cursor}" in shown


async def test_what_is_typed_below_a_long_question_is_in_sight() -> None:
    asked = card("type", question="\n\n".join(f"Sentence {number}." for number in range(30)))
    async with make([asked]).run_test(size=SMALL) as pilot:
        assert "Sentence 0." in await press(pilot)
        assert "> a_" in await press(pilot, "a")


async def test_a_screen_that_grows_is_drawn_anew() -> None:
    async with make([CHOICE]).run_test(size=TINY) as pilot:
        assert "u undo" not in await press(pilot)
        await pilot.resize_terminal(*WIDE)
        for _ in range(100):
            if "u undo" in await press(pilot):
                break
        assert "u undo" in screen(pilot.app)  # type: ignore[arg-type]


# ── the help, and leaving ───────────────────────────────────────────────────────────────────


async def test_help_names_the_keys_and_none_of_them_reaches_the_card() -> None:
    app = make([CHOICE])
    async with app.run_test(size=WIDE) as pilot:
        shown = await press(pilot, "?")
        for text in ("choose; tick;", "a hint, which costs", "play the run", "take the last"):
            assert text in shown
        await press(pilot, "1", "j", "h", "u")
        assert (phase(app.sitting), app.sitting.hints, app.draft.cursor) == ("Asking", 0, 0)


@pytest.mark.parametrize("pressed", ["q", "escape", "enter", "question_mark", "ctrl+c"])
async def test_a_key_that_closes_the_help_leaves_the_sitting_alone(pressed: str) -> None:
    app = make([CHOICE])
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "?")
        assert "What does the layer promise?" in await press(pilot, pressed)
        assert phase(app.sitting) == "Asking"
    assert app.return_value is None


@pytest.mark.parametrize("pressed", ["q", "escape", "ctrl+c", "ctrl+d"])
async def test_leaving_keys_leave(pressed: str) -> None:
    app = make([CHOICE])
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(pressed)
    assert app.return_value == ""


async def test_a_signal_ends_it_with_its_code() -> None:
    app = make([CHOICE])
    async with app.run_test(size=SMALL):
        app.stop(143)
    assert app.return_value == f"{ENDED}143"


# ── time ────────────────────────────────────────────────────────────────────────────────────


async def test_the_time_that_is_left_stands_in_the_first_line() -> None:
    services = Services()
    app = make(sit([CHOICE], until=600), services=services)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot)
        services.clock = 540 - 1
        app.paint_lines()
        assert "1:00 left" in await press(pilot)


async def test_the_clock_ticks_on_below_the_help() -> None:
    app = make(sit([CHOICE], until=600))
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "?")
        app.paint_lines()
        assert "keys" in await press(pilot)


# ── the proof ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("scene", "result", "said"), [("s", PROOF, ""), ("", None, "No run shows this one.")]
)
async def test_a_proof_is_asked_for_where_there_is_one(
    scene: str, result: str | None, said: str
) -> None:
    app = make([card("choice", scene=scene)])
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, *key(app.sitting))
        await pilot.press("p")
        await pilot.pause()
        assert said in screen(app)  # type: ignore[arg-type]
    assert app.return_value == result


async def test_before_the_first_answer_there_is_no_proof() -> None:
    app = make(sit([]))
    async with app.run_test(size=SMALL) as pilot:
        assert "Nothing has been answered yet." in await press(pilot, "p")


class Ended:
    """Apps that end at once, one after the other."""

    def __init__(self, *results: str) -> None:
        self.results, self.said = list(results), list[str]()

    def run(self, app: Cards, _: object) -> str:
        self.said.append(app.said)
        return self.results.pop(0)


def test_a_proof_is_played_between_and_the_sitting_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    ended, services = Ended(PROOF, ""), Services("The player ended with 3.")
    monkeypatch.setattr(module, "ask", ended.run)
    play(hold(answer(sit([CHOICE])), services=services), title="Quiz", said="1 card.")
    assert (ended.said, services.proved) == (["1 card.", "The player ended with 3."], ["choice"])


def test_a_signal_is_the_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ask", Ended(f"{ENDED}143").run)
    with pytest.raises(SystemExit) as caught:
        play(hold([CHOICE]), title="Quiz")
    assert caught.value.code == 143


async def test_a_fault_is_marked_in_its_code_and_beside_it_stands_why() -> None:
    app = make([card("fault")])
    async with app.run_test(size=(130, 30)) as pilot:
        await press(pilot, "j")
        shown = (await press(pilot, "enter")).splitlines()
        assert next(line for line in shown if "async def connect" in line).count("✗ ") == 1
        assert next(line for line in shown if "self.room" in line and "✓" in line)
        assert any("Wrong" in line and "accept" in line for line in shown)


async def test_a_card_without_code_has_the_usual_frame() -> None:
    app = make([card("fault"), CHOICE])
    async with app.run_test(size=(130, 30)) as pilot:
        await press(pilot)
        wide = app.panel.size.width
        await press(pilot, "enter", "enter")
        assert app.panel.size.width < 100 < wide
