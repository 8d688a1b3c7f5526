"""A lesson that cannot be played: every reason is found, with its line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tutor.course.load import load_lesson, read_lesson
from tutor.course.model import Outline
from tutor.errors import TutorError

WriteLesson = Callable[..., Outline]
FIRST = 9  # the line on which the pages begin, after the front matter and the title


def scene(body: str) -> str:
    return f"## Page\n:::: scene s\n{body}\n::::\n"


@pytest.mark.parametrize(
    ("pages", "line", "message"),
    [
        ("Too early.\n\n## Page\n", 0, "text before the first page"),
        ("## Page\n\n::: beat app.sent\nText.\n:::\n", 2, "'beat' does not belong here"),
        ("## Page\n\ntext\n\n:::\n", 4, "':::' closes nothing"),
        ("## Page\n:::: scene s\n", 1, "`scene s` is not closed"),
        ("## Page\n:::: scene\n::::\n", 1, "a scene needs one name"),
        ("## Page\n:::: scene s\x1b[2J\n::::\n", 1, r"'s\x1b[2J' is not a scene's name"),
        ("## Page\n:::: scene ../../s\n::::\n", 1, "'../../s' is not a scene's name"),
        (scene("::: predict p\u202e\nanswer: 1\nQ?\n- 1: a\n- 2: b\n:::"), 2, r"'p\u202e' is not"),
        (scene("::: claim C\x9b verdict=true\nproof: 1\nText.\n:::"), 2, r"'C\x9b' is not an id"),
        ("## Page\n:::: scene s\n::::\n:::: scene t\n::::\n", 3, "a second scene on one page"),
        (scene("Stray text."), 2, "text in a scene outside of a container"),
        (scene("::: aside\nText.\n:::"), 2, "a container 'aside' is unknown"),
        (scene("::: beat app.sent\nText."), 2, "`beat app.sent` is not closed"),
        (scene("::: beat a\nA.\n\n::: beat b\nB.\n:::"), 2, "`beat a` is not closed"),
        (scene("::: beat\nText.\n:::"), 2, "a beat needs a fact"),
        (scene("::: beat app.sent\n:::"), 2, "a beat without a text"),
        (scene("::: beat app.sent\nlook: a b c\nText.\n:::"), 2, "the beat looks at 3 views"),
        ("## A\n\n# Part\n\nToo early.\n\n## B\n", 4, "text before the first page of a part"),
        (scene("::: predict\nanswer: 1\nQ?\n- 1: a\n- 2: b\n:::"), 2, "a prediction needs one id"),
        (scene("::: predict p\nQ?\n- 1: a\n- 2: b\n:::"), 2, "a prediction needs an answer"),
        (scene("::: predict p\nanswer: 1\n- 1: a\n- 2: b\n:::"), 2, "without a question"),
        (scene("::: predict p\nanswer: 1\nQ?\n- 1: a\n:::"), 2, "needs two choices or more"),
        (scene("::: predict p\nanswer: 1\nQ?\n:::"), 2, "needs two choices or more"),
        (scene("::: predict p\nanswer: 1\nQ?\n- 1: a\n- 2\n:::"), 6, "a choice without a reason"),
        (
            scene("::: predict p\nanswer: 1\nQ?\n- 1: a\n- 2: b\n\nMore.\n:::"),
            2,
            "text after the choices",
        ),
        (scene("::: predict p\nanswer: 1\n    indented\n- 1: a\n- 2: b\n:::"), 2, "question"),
        (scene("::: claim\nproof: 1\nText.\n:::"), 2, "a claim needs an id"),
        (scene("::: claim C07-01\nproof: 1\nText.\n:::"), 2, "verdict is ''"),
        (scene("::: claim C07-01 verdict=true\nText.\n:::"), 2, "a claim needs a proof"),
        (scene("::: claim C07-01 verdict=true\nproof: 1\n:::"), 2, "a claim without a text"),
    ],
)
def test_a_problem_and_its_line(
    write_lesson: WriteLesson, pages: str, line: int, message: str
) -> None:
    _, problems = read_lesson(write_lesson(pages))
    assert [p for p in problems if message in p.message and p.line == FIRST + line]


@pytest.mark.parametrize(
    ("matter", "message"),
    [
        ("", "the front matter has no title"),
        ("---\ntitle: A\n---\n", "the front matter has no chapter"),
        ("---\nneeds: 6\n---\n", "an unknown key 'needs'"),
    ],
)
def test_a_faulty_front_matter(write_lesson: WriteLesson, matter: str, message: str) -> None:
    _, problems = read_lesson(write_lesson("## Page\n", matter=matter))
    assert [p for p in problems if message in p.message]


def test_an_empty_lesson_has_problems_and_no_pages(write_lesson: WriteLesson) -> None:
    lesson, problems = read_lesson(write_lesson("", matter=""))
    assert (lesson.pages, len(problems)) == ((), 3)


def test_loading_names_the_first_problem_and_counts_the_others(write_lesson: WriteLesson) -> None:
    outline = write_lesson(scene("::: beat\n:::"))
    with pytest.raises(TutorError, match=r"lesson\.md:11: a beat needs a fact \(and 1 more\)"):
        load_lesson(outline)


def test_all_problems_are_found_at_once(write_lesson: WriteLesson) -> None:
    _, problems = read_lesson(write_lesson(scene("Stray.\n::: beat\nT.\n:::\n::: claim\n:::")))
    assert len(problems) == 6
