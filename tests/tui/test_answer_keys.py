"""What a key does to an answer: a draft and a key in; a draft, an action or a deed out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quiz.making import EVERY, after, answer, card, phase, sit
from tutor.quiz.card import Card
from tutor.quiz.hints import EASY, HARD
from tutor.quiz.marking import Response, mark
from tutor.quiz.sitting import Action, Answer, Follow, Grade, Mean, Next, Sitting, Tick
from tutor.tui.answer_keys import KEYS, TOPICS, Deed, Draft, fresh, press

CHARS = {"space": " ", "full_stop": ".", "question_mark": "?"}


def keys(sitting: Sitting, *pressed: str) -> Draft | Deed | Action:
    """What these keys come to; an action or a deed ends them."""
    found: Draft | Deed | Action = fresh(sitting)
    for number, key in enumerate(pressed):
        assert isinstance(found, Draft), f"{pressed[number:]} come after {found}"
        char = CHARS.get(key, key if len(key) == 1 else "")
        found = press(sitting, found, key, char)
    return found


def name(sitting: Sitting, *pressed: str) -> str:
    """The action or the deed, "" while there is none."""
    found = keys(sitting, *pressed)
    if isinstance(found, Draft):
        return ""
    return found.name if isinstance(found, Deed) else type(found).__name__.lower()


def made(sitting: Sitting, *pressed: str) -> Response:
    """The answer that these keys give."""
    found = keys(sitting, *pressed)
    assert isinstance(found, Answer)
    return found.response


def draft(sitting: Sitting, *pressed: str) -> Draft:
    found = keys(sitting, *pressed)
    assert isinstance(found, Draft)
    return found


def ask(kind: str, **fields: object) -> Sitting:
    return sit([card(kind, **fields)])


def order(sitting: Sitting, *places: int) -> tuple[int, ...]:
    """Places from 1 as the card's own numbers."""
    assert sitting.asked is not None
    return tuple(sitting.asked.order[place - 1] for place in places)


# ── a single choice ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("pressed", "place"),
    [
        (["2"], 2),
        (["enter"], 1),
        (["j", "enter"], 2),
        (["j", "j", "j", "space"], 3),
        (["down", "up", "k", "ctrl+j"], 1),
    ],
)
def test_a_choice_is_answered_by_its_number_or_under_the_cursor(
    pressed: list[str], place: int
) -> None:
    sitting = ask("choice")
    assert made(sitting, *pressed).picks == order(sitting, place)


@pytest.mark.parametrize("key", ["0", "4", "9", "y", "backspace", "left"])
def test_other_keys_change_nothing(key: str) -> None:
    assert draft(ask("choice"), key) == Draft()


@pytest.mark.parametrize("kind", ["choice", "multiple", "order", "fault", "predict"])
def test_x_says_that_the_learner_does_not_know(kind: str) -> None:
    assert made(ask(kind), "x") == Response()


@pytest.mark.parametrize("kind", ["type", "say"])
def test_esc_and_x_say_so_where_letters_are_letters(kind: str) -> None:
    assert made(ask(kind), "a", "escape", "x") == Response()


# ── several ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("pressed", "places"),
    [
        (["1", "3"], (1, 3)),
        (["1", "3", "1"], (3,)),
        (["j", "space"], (2,)),
        (["2", "3", "backspace"], (2,)),
    ],
)
def test_several_are_ticked_and_handed_in(pressed: list[str], places: tuple[int, ...]) -> None:
    sitting = ask("multiple")
    assert made(sitting, *pressed, "enter").picks == order(sitting, *places)


def test_the_cursor_ends_at_the_last_choice() -> None:
    assert draft(ask("multiple"), *"jjjjj").cursor == 2


def test_a_number_takes_the_cursor_along() -> None:
    assert draft(ask("multiple"), "3") == Draft(cursor=2, picks=(2,))


@pytest.mark.parametrize(
    ("pressed", "places"),
    [
        (["4", "2", "1", "3"], (4, 2, 1, 3)),
        (["1", "2", "1", "3", "4", "1"], (2, 3, 4, 1)),
    ],
)
def test_an_order_is_put_together_step_by_step(pressed: list[str], places: tuple[int, ...]) -> None:
    sitting = ask("order")
    assert made(sitting, *pressed, "enter").picks == order(sitting, *places)


@pytest.mark.parametrize(
    ("kind", "pressed", "why"),
    [
        ("order", ["1", "2"], "2 of 4 steps are in order; x says that you do not know."),
        ("order", [], "0 of 4 steps are in order; x says that you do not know."),
        ("multiple", [], "Nothing is ticked; x says that you do not know."),
        ("multiple", ["2", "2"], "Nothing is ticked; x says that you do not know."),
        ("type", [], "Nothing is typed; Esc, then x says that you do not know."),
        (
            "type",
            ["space", "a", "backspace"],
            "Nothing is typed; Esc, then x says that you do not know.",
        ),
        ("type", ["escape"], "Nothing is typed; Esc, then x says that you do not know."),
    ],
)
def test_enter_on_nothing_or_half_an_order_grades_nothing_and_says_why(
    kind: str, pressed: list[str], why: str
) -> None:
    assert keys(ask(kind), *pressed, "enter") == Deed(name="refuse", why=why)


