"""How many goals there are and how many are solved, counted without reading them."""

from __future__ import annotations

from pathlib import Path

from tutor.course.model import Course, Outline
from tutor.learner.store import Store
from tutor.library import find, goals
from tutor.library.goal_counts import counts


def test_they_are_as_many_as_can_be_read(tmp_path: Path) -> None:
    course = find.course()
    with Store(tmp_path) as store:
        found = counts(course, store)
    there = {one.number: len(goals.of_lesson(one)) for one in course.outlines}
    assert found == {number: (count, 0) for number, count in there.items() if count}


def test_a_goal_is_solved_once_and_one_whose_solution_was_shown_is_not(tmp_path: Path) -> None:
    course = find.course()
    heard, lost = goals.named(course, "heard"), goals.named(course, "lost")
    with Store(tmp_path) as store:
        for goal, count in ((heard, 4), (heard, 5), (lost, 0)):
            goals.note(store, course, goal, count=count)
        assert counts(course, store)[7] == (len(goals.of_lesson(course.outlines[6])), 1)


def test_a_lesson_without_a_folder_or_with_a_file_that_is_no_text_has_none(tmp_path: Path) -> None:
    (tmp_path / "goals.toml").write_bytes(b"\xff[[goal]]")
    lessons = [
        Outline(number=1, slug="01_a", title="A", summary="", folder=None),
        Outline(number=2, slug="02_b", title="B", summary="", folder=tmp_path),
    ]
    with Store(tmp_path / "home") as store:
        assert counts(Course(title="C", outlines=tuple(lessons), folder=tmp_path), store) == {}
