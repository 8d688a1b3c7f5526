"""`quiz.toml` and the predictions of a lesson as cards; what cannot be read is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from tutor.course.model import Choice as Label
from tutor.course.model import Claim, Lesson, Page, Predict, Scene, Source
from tutor.quiz.card import Card, Choice, Point
from tutor.quiz.read import from_predictions, read_cards

Read = Callable[[str], tuple[list[Card], list[str]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """`read(text)` → the cards of that file, and its problems as `line: message`."""

    def run(text: str) -> tuple[list[Card], list[str]]:
        (tmp_path / "quiz.toml").write_text(dedent(text), encoding="utf-8")
        cards, problems = read_cards(tmp_path, 7)
        return [card for card, _ in cards], [f"{p.line}: {p.message}" for p in problems]

    return run


HEAD = '[[card]]\nid = "a"\nkind = "choice"\ntopic = "T"\nquestion = "Q?"\n'


def test_a_card_is_read_with_its_choices(read: Read) -> None:
    (card,), problems = read(
        HEAD + '[[card.choice]]\ntext = "Yes"\nright = true\nwhy = "Because."\n'
    )
    assert (card, problems) == (
        Card(
            id="a",
            kind="choice",
            lesson=7,
            topic="T",
            question="Q?",
            choices=(Choice(text="Yes", right=True, why="Because."),),
        ),
        [],
    )


def test_points_are_read(read: Read) -> None:
    (card,), _ = read(HEAD.replace("choice", "say") + '[[card.point]]\ntext = "P"\nwords = ["p"]\n')
    assert card.points == (Point(text="P", words=("p",)),)


def test_space_around_a_text_is_dropped_but_not_a_programs(read: Read) -> None:
    (card,), _ = read(HEAD + "why = '''\nW.\n'''\ncode = '''\n  x\n'''\n")
    assert (card.why, card.code) == ("W.", "  x\n")


def test_a_lesson_without_a_file_has_no_cards(tmp_path: Path) -> None:
    assert read_cards(tmp_path, 7) == ([], [])


def test_each_card_has_its_line(tmp_path: Path) -> None:
    second = HEAD.replace('"a"', '"b"').replace("[[card]]", "  [[ card ]]")
    (tmp_path / "quiz.toml").write_text(f"# Cards.\n\n{HEAD}\n{second}", encoding="utf-8")
    cards, _ = read_cards(tmp_path, 7)
    assert [(card.id, source.line) for card, source in cards] == [("a", 3), ("b", 9)]


def test_cards_in_one_line_are_read_as_well(tmp_path: Path) -> None:
    one = '[{id = "a", kind = "choice", topic = "T", question = "Q?"}]'
    (tmp_path / "quiz.toml").write_text(f"\ncard = {one}", encoding="utf-8")
    (found,), _ = read_cards(tmp_path, 7)
    assert (found[0].id, found[1].line) == ("a", 1)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[card]", "1: this is not TOML: "),
        ("[other]", "1: unknown key 'other'"),
        ("card = 5", "1: card is not a list of tables"),
        ("[card]\nid = 'a'", "1: card is not a list of tables"),
        ("card = ['a']", "1: card is not a list of tables"),
        (f"{HEAD}scene = '7/../../x'", "1: a: scene is '7/../../x', and a scene is called as"),
        (f"{HEAD}scene = '../x'", "1: a: scene is '../x', and"),
        (f"\n{HEAD}colour = 1", "2: a: unknown field colour"),
        (HEAD.replace('"choice"', '"riddle"'), "1: a: Invalid enum value 'riddle'"),
        (HEAD.replace('"Q?"', "5"), "1: a: Expected `str`, got `int`"),
        ("[[card]]\nkind = 'choice'", "1: a card without an id: "),
        (f"{HEAD}[[card.choice]]\nrigth = true", "1: a: Object contains unknown field `rigth`"),
        (
            f"{HEAD}[[card.point]]\ntext='P'\nword = 'p'",
            "1: a: Object contains unknown field `word`",
        ),
        (
            f"{HEAD}[[card.near]]\nanswer='a'\nwhy='w'\nx=1",
            "1: a: Object contains unknown field `x`",
        ),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(read: Read, text: str, problem: str) -> None:
    assert [found for found in read(text)[1] if found.startswith(problem)]


def test_one_bad_card_does_not_hide_the_others(read: Read) -> None:
    other = HEAD.replace('"a"', '"b"')
    cards, problems = read(f"{HEAD}x = 1\n{other}")
    assert ([card.id for card in cards], problems) == (["b"], ["1: a: unknown field x"])


def test_bytes_that_are_no_text_are_no_toml(tmp_path: Path) -> None:
    (tmp_path / "quiz.toml").write_bytes(b"\xff")
    _, (problem,) = read_cards(tmp_path, 7)
    assert problem.message.startswith("this is not TOML: 'utf-8' codec")


# ── predictions of a lesson ─────────────────────────────────────────────────────────────────

HERE = Source(file=Path("lesson.md"), line=1)
THERE = Source(file=Path("lesson.md"), line=40)
ASKED = Predict(
    id="how-many",
    question="How many?",
    answer="count client.received",
    before="group.sent",
    choices=(Label(label="2", why="No."), Label(label="3", why="Yes.")),
    source=THERE,
)
SCENE = Scene(
    name="three_tabs",
    title="Three tabs, one room",
    beats=(),
    predictions=(ASKED,),
    claims=(Claim(id="C07-15", verdict="true", proof="", text="", source=HERE),),
    source=HERE,
)


def lesson(*scenes: Scene | None) -> Lesson:
    pages = tuple(
        Page(number=n, title=f"Page {n}", before=(), scene=scene, after=(), source=HERE)
        for n, scene in enumerate(scenes, start=1)
    )
    return Lesson(number=7, slug="07", title="", summary="", pages=pages, folder=Path())


def test_a_prediction_is_a_card_with_nothing_to_add() -> None:
    assert from_predictions(lesson(None, SCENE)) == [
        (
            Card(
                id="how-many",
                kind="predict",
                lesson=7,
                topic="Page 2",
                question="How many?",
                page="Page 2",
                claims=("C07-15",),
                scene="three_tabs",
                setting="Three tabs, one room",
                family="7/three_tabs",
                answer="count client.received",
                choices=(Choice(text="2", why="No."), Choice(text="3", why="Yes.")),
            ),
            THERE,
        )
    ]


def test_pages_without_a_scene_ask_nothing() -> None:
    assert from_predictions(lesson(None)) == []


@pytest.mark.parametrize("field", ['id = "a\\u001b[2J"', 'id = "a"\naliases = ["b\\u202e"]'])
def test_an_id_that_steers_a_terminal_is_refused_with_its_line(read: Read, field: str) -> None:
    cards, (problem,) = read(HEAD.replace('id = "a"', field))
    assert (cards, problem.startswith("1: ")) == ([], True)
    assert "is not an id: it has a control character" in problem