# ── a line ──────────────────────────────────────────────────────────────────────────────────

LINES = "\n".join(f"x = {number}" for number in range(1, 13))


@pytest.mark.parametrize(
    ("pressed", "line"),
    [
        ([], 1),
        (["j", "j"], 3),
        (["k"], 1),
        (["j"] * 30, 12),
        (["7"], 7),
        (["1", "2"], 12),
        (["1", "3"], 3),
        (["1", "2", "1", "0"], 10),
        (["1", "j", "2"], 2),
        (["0"], 1),
        (["4", "0"], 4),
    ],
)
def test_a_line_is_pointed_at_by_steps_or_by_its_number(pressed: list[str], line: int) -> None:
    assert made(ask("fault", code=LINES), *pressed, "enter") == Response(picks=(line,))


def test_the_cursor_stays_on_lines_that_are_shown() -> None:
    assert draft(ask("fault", code="a\nb\n\n\n"), *"jjjj").cursor == 2


# ── a text ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("pressed", "text"),
    [
        (["q", "u", "h"], "quh"),
        (["a", "space", "b", "space"], "a b"),
        (["a", "b", "backspace"], "a"),
        (["a", "b", "ctrl+u", "c"], "c"),
        (["a", "escape", "b", "t", "c"], "ac"),
        (["a", "escape", "i", "i"], "ai"),
        (["question_mark"], "?"),
        (["left", "a", "f5"], "a"),
    ],
)
def test_while_a_text_is_typed_letters_are_letters(pressed: list[str], text: str) -> None:
    assert made(ask("type"), *pressed, "enter") == Response(text=text)


@pytest.mark.parametrize(
    ("pressed", "deed"),
    [
        (["tab"], "hint"),
        (["ctrl+c"], "leave"),
        (["f1"], "help"),
        (["down"], "scroll"),
        (["escape", "escape"], "leave"),
        (["escape", "q"], "leave"),
        (["escape", "h"], "hint"),
        (["escape", "u"], "undo"),
        (["escape", "f"], "flag"),
        (["escape", "j"], "scroll"),
    ],
)
def test_other_keys_are_not_text(pressed: list[str], deed: str) -> None:
    assert name(ask("type"), *pressed) == deed


# ── a free answer ───────────────────────────────────────────────────────────────────────────


def spoken(text: str = "", *, follow: bool = False) -> Sitting:
    first = answer(sit([card("choice"), card("say")], "interview"))
    said = after(first, Next(), Answer(response=Response(text=text)))
    return said if follow else after(said, Follow(), Follow())


@pytest.mark.parametrize(
    ("pressed", "text"),
    [(["enter"], ""), (["h", "space", "q", "enter"], "h q"), (["space", "t", "enter"], "t")],
)
def test_a_free_answer_is_said_or_typed(pressed: list[str], text: str) -> None:
    assert made(ask("say"), *pressed) == Response(text=text)


@pytest.mark.parametrize(
    ("text", "pressed", "picks"),
    [
        ("Names in a queue.", ["y", "enter"], (0, 1)),
        ("Names in a queue.", ["4", "y", "1", "enter"], (1, 3)),
        ("", ["j", "j", "space", "enter"], (2,)),
        ("", ["0"], ()),
    ],
)
def test_points_are_ticked_and_one_key_ticks_those_that_were_heard(
    text: str, pressed: list[str], picks: tuple[int, ...]
) -> None:
    assert keys(heard(text), *pressed) == Tick(points=picks)


def heard(text: str) -> Sitting:
    return after(sit([card("say")]), Answer(response=Response(text=text)))


@pytest.mark.parametrize(
    ("sitting", "why"),
    [
        (heard("Names"), "Nothing is ticked: y takes what was heard, 0 says none."),
        (heard(""), "Nothing is ticked: 0 says none."),
        (spoken("Names"), "Nothing is ticked: 0 says none."),
    ],
)
def test_nothing_is_handed_in_by_accident(sitting: Sitting, why: str) -> None:
    assert keys(sitting, "enter") == Deed(name="refuse", why=why)


@pytest.mark.parametrize(("key", "yes"), [("y", True), ("n", False)])
def test_an_answer_in_doubt_is_meant_or_not(key: str, yes: bool) -> None:
    doubting = after(sit([card("type")]), Answer(response=Response(text="disconnect or so")))
    assert keys(doubting, key) == Mean(yes=yes)


