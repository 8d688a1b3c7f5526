"""A card on the screen: the question, the hints, the answer, at any width and in ASCII."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text
from syrupy.assertion import SnapshotAssertion

from tests.quiz.making import EVERY, TEXTS, after, answer, card, cards, right, sit
from tests.view.tape import drawn
from tutor.quiz.asking import Asked
from tutor.quiz.card import Card, Choice, Point
from tutor.quiz.marking import Response
from tutor.quiz.sitting import Answer, Follow, Following, Hint, Tick, Turn
from tutor.view import card_page as view
from tutor.view import palette

QUICK = settings(max_examples=40, suppress_health_check=list(HealthCheck))
LONG = Choice(
    text="A group is the name of a set of channels, and every member gets **its own copy**",
    why="Each copy waits in the queue of its channel until a consumer takes it out.",
    right=True,
)
WIDE = card(
    "choice",
    question="John says *Hello* in the first of three tabs of his. What does `group_send` do?",
    choices=(LONG, *card("choice").choices[1:]),
    why="See `group_send`.",
)
MADE = [WIDE, *EVERY[1:]]


def asked(made: Card) -> Asked:
    """In the card's own order."""
    many = made.steps or made.points or (() if made.kind in {"fault", "type"} else made.choices)
    return Asked(card=made, order=tuple(range(len(many))))


def turn(made: Card, response: Response, *, hints: int = 0, mode: Any = "quiz") -> Turn:
    sitting = after(sit([made], mode), *[Hint()] * hints, Answer(response=response))
    while isinstance(sitting.phase, Following):
        sitting = after(sitting, Follow(made=True))
    if made.kind == "say":
        sitting = after(sitting, Tick(points=response.picks))
    return sitting.turns[0]


def wrong(made: Card) -> Response:
    return {
        "order": Response(picks=(1, 0, 2, 3)),
        "fault": Response(picks=(1,)),
        "type": Response(text="close"),
        "say": Response(picks=(0,), text="Names."),
    }.get(made.kind, Response(picks=(1,)))


def lines(picture: Text, width: int = 80) -> list[str]:
    return drawn(picture, width=width).split("\n")


# ── the question ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("made", MADE, ids=lambda made: made.kind)
def test_a_question(made: Card, width: int, snapshot: SnapshotAssertion) -> None:
    assert drawn(view.question(asked(made), width=width), width=width) == snapshot


@pytest.mark.parametrize("made", MADE, ids=lambda made: made.kind)
def test_a_question_in_ascii(made: Card, snapshot: SnapshotAssertion) -> None:
    picture = drawn(view.question(asked(made), width=60, cursor=1, ascii=True), width=60)
    assert picture.isascii()
    assert picture == snapshot


def test_a_prediction_of_a_lesson_names_its_scene() -> None:
    made = card("predict", setting="Three tabs, one room")
    assert lines(view.question(asked(made), width=80))[1] == "In the scene: Three tabs, one room"


def test_the_cursor_is_a_glyph() -> None:
    assert lines(view.question(asked(card("choice")), width=80, cursor=1))[-3:] == [
        "  1) At most once",
        "▶ 2) At least once",
        "  3) Exactly once",
    ]


def test_a_choice_without_a_text_is_its_number() -> None:
    made = card("choice", choices=(Choice(text=""), *card("choice").choices[1:]))
    assert lines(view.question(asked(made), width=80))[-3] == "  1)"


def test_what_is_ticked_has_a_cross_in_its_box() -> None:
    shown = lines(view.question(asked(card("multiple")), width=80, cursor=0, picks=(0, 2)))
    assert shown[-3:] == ["▶ [x] 1) Names", "  [ ] 2) Copies", "  [x] 3) Attributes"]


@pytest.mark.parametrize(
    ("picks", "boxes"),
    [
        ((), ["  1) Open", "  2) Accept", "  3) Send", "  4) Close"]),
        ((2, 0), ["  [2] 1) Open", "  [ ] 2) Accept", "  [1] 3) Send", "  [ ] 4) Close"]),
    ],
)
def test_a_step_has_its_place_in_the_order_that_is_being_made(
    picks: tuple[int, ...], boxes: list[str]
) -> None:
    assert lines(view.question(asked(card("order")), width=80, picks=picks))[-4:] == boxes


def test_the_points_of_a_free_answer_do_not_stand_below_its_question() -> None:
    made = asked(card("say"))
    assert "Copies" not in drawn(view.question(made, width=80))


