"""What an author is told of a card before anybody is asked it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.core.making import Tape
from tests.quiz.making import CHOICES, CODE, EVERY, card
from tutor.course.model import Lesson, Page, Scene, Source
from tutor.quiz.card import Card, Choice, Near, Point
from tutor.quiz.check_card import check_cards, check_key, check_settled

HERE = Source(file=Path("quiz.toml"), line=3)
SCENE = Scene(name="s", title="S", beats=(), predictions=(), claims=(), source=HERE)
PAGE = Page(number=1, title="At most once", before=(), scene=SCENE, after=(), source=HERE)
LESSON = Lesson(number=7, slug="07", title="", summary="", pages=(PAGE,), folder=Path())


def problems(*cards: Card) -> list[str]:
    placed = [(each, HERE) for each in cards]
    return [found.message for found in check_cards(placed, [LESSON], {"C07-06"})]


@pytest.mark.parametrize("made", EVERY, ids=lambda made: made.kind)
def test_a_sound_card_has_no_problems(made: Card) -> None:
    assert problems(made) == []


def test_a_problem_names_the_place_and_what_to_do() -> None:
    (found,) = check_cards([(card("choice", id="A b"), HERE)], [LESSON], {"C07-06"})
    assert (
        str(found) == "quiz.toml:3: A b: 'A b' is not an id\n    small letters, digits and hyphens"
    )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"topic": ""}, "it has no topic"),
        (
            {"question": "In the same run: who comes?"},
            "its question speaks of 'the same run', which it does not show",
        ),
        (
            {"question": "Who comes in This scene?"},
            "its question speaks of 'This scene', which it does not show",
        ),
        ({"question": ""}, "it has no question"),
        ({"claims": ()}, "nothing supports its key"),
        ({"claims": ("C07-99",)}, "there is no claim C07-99"),
        ({"page": "Gone"}, "there is no page 'Gone' in lesson 7"),
        ({"scene": "gone"}, "there is no scene gone in lesson 7"),
        ({"scene": "8/s"}, "there is no scene s in lesson 8 yet"),
        ({"scene": "x/s"}, "there is no scene x/s in lesson 7"),
        ({"lesson": 8, "page": "At most once"}, "there is no page 'At most once' in lesson 8 yet"),
        ({"nudge": "It is `at most once`."}, "its nudge gives 'At most once' away"),
        ({"look": "at most once"}, "its look gives 'At most once' away"),
    ],
)
def test_a_problem_of_any_card(fields: dict[str, Any], message: str) -> None:
    assert problems(card("choice", **fields)) == [f"choice: {message}"]


@pytest.mark.parametrize(
    "fields",
    [
        {"claims": (), "source": "RFC 6455, 5.3"},
        {"scene": "7/s"},
        {"question": "Who comes in this scene?", "setting": "S"},
        {"question": "Who runs the test?"},
    ],
)
def test_what_is_no_problem(fields: dict[str, Any]) -> None:
    assert problems(card("choice", **fields)) == []


def test_three_steps_are_enough() -> None:
    assert problems(card("order", steps=("a", "b", "c"))) == []


def test_ids_and_aliases_are_unique() -> None:
    one, other = card("choice", id="one"), card("choice", id="two", aliases=("one",))
    assert problems(one, other) == [
        "one: the id one is used 2 times",
        "two: the id one is used 2 times",
    ]


SAME = (CHOICES[0], CHOICES[1], Choice(text="AT LEAST ONCE", why="!"))
NO_WHY = (CHOICES[0], CHOICES[1], Choice(text="Never"))
RIGHT = tuple(Choice(text=text, why="!", right=True) for text in "abc")
WRONG = tuple(Choice(text=text, why="!") for text in "abc")
POINTS = tuple(Point(text=text, words=(text,)) for text in ("name", "queue", "copies"))
MUTE = Point(text="d", words=("+", "d"))
ASKED = Point(text="d", words=("name",), ask="Why?")
LINES = card("fault").choices


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        ("choice", {"choices": CHOICES[:2]}, "it has 2 choices, at least 3"),
        ("choice", {"choices": SAME}, "two of its choices are the same, or one is empty"),
        ("choice", {"choices": NO_WHY}, "Never has no reason"),
        ("choice", {"choices": WRONG}, "exactly one choice is right"),
        ("choice", {"choices": RIGHT}, "exactly one choice is right"),
        ("multiple", {"choices": RIGHT}, "all of its choices are right"),
        ("multiple", {"choices": WRONG}, "none of its choices is right"),
        ("predict", {"answer": "count group.send"}, 'expected a kind of event, got "group.send"'),
        ("predict", {"scene": ""}, "a run decides it, but no scene is named"),
        ("order", {"steps": ("a", "b")}, "it needs at least three steps, all different"),
        ("order", {"steps": ("a", "b", "a")}, "it needs at least three steps, all different"),
        ("order", {"why": ""}, "no reason is given for this order"),
        ("order", {"facts": ("app.sent",) * 3, "scene": "s"}, "4 steps have 3 facts"),
        ("order", {"facts": ("app.send",) * 4, "scene": "s"}, "expected a kind of event"),
        ("fault", {"choices": LINES[:2]}, "2 lines have a reason, at least 3"),
        ("fault", {"choices": (*LINES, LINES[0])}, "3 lines have a reason, at least 3"),
        ("fault", {"choices": (*LINES, Choice(line=9, why="!"))}, "its code has nothing on line 9"),
        ("fault", {"choices": (*LINES, Choice(line=0, why="!"))}, "its code has nothing on line 0"),
        ("fault", {"code": CODE.replace("await self.accept()", "")}, "nothing on line 4"),
        ("fault", {"choices": (*LINES, Choice(line=1))}, "line 1 has no reason"),
        ("fault", {"choices": (*LINES[1:], Choice(line=1, why="!"))}, "no line is the fault"),
        ("fault", {"otherwise": ""}, "no reason is given against the other lines"),
        ("type", {"accept": ()}, "it has no model, or accepts nothing"),
        ("type", {"accept": ("close",), "near": ()}, "'disconnect' would be marked wrong"),
        ("type", {"accept": ("disconnect", "re:(")}, "'re:(' is not a pattern: missing )"),
        ("type", {"near": (Near(answer="re:(", why="!"),)}, "'re:(' is not a pattern: missing )"),
        ("type", {"accept": ("disconnect", "re:(a+)+$")}, "'re:(a+)+$' repeats a repeat"),
        ("type", {"near": (Near(answer="re:(a|a)*$", why="!"),)}, "takes more than 0.1 s"),
        ("type", {"near": (Near(answer="Disconnect()", why="!"),)}, "near and right at once"),
        ("type", {"why": ""}, "nothing explains the answer"),
        ("type", {"answer": "count x.y", "scene": "s"}, "expected a kind of event"),
        ("type", {"question": "What calls `disconnect`?"}, "its question gives 'disconnect' away"),
        ("say", {"points": POINTS[:2]}, "it has 2 points, at least 3"),
        ("say", {"model": ""}, "it has no model answer"),
        ("say", {"model": "A name and copies."}, "does not make the point 'A queue each'"),
        ("say", {"points": (*POINTS[:3], MUTE)}, "the words '+' of a point cannot be heard"),
        ("say", {"points": (*POINTS, ASKED)}, "the follow-up 'Why?' has no model answer"),
    ],
)  # fmt: skip
def test_a_problem_of_a_kind(kind: str, fields: dict[str, Any], message: str) -> None:
    assert [found for found in problems(card(kind, **fields)) if message in found]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("predict", {"choices": WRONG[:2]}),
        ("fault", {"choices": (*LINES, Choice(line=1, why="!"))}),
        ("say", {"points": POINTS}),
    ],
)
def test_as_few_or_as_early_as_may_be(kind: str, fields: dict[str, Any]) -> None:
    assert problems(card(kind, **fields)) == []


@pytest.mark.parametrize("accepted", ["scope[", "group_add(", "a++"])
def test_a_text_that_is_accepted_need_not_be_a_pattern(accepted: str) -> None:
    assert problems(card("type", accept=("disconnect", accepted))) == []


def test_a_prediction_needs_a_query() -> None:
    unanswered = card("predict", answer="", choices=CHOICES, claims=("C07-06",))
    assert problems(unanswered) == ["predict: a prediction has no answer"]


@pytest.mark.parametrize("nudge", ["Ask who is disconnected.", "A `disconnection`, perhaps?"])
def test_a_part_of_a_word_gives_nothing_away(nudge: str) -> None:
    assert problems(card("type", nudge=nudge)) == []


@pytest.mark.parametrize(
    ("model", "nudge", "told"), [("403", "Not 403.", True), ("ok", "All is ok.", False)]
)
def test_a_short_answer_gives_itself_away_only_as_a_number(
    model: str, nudge: str, told: bool
) -> None:
    assert bool(problems(card("type", model=model, accept=(model,), nudge=nudge))) == told


# ── with a run ──────────────────────────────────────────────────────────────────────────────


def run() -> Tape:
    tape = Tape()
    tape.add("client.opened", conn=1, name="john")
    tape.add("client.received", conn=1, text="Hello")
    tape.add("client.closed", conn=1, code=1000)
    return tape


FACTS = ("client.opened", "client.received", "client.closed")
NUMBERS = tuple(Choice(text=text, why="!") for text in ("1", "2"))


def test_a_run_may_give_a_card_its_key() -> None:
    asked = card("predict", answer="count client.received", choices=NUMBERS)
    assert list(check_key(asked, run())) == []


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (card("predict", answer="count app.sent", choices=NUMBERS), "expected one of"),
        (card("type", answer="value text of app.sent"), "has no value in the run of"),
        (card("order", steps=("a", "b"), facts=FACTS), "order: 2 steps have 3 facts"),
        (
            card("order", steps=("b", "a", "c"), facts=(FACTS[1], FACTS[0], FACTS[2])),
            "its run has the steps in the order a / b / c",
        ),
        (
            card("type", answer="value code of client.closed", model="", nudge="1000 or 1001?"),
            "its nudge gives '1000' away",
        ),
    ],
)
def test_a_run_that_does_not_fit_the_card(made: Card, message: str) -> None:
    assert [text for text, _ in check_key(made, run()) if message in text]


def test_of_two_right_choices_a_run_finds_the_first() -> None:
    twice = (*NUMBERS, Choice(text=" 1.0", why="!"))
    asked = card("predict", answer="count client.received", choices=twice)
    assert list(check_key(asked, run())) == []


def test_a_settled_card_passes_its_own_model() -> None:
    assert list(check_settled(card("type"))) == []
