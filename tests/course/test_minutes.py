"""How long a page, a part and a lesson take."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tutor.course.load import load_course, load_lesson
from tutor.course.minutes import (
    MOST,
    ahead,
    lesson_minutes,
    page_minutes,
    parts,
    scene_minutes,
)
from tutor.course.model import Beat, Choice, Claim, Lesson, Page, Predict, Prose, Scene, Source
from tutor.course.onward import Ahead

HERE = Source(file=Path("lesson.md"), line=1)
COURSE = load_course(ROOT / "lessons")


def prose(words: int) -> tuple[Prose, ...]:
    return (Prose(text="word " * words, source=HERE),)


def page(number: int, words: int, *, part: str = "", scene: Scene | None = None) -> Page:
    title = f"Page {number}"
    before = prose(words)
    return Page(
        number=number, title=title, before=before, scene=scene, after=(), source=HERE, part=part
    )


def lesson(*pages: Page) -> Lesson:
    return Lesson(number=1, slug="01", title="T", summary="", pages=pages, folder=Path())


SCENE = Scene(
    name="s",
    title="S",
    beats=(Beat(pattern="app.sent", text="Four words stand here.", source=HERE),) * 2,
    predictions=(
        Predict(
            id="p",
            question="Is it so?",
            answer="1",
            before="",
            choices=(Choice(label="1", why="It is."), Choice(label="2", why="No.")),
            source=HERE,
        ),
    ),
    claims=(Claim(id="C01-01", verdict="true", proof="", text="Two words.", source=HERE),),
    source=HERE,
)


def test_two_hundred_words_take_a_minute() -> None:
    assert page_minutes(page(1, 300)) == 1.5


def test_a_scene_takes_all_its_words_and_twelve_seconds_a_stop() -> None:
    words = 2 * 4 + 3 + 3 + 2 + 2
    assert scene_minutes(SCENE) == pytest.approx(words / 200 + 3 * 12 / 60)


def test_a_page_takes_what_stands_around_its_scene_as_well() -> None:
    staged = page(1, 100, scene=SCENE)
    assert page_minutes(staged) == pytest.approx(0.5 + scene_minutes(SCENE))


def test_a_lesson_takes_what_its_pages_take() -> None:
    assert lesson_minutes(lesson(page(1, 100), page(2, 100))) == 1.0


def test_a_lesson_without_a_place_to_rest_is_one_part() -> None:
    (only,) = parts(lesson(page(1, 200, part="Title"), page(2, 200)))
    assert (only.number, only.of, only.title, only.first, only.last, only.minutes) == (
        *(1, 1, "", 1, 2),
        2.0,
    )


def test_a_heading_between_two_pages_begins_a_part() -> None:
    found = parts(lesson(page(1, 200), page(2, 200, part="Later"), page(3, 200)))
    assert [(part.number, part.of, part.title, part.first, part.last) for part in found] == [
        (1, 2, "", 1, 1),
        (2, 2, "Later", 2, 3),
    ]
    assert [part.minutes for part in found] == [1.0, 2.0]


def test_behind_a_page_lies_the_next_one_or_a_part_with_its_minutes() -> None:
    held = lesson(page(1, 200), page(2, 100), page(3, 200, part="Later"), page(4, 200))
    assert [ahead(held, number) for number in (1, 2, 4)] == [
        Ahead(title="Page 2", minutes=0.5),
        Ahead(title="Later", minutes=2.0, part=2, of=2),
        None,
    ]


@pytest.mark.parametrize("outline", COURSE.outlines, ids=lambda outline: outline.slug)
def test_no_part_of_the_course_takes_more_than_a_quarter_of_an_hour(outline: object) -> None:
    long = [part for part in parts(load_lesson(outline)) if part.minutes > MOST]  # type: ignore[arg-type]
    assert long == []