def test_once_told_the_choices_are_marked_where_they_stand() -> None:
    shuffled = Asked(card=card("choice"), order=(2, 0, 1))
    parts = turn(card("choice"), Response(picks=(1,))).verdict.parts
    assert lines(view.question(shuffled, width=80, told=parts))[-3:] == [
        "  1) Exactly once",
        "✓ 2) At most once",
        "✗ 3) At least once",
    ]


def styles(picture: Text) -> dict[str, str]:
    """The style of every styled piece."""
    return {picture.plain[span.start : span.end]: str(span.style) for span in picture.spans}


def test_what_is_wrong_is_red_and_what_is_right_is_green() -> None:
    told = turn(card("choice"), Response(picks=(1,)))
    marks = styles(view.question(told.asked, width=80, told=told.verdict.parts))
    head = styles(view.verdict(told, width=80))
    other = styles(view.verdict(turn(card("choice"), Response(picks=(0,))), width=80))
    assert (marks["✗ "], marks["✓ "]) == (palette.BAD, palette.GOOD)
    assert (head["✗ Wrong"], other["✓ Right"]) == (palette.BAD, palette.GOOD)


def test_once_told_an_order_has_no_boxes() -> None:
    parts = turn(card("order"), Response()).verdict.parts
    shown = lines(view.question(asked(card("order")), width=80, told=parts, picks=(1,)))
    assert shown[-4] == "  1) Open"


def test_the_line_in_hand_is_pointed_at_and_a_long_one_goes_on_below() -> None:
    made = card("fault", code='async def connect(self):\n    self.room = f"user_{self.email}"\n')
    assert lines(view.question(asked(made), width=30, cursor=2), 30)[-3:] == [
        "   1  async def connect(self):",
        '▶  2      self.room = f"user_{',
        '            self.email}"',
    ]


def test_blank_lines_at_the_end_of_a_program_are_not_shown() -> None:
    made = card("fault", code="a\nb\n\n\n")
    assert lines(view.question(asked(made), width=40))[-2:] == ["   1  a", "   2  b"]


# ── hints, an answer being typed, a follow-up ───────────────────────────────────────────────


def test_a_hint_stands_beside_its_name_or_below() -> None:
    taken = [
        ("nudge", "Think, if there is room."),
        ("answer", "A sentence that has no room there."),
    ]
    assert lines(view.hints(taken, width=37), 37) == [
        "Hint, nudge: Think, if there is room.",
        "Hint, answer:",
        "A sentence that has no room there.",
    ]


def test_a_hint_without_a_text_is_its_name() -> None:
    assert lines(view.hints([("answer", "")], width=40)) == ["Hint, answer:"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ["> _"]),
        ("close", ["> close_"]),
        ("two words", ["> two", "  words_"]),
        ("\x1b[2J", ["> \\x1b[2J_"]),
    ],
)
def test_what_is_typed_has_a_cursor(text: str, shown: list[str]) -> None:
    assert lines(view.entry(text, width=11)) == shown


POINT = Point(text="A group is names", ask="Names of *what*?", model="Of `channels`.")


@pytest.mark.parametrize("shown", [False, True])
def test_a_follow_up_shows_its_model_only_after_the_answer(shown: bool) -> None:
    model = ["", "What should be in it", "Of `channels`.", "", "Was it in yours?"]
    assert lines(view.follow_up(POINT, shown=shown, width=60, bare=True)) == [
        "Let me ask further",
        "Names of what?",
        *(model if shown else []),
    ]


# ── the verdict ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("made", MADE, ids=lambda made: made.kind)
def test_a_wrong_answer(made: Card, width: int, snapshot: SnapshotAssertion) -> None:
    told = view.verdict(turn(made, wrong(made)), again="tomorrow", width=width)
    assert drawn(told, width=width) == snapshot


@pytest.mark.parametrize("made", MADE, ids=lambda made: made.kind)
def test_a_right_answer(made: Card, snapshot: SnapshotAssertion) -> None:
    told = view.verdict(turn(made, right(made)), again="in 3 days", width=60)
    assert drawn(told, width=60) == snapshot


@pytest.mark.parametrize("made", MADE, ids=lambda made: made.kind)
def test_a_verdict_in_ascii(made: Card, snapshot: SnapshotAssertion) -> None:
    told = view.verdict(turn(made, wrong(made)), again="tomorrow", width=60, ascii=True, bare=True)
    picture = drawn(told, width=60)
    assert picture.isascii()
    assert picture == snapshot


