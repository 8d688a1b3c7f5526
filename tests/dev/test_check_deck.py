"""The cards of a course against its texts, its recordings and the installed source."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.core.events import AppSent, Event, SceneFinished, SceneStarted
from tutor.course.model import Choice, Lesson, Page, Predict, Scene, Source
from tutor.dev.check_deck import check
from tutor.runtime.recording import Recording

RUN: list[Event] = [
    SceneStarted(seq=1, at=0, process="tutor", scene="s"),
    AppSent(seq=2, at=1, process="server 1", type="websocket.send"),
    SceneFinished(seq=3, at=2, process="tutor"),
]
HERE = Source(file=Path("lesson.md"), line=9)
CARD = """\
[[card]]
id = "{id}"
kind = "predict"
topic = "T"
question = "How many?"
scene = "{scene}"
answer = "{answer}"
{more}
[[card.choice]]
text = "1"
why = "One."
[[card.choice]]
text = "2"
why = "Two."
"""


def written(id: str = "a", scene: str = "s", answer: str = "count app.sent", more: str = "") -> str:
    return CARD.format(id=id, scene=scene, answer=answer, more=more)


def lesson(folder: Path, number: int = 7, quiz: str = "", asked: str = "") -> Lesson:
    """A lesson of one scene that has its recording; `asked`: the id of a prediction in its text."""
    (folder / "traces").mkdir(parents=True)
    (folder / "quiz.toml").write_text(quiz, encoding="utf-8")
    Recording(tuple(RUN)).save(folder / "traces" / "s.jsonl")
    choices = (Choice(label="1", why="One."), Choice(label="2", why="Two."))
    predictions = tuple(
        Predict(
            id=id, question="?", answer="count app.sent", before="", choices=choices, source=HERE
        )
        for id in asked.split()
    )
    scene = Scene(name="s", title="S", beats=(), predictions=predictions, claims=(), source=HERE)
    page = Page(number=1, title="P", before=(), scene=scene, after=(), source=HERE)
    return Lesson(
        number=number,
        slug=folder.name,
        title="",
        summary="",
        pages=(page,),
        folder=folder,
    )


def problems(*lessons: Lesson) -> list[str]:
    found = check(lessons, set()).problems
    return [f"{problem.file.name}:{problem.line}: {problem.message}" for problem in found]


def test_all_cards_are_found_those_of_the_text_as_well(tmp_path: Path) -> None:
    both = (
        lesson(tmp_path / "07", quiz=written("a") + written("b"), asked="c"),
        lesson(tmp_path / "08", 8, quiz=written("d", scene="7/s")),
    )
    cards, found, _ = check(both, set())
    assert ([card.id for card in cards], found) == (["a", "b", "d", "c"], [])


@pytest.mark.parametrize(
    ("quiz", "message"),
    [
        (written(answer="count app.received"), 'a: expected one of "1", "2", got "0" from'),
        (written(scene="t"), "a: there is no scene t in lesson 7"),
        (written(scene="t"), "a: t has no recording"),
        (written(scene="9/s"), "a: there is no scene s in lesson 9"),
        (written(answer="count app.send"), 'a: expected a kind of event, got "app.send"'),
        (written(more='nudge = "It is 1."'), "a: its nudge gives '1' away"),
        (
            written(more='look = "channels.layers:InMemoryChannelLayer.gone"'),
            "a: look: layers.py as installed here has no InMemoryChannelLayer.gone",
        ),
        (written(more="colour = 1"), "a: unknown field colour"),
    ],
)
def test_what_is_wrong_with_a_card_is_named_with_its_line(
    tmp_path: Path, quiz: str, message: str
) -> None:
    found = problems(lesson(tmp_path / "07", quiz=f"# Cards.\n\n{quiz}"))
    assert [text for text in found if text.startswith(f"quiz.toml:3: {message}")]


@pytest.mark.parametrize("look", ["channels.layers:InMemoryChannelLayer.send", "channels.layers"])
def test_a_place_in_the_installed_source_is_no_problem(tmp_path: Path, look: str) -> None:
    assert problems(lesson(tmp_path / "07", quiz=written(more=f'look = "{look}"'))) == []


def test_a_card_and_a_prediction_cannot_have_one_id(tmp_path: Path) -> None:
    assert problems(lesson(tmp_path / "07", quiz=written("a"), asked="a")) == [
        "quiz.toml:1: a: the id a is used 2 times",
        "lesson.md:9: a: the id a is used 2 times",
    ]


def test_a_recording_that_cannot_be_read_is_a_problem_like_others(tmp_path: Path) -> None:
    broken = lesson(tmp_path / "07", quiz=written("a"))
    (broken.folder / "traces" / "s.jsonl").write_text("nonsense", encoding="utf-8")
    (found,) = problems(broken)
    assert found.startswith("quiz.toml:1: a: ")


def test_a_lesson_without_cards_has_none(tmp_path: Path) -> None:
    assert check([lesson(tmp_path / "07")], set())[:2] == ([], [])


def test_cards_that_give_each_other_away_are_found(tmp_path: Path) -> None:
    alike = written("a").replace("How many?", "How many frames does a server of that kind mask?")
    also = alike.replace('"a"', '"b"').replace("How many frames", "Frames: how many")
    other = "".join(
        written(id).replace("How many?", text).replace("One.", text).replace("Two.", "")
        for id, text in (("c", "Which group?"), ("d", "Who leaves?"), ("e", "Where is it kept?"))
    )
    [found] = [
        said
        for said in problems(lesson(tmp_path / "07", quiz=alike + also + other))
        if "b:" in said
    ]
    assert "b: it is much like a (" in found


def test_options_whose_length_tells_the_right_one_are_found(tmp_path: Path) -> None:
    card = (
        '[[card]]\nid = "c{n}"\nkind = "choice"\ntopic = "T{n}"\nquestion = "{n}?"\nsource = "x"\n'
        '[[card.choice]]\ntext = "a{n}"\nright = true\nwhy = "1"\n'
        '[[card.choice]]\ntext = "bb{n}"\nwhy = "2"\n[[card.choice]]\ntext = "ccc{n}"\nwhy = "3"\n'
    )
    quiz = "".join(card.format(n=number) for number in range(20))
    found = problems(lesson(tmp_path / "07", quiz=quiz))
    words = [said for said in found if "single choices" in said]
    assert ["longest in 0 of 20" in words[0], "shortest in 20 of 20" in words[1]] == [True, True]
