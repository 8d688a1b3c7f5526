"""Where a lesson begins: what was asked for, or where the learner left it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tutor.commands import lesson as command
from tutor.course.model import Lesson
from tutor.errors import UsageError
from tutor.learner.store import Position, Store
from tutor.library import find
from tutor.library.course_cache import load_lesson
from tutor.library.lesson_request import Request
from tutor.story.walk import Walk

SLUG, SCENE = "07_channel_layers_and_groups", "three_tabs"


@cache
def seven() -> Lesson:
    return load_lesson(find.outline("7"))


def page_of_scene() -> int:
    return next(p.number for p in seven().pages if p.scene and p.scene.name == SCENE)


def begins(position: Position | None = None, **asked: object) -> tuple[int, Walk | None]:
    return command._start(seven(), Request(number="7", **asked), position)  # type: ignore[arg-type]


def test_a_new_lesson_begins_with_its_first_page() -> None:
    assert begins() == (1, None)


@pytest.mark.parametrize("step", [None, 1, 30])
def test_a_scene_that_is_asked_for_begins_at_its_step(step: int | None) -> None:
    left = Position(lesson=SLUG, page=3, pages=2)
    here = Walk(place="stage", step=step or 0)
    assert begins(left, scene=SCENE, step=step) == (page_of_scene(), here)


def test_a_step_that_the_recording_has_not_is_refused() -> None:
    with pytest.raises(UsageError, match=r"no step 9999 in three_tabs"):
        begins(scene=SCENE, step=9999)


@pytest.mark.parametrize(
    ("left", "page", "step"),
    [
        (Position(lesson=SLUG, page=4, pages=3), 4, None),
        (Position(lesson=SLUG, page=999, pages=3), "last", None),
        (Position(lesson=SLUG, page=999, pages=999), 1, None),
        (Position(lesson=SLUG, page=1, pages=999), 1, None),
        (Position(lesson=SLUG, page=1, pages=0, scene=SCENE, step=12), "scene", 12),
        (Position(lesson=SLUG, page=1, pages=0, scene=SCENE), "scene", None),
        (Position(lesson=SLUG, page=4, pages=0, scene="taken out", step=5), 4, None),
    ],
    ids=[
        *("a page", "pages were taken out", "at its end", "read but not at its end"),
        *("in a scene that has moved", "before a scene", "a scene that is gone"),
    ],
)
def test_a_lesson_goes_on_where_it_was_left(
    left: Position, page: int | str, step: int | None
) -> None:
    pages = {"last": len(seven().pages), "scene": page_of_scene()}
    number = page if isinstance(page, int) else pages[page]
    walk = None if step is None else Walk(place="stage", step=step)
    assert begins(left) == (number, walk)


@pytest.mark.parametrize(("left", "step"), [(None, 0), (Position(lesson=SLUG, page=2, step=9), 9)])
def test_a_lesson_whose_end_is_asked_for_begins_there(left: Position | None, step: int) -> None:
    assert begins(left, ended=True) == (len(seven().pages), Walk(place="after", step=step))


# ── tutor next ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("look", [{}, {"plain": True}, {"ascii": True}], ids=str)
def test_next_opens_the_lesson_as_it_is_asked_to(
    look: dict[str, bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Request] = []
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path))
    monkeypatch.setattr(command, "run", asked.append)
    command.resume(**look)
    with Store(tmp_path) as store:
        store.save(Position(lesson=SLUG, page=4, pages=3), at=1.0)
    command.resume(**look)
    first = find.course().outlines[0].slug
    assert asked == [Request(number=first, **look), Request(number=SLUG, page=4, **look)]