@pytest.mark.parametrize(
    ("made", "response", "hints", "again", "head"),
    [
        ("choice", Response(picks=(0,)), 0, "in 3 days", "✓ Right · Good · in 3 days"),
        ("choice", Response(picks=(0,)), 1, "tomorrow", "✓ Right · Hard · tomorrow"),
        ("choice", Response(picks=(0,)), 3, "", "✓ Right · Again"),
        ("choice", Response(picks=(1,)), 0, "tomorrow", "✗ Wrong · Again · tomorrow"),
        ("choice", Response(), 0, "tomorrow", "✗ Not yet · Again · tomorrow"),
        ("multiple", Response(picks=(0,)), 0, "", "~ Partly · 67% · Again"),
        ("say", Response(picks=(0,), text="x"), 0, "", "~ Partly · 25% · Again"),
        ("say", Response(picks=(0, 1, 2)), 0, "", "✓ Right · 75% · Good"),
    ],
)
def test_the_first_line_is_the_verdict_its_grade_and_when_it_comes_again(
    made: str, response: Response, hints: int, again: str, head: str
) -> None:
    told = turn(card(made), response, hints=hints)
    assert lines(view.verdict(told, again=again, width=80))[0] == head


def test_the_wrong_choice_comes_first_and_the_rest_is_left_out() -> None:
    told = turn(card("choice"), Response(picks=(1,)))
    assert lines(view.verdict(told, width=80))[1:] == [
        "✗ your answer is wrong: At least once",
        "  Nobody sends it again.",
        "→ the answer: At most once",
        "  A copy can be lost.",
    ]


def test_code_is_shown_letter_for_letter() -> None:
    made = card(
        "fault", code="class A:\n    def __init__(self, *args, **kwargs): <b>\n    x\n    y\n"
    )
    told = turn(made, Response(picks=(2,)))
    assert "line 2: def __init__(self, *args, **kwargs): <b>" in drawn(view.verdict(told, width=80))


def test_a_point_made_when_asked_for_says_so() -> None:
    told = turn(card("say"), Response(picks=(2, 3)), mode="interview")
    assert lines(view.verdict(told, width=80))[1:3] == [
        "✓ right: A group is names",
        "  When asked for it: it counts half.",
    ]


def test_a_part_without_a_text_is_its_mark() -> None:
    choices = (Choice(text="", right=True), Choice(text="a"), Choice(text="b"))
    told = turn(card("choice", choices=choices), Response(picks=(0,)))
    assert lines(view.verdict(told, width=80))[1:] == ["✓ right:"]


# ── whatever a card has ─────────────────────────────────────────────────────────────────────


def pictures(made: Card, typed: str, **look: Any) -> list[Text]:
    """Everything that is drawn of a card."""
    sitting = sit([made])
    while sitting.has_hint:
        sitting = after(sitting, Hint())
    taken = sitting.hints_taken
    (told,) = answer(sitting, correct=False).turns
    marked = () if made.kind in {"say", "fault"} else told.verdict.parts
    found = [
        view.question(told.asked, cursor=1, picks=(1, 0), **look),
        view.question(told.asked, told=marked, **look),
        view.hints(taken, **look),
        view.entry(typed, **look),
        view.doubt(made.model, **look),
        view.verdict(told, again="in 3 days", **look),
        view.verdict(turn(made, right(made)), **look),
    ]
    return found + [
        view.follow_up(point, claimed=typed, shown=True, **look) for point in made.points
    ]


@QUICK
@given(cards(), TEXTS, st.integers(20, 130), st.booleans(), st.booleans())
def test_no_line_of_any_card_is_wider_than_asked(
    made: Card, typed: str, width: int, ascii: bool, bare: bool
) -> None:
    for picture in pictures(made, typed, width=width, ascii=ascii, bare=bare):
        for line in drawn(picture, width=300).split("\n"):
            assert cell_len(line) <= width


@QUICK
@given(cards(), TEXTS, st.booleans())
def test_in_ascii_nothing_is_anything_else(made: Card, typed: str, bare: bool) -> None:
    for picture in pictures(made, typed, width=60, ascii=True, bare=bare):
        assert drawn(picture).isascii()


@QUICK
@given(cards(), TEXTS, st.booleans())
def test_no_text_steers_a_terminal(made: Card, typed: str, ascii: bool) -> None:
    for picture in pictures(made, typed, width=60, ascii=ascii):
        assert not {"\x1b", "\r", "\u202e", "\x00"} & set(picture.plain)