@pytest.mark.parametrize(
    ("pressed", "text", "made"),
    [
        (["enter", "y"], "", True),
        (["enter", "x", "n"], "", False),
        (["n", "o", "enter", "n"], "no", False),
    ],
)
def test_a_follow_up_is_answered_and_then_judged(pressed: list[str], text: str, made: bool) -> None:
    found = keys(spoken(follow=True), *pressed)
    assert found == Follow(text=text, made=made)


# ── after an answer, and at the end ─────────────────────────────────────────────────────────


def told() -> Sitting:
    return answer(ask("choice"))


def over() -> Sitting:
    return after(told(), Next())


@pytest.mark.parametrize(
    ("key", "deed"),
    [
        ("enter", "next"), ("ctrl+j", "next"), ("space", "next"), ("n", "next"), ("d", "grade"),
        ("e", "grade"), ("p", "proof"), ("u", "undo"), ("f", "flag"), ("q", "leave"), ("1", ""),
    ],
)  # fmt: skip
def test_a_key_after_an_answer(key: str, deed: str) -> None:
    assert name(told(), key) == deed


@pytest.mark.parametrize(("key", "grade"), [("d", HARD), ("e", EASY)])
def test_each_grade_has_its_key(key: str, grade: int) -> None:
    assert keys(told(), key) == Grade(to=grade)


@pytest.mark.parametrize(
    ("key", "deed"),
    [("enter", "leave"), ("q", "leave"), ("u", "undo"), ("p", "proof"), ("n", ""), ("1", "")],
)
def test_a_key_at_the_end(key: str, deed: str) -> None:
    assert name(over(), key) == deed


@pytest.mark.parametrize("sitting", [told(), over()], ids=phase)
@pytest.mark.parametrize(
    ("key", "by"), [("j", 2), ("down", 2), ("k", -2), ("up", -2), ("pagedown", 10), ("pageup", -10)]
)
def test_where_nothing_is_chosen_the_text_scrolls(sitting: Sitting, key: str, by: int) -> None:
    assert keys(sitting, key) == Deed(name="scroll", by=by)


@pytest.mark.parametrize("sitting", [ask("say"), spoken(follow=True)], ids=phase)
@pytest.mark.parametrize(("key", "by"), [("down", 2), ("up", -2), ("pagedown", 10)])
def test_where_a_text_is_typed_arrows_scroll(sitting: Sitting, key: str, by: int) -> None:
    assert keys(sitting, key) == Deed(name="scroll", by=by)


@pytest.mark.parametrize("kind", ["choice", "fault", "type", "order"])
def test_a_long_question_scrolls_by_pages(kind: str) -> None:
    assert keys(ask(kind), "pagedown") == Deed(name="scroll", by=10)


# ── always ──────────────────────────────────────────────────────────────────────────────────

SITTINGS = [*(sit([made]) for made in EVERY), spoken(), spoken(follow=True), told(), over()]


@pytest.mark.parametrize("sitting", SITTINGS, ids=phase)
@pytest.mark.parametrize(
    ("key", "deed"), [("ctrl+c", "leave"), ("ctrl+d", "leave"), ("ctrl+q", "leave"), ("f1", "help")]
)
def test_some_keys_mean_the_same_everywhere(sitting: Sitting, key: str, deed: str) -> None:
    assert name(sitting, key) == deed


@pytest.mark.parametrize(
    ("key", "deed"), [("h", "hint"), ("u", "undo"), ("f", "flag"), ("question_mark", "help")]
)
def test_letters_do_something_where_they_are_no_text(key: str, deed: str) -> None:
    found = {name(s, key) for s in SITTINGS if not fresh(s).typing}
    assert found == {deed}


@pytest.mark.parametrize("sitting", [ask("choice"), spoken()])
def test_before_a_verdict_there_is_no_proof(sitting: Sitting) -> None:
    assert name(sitting, "p") == ""


PRESSED = st.sampled_from(
    [*"0123456789abcehjknptuxy", "enter", "space", "tab", "escape", "backspace", "up", "down"]
)


@pytest.mark.parametrize("asked", EVERY, ids=lambda asked: asked.kind)
@given(pressed=st.lists(PRESSED, max_size=30))
def test_whatever_is_pressed_an_answer_can_be_marked(asked: Card, pressed: list[str]) -> None:
    sitting = sit([asked])
    found = fresh(sitting)
    for key in pressed:
        result = press(sitting, found, key, CHARS.get(key, key if len(key) == 1 else ""))
        if isinstance(result, Draft):
            found = result
        elif isinstance(result, Answer):
            assert mark(asked, result.response).score <= 1
            assert phase(after(sitting, result)) in {"Told", "Ticking", "Doubting"}


def test_every_key_of_the_help_has_a_topic() -> None:
    assert {key.topic for key in KEYS} == set(TOPICS)
