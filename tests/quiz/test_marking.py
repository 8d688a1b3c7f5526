"""An answer against a key: right or not, how much of it, and what becomes of every part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quiz.making import EVERY, TEXTS, card, cards, right
from tutor.quiz.card import Card, Choice, Near
from tutor.quiz.heard import heard
from tutor.quiz.marking import Part, Response, literal, mark
from tutor.quiz.typed import fits, plain


def marks(card: Card, *picks: int, text: str = "") -> list[str]:
    return [part.mark for part in mark(card, Response(picks=picks, text=text)).parts]


@given(cards())
def test_any_cards_own_key_is_right_and_worth_all(made: Card) -> None:
    verdict = mark(made, right(made))
    assert (verdict.correct, verdict.score) == (True, 1.0)


@given(cards(), st.permutations(range(6)), st.integers(0, 6), TEXTS)
def test_any_answer_is_worth_something_from_nothing_to_all(
    made: Card, order: list[int], many: int, text: str
) -> None:
    last = len(made.steps or made.choices or made.points)
    picks = tuple(pick for pick in order if pick < last)[:many]
    assert 0 <= mark(made, Response(picks=picks, text=text)).score <= 1


@pytest.mark.parametrize("made", EVERY, ids=lambda made: made.kind)
def test_no_answer_is_wrong_and_worth_nothing(made: Card) -> None:
    verdict = mark(made, Response())
    assert (verdict.correct, verdict.score) == (False, 0.0)


# ── choices ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("picks", "what"),
    [
        ((0,), ["right", "other", "other"]),
        ((1,), ["missed", "wrong", "other"]),
        ((), ["missed", "other", "other"]),
    ],
)
def test_every_choice_is_marked(picks: tuple[int, ...], what: list[str]) -> None:
    assert marks(card("choice"), *picks) == what


def test_every_choice_keeps_its_reason() -> None:
    parts = mark(card("choice"), Response(picks=(1,))).parts
    assert parts[1] == Part(mark="wrong", text="At least once", why="Nobody sends it again.")


@pytest.mark.parametrize(
    ("picks", "correct", "thirds"),
    [
        ((0, 1), True, 3),
        ((0,), False, 2),
        ((0, 2), False, 1),
        ((0, 1, 2), False, 2),
        ((2,), False, 0),
    ],
)
def test_of_several_choices_each_counts(picks: tuple[int, ...], correct: bool, thirds: int) -> None:
    verdict = mark(card("multiple"), Response(picks=picks))
    assert (verdict.correct, verdict.score) == (correct, thirds / 3)


def test_the_key_of_several_choices_names_them_all() -> None:
    assert mark(card("multiple"), Response()).key == "Names + Copies"


# ── lines ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        (3, [("right", 3, "An `@` is not allowed.")]),
        (2, [("missed", 3, "An `@` is not allowed."), ("wrong", 2, "A hook like any other.")]),
        (1, [("wrong", 1, "That line is fine."), ("missed", 3, "An `@` is not allowed.")]),
    ],
)
def test_a_line_has_its_own_reason_or_the_general_one(
    line: int, parts: list[tuple[str, int, str]]
) -> None:
    found = mark(card("fault"), Response(picks=(line,))).parts
    assert [(part.mark, int(part.text[5]), part.why) for part in found] == parts


def test_each_of_two_faults_is_enough() -> None:
    both = tuple(Choice(line=line, why="!", right=True) for line in (2, 4))
    verdict = mark(card("fault", choices=both), Response(picks=(4,)))
    assert (verdict.correct, verdict.key) == (
        True,
        "line 2: `async def connect(self):` or line 4: `await self.accept()`",
    )


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (1, "line 1: `class Inbox(Consumer):`"),
        (4, "line 4: `await self.accept()`"),
        (5, "line 5: "),
    ],
)
def test_a_line_is_named_with_its_code_where_there_is_some(line: int, text: str) -> None:
    parts = mark(card("fault"), Response(picks=(line,))).parts
    assert next(part.text for part in parts if part.mark == "wrong") == text


# ── order ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("picks", "thirds"),
    [
        ((0, 1, 2, 3), 3),
        ((1, 2, 3, 0), 2),
        ((1, 0, 2, 3), 2),
        ((2, 3, 0, 1), 1),
        ((3, 2, 1, 0), 0),
        ((0, 1), 1),
        ((), 0),
    ],
)
def test_an_order_is_worth_the_steps_that_need_not_be_moved(
    picks: tuple[int, ...], thirds: int
) -> None:
    assert mark(card("order"), Response(picks=picks)).score == thirds / 3


@pytest.mark.parametrize(
    ("picks", "right"),
    [
        ((0, 1, 2, 3), {0, 1, 2, 3}),
        ((1, 2, 3, 0), {1, 2, 3}),
        ((3, 0, 1, 2), {0, 1, 2}),
        ((3, 2, 1, 0), set()),
        ((), set()),
    ],
)
def test_a_step_is_right_if_it_need_not_be_moved(picks: tuple[int, ...], right: set[int]) -> None:
    parts = mark(card("order"), Response(picks=picks)).parts
    assert {n for n, part in enumerate(parts) if part.mark == "right"} == right


def test_a_step_that_has_to_be_moved_says_where_it_was() -> None:
    parts = mark(card("order"), Response(picks=(1, 2, 3, 0))).parts
    assert [(part.mark, part.why) for part in parts] == [
        ("missed", "You had it as number 4."),
        *[("right", "")] * 3,
    ]
    assert {part.why for part in mark(card("order"), Response()).parts} == {""}


def test_the_key_of_an_order_is_all_steps() -> None:
    assert mark(card("order"), Response()).key == "Open → Accept → Send → Close"


# ── typed ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "dressed",
    [
        "disconnect",
        " Disconnect ",
        "`disconnect`",
        '"disconnect".',
        "'disconnect.'",
        "“disconnect”",
        "disconnect()",
        "self.disconnect();",
        "await self.disconnect()",
        "`await  self.disconnect()`.",
    ],
)
def test_dress_does_not_matter(dressed: str) -> None:
    assert plain(dressed) == "disconnect"


@pytest.mark.parametrize(
    ("text", "pattern", "same"),
    [
        ("1006.0", "1006", True),
        ("+4", "4", True),
        ("4", "5", False),
        ("four", "4", False),
        ("websocket.close", "websocket.Close", True),
        ("websocket_close", "websocket.close", False),
        ("4 bytes", "re:4( bytes?)?", True),
        ("FOUR", "re:four", True),
        ("4 bytes more", "re:4( bytes?)?", False),
        ("x", "re:(", False),
    ],
)
def test_numbers_fit_as_numbers_and_texts_as_texts(text: str, pattern: str, same: bool) -> None:
    assert fits(text, pattern) == same


PATTERNS = st.text("()*+?\\|{ab").map("re:{}".format)
ANY = TEXTS.filter(lambda text: "[" not in text)  # of a set in a set `re` warns


@given(TEXTS, ANY | PATTERNS)
def test_any_two_texts_can_be_compared(text: str, pattern: str) -> None:
    assert fits(text, pattern) in {True, False}


@given(st.text())
def test_any_text_fits_itself(text: str) -> None:
    assert fits(text, text) or text.startswith("re:")


def test_a_near_answer_is_told_why() -> None:
    assert mark(card("type"), Response(text="close")).parts == (
        Part(mark="wrong", text="`close`", why="That is what *you* call."),
        Part(mark="missed", text="`disconnect`"),
    )


def test_what_is_right_is_not_near() -> None:
    near = (Near(answer="re:dis.*", why="Almost."),)
    assert mark(card("type", near=near), Response(text="disconnect")).parts == (
        Part(mark="right", text="`disconnect`"),
    )


def test_no_text_is_wrong_whatever_is_accepted() -> None:
    assert not mark(card("type", accept=("re:.*", "''")), Response()).correct


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("__init__", "`__init__`"),
        ("a `b` c", "``a `b` c``"),
        ("`b`", "`` `b` ``"),
        ("a`", "`` a` ``"),
        ("x`y", "``x`y``"),
        ("two\n  lines", "`two lines`"),
        (" ", ""),
    ],
)
def test_code_is_shown_letter_for_letter(text: str, shown: str) -> None:
    assert literal(text) == shown


# ── said aloud ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("ticked", "correct", "score"),
    [((), False, 0.0), ((0, 1), False, 0.5), ((0, 1, 3), True, 0.75), ((0, 0, 0, 0), False, 0.25)],
)
def test_three_points_of_four_are_good_enough(
    ticked: tuple[int, ...], correct: bool, score: float
) -> None:
    verdict = mark(card("say"), Response(picks=ticked))
    assert (verdict.correct, verdict.score) == (correct, score)


def test_points_that_were_not_made_are_missed() -> None:
    assert marks(card("say"), 1) == ["missed", "right", "missed", "missed"]


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("", ()),
        ("A NAME in a\nqueue", (0, 1)),
        ("copies", (2,)),
        ("one copy", (2,)),
        ("nothing of it", ()),
    ],
)
def test_a_word_of_a_point_ticks_it(text: str, points: tuple[int, ...]) -> None:
    assert tuple(heard(card("say"), text)) == points
