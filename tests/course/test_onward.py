"""Where going on leads: the lesson at hand, the next unread one, then one that was left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tutor.course.model import Course, Lesson, Outline, Page, Source
from tutor.course.onward import (
    ALL_READ,
    Ahead,
    Ending,
    in_all,
    onward,
    pages_read,
    rested,
    spelled,
)


def course(*slugs: str, unwritten: str = "") -> Course:
    outlines = tuple(
        Outline(
            number=number,
            slug=slug,
            title=slug,
            summary="",
            folder=None if slug in unwritten else Path(slug),
        )
        for number, slug in enumerate(slugs, start=1)
    )
    return Course(title="x", outlines=outlines, folder=Path())


FOUR = course("a", "b", "c", "d", unwritten="c")


@pytest.mark.parametrize(
    ("at", "read", "leads"),
    [
        ("", "", "a"),  # nothing begun
        ("b", "", "b"),  # left in the middle
        ("a", "a", "b"),  # the next one
        ("a", "ab", "d"),  # one that is not written is passed over
        ("d", "d", "a"),  # after the last one the first that was left out
        ("b", "bd", "a"),
        ("a", "abd", ""),  # all are read
        ("gone", "a", "b"),  # a lesson that the course no longer has
    ],
)
def test_going_on_leads_to(at: str, read: str, leads: str) -> None:
    found = onward(FOUR, at, read)
    assert (found.slug if found else "") == leads


def test_a_course_of_one_lesson_is_read_after_it() -> None:
    assert onward(course("a"), "a", {"a"}) is None


@given(st.sampled_from("abd"), st.sets(st.sampled_from("abd")))
def test_who_goes_on_long_enough_has_read_every_lesson(at: str, read: set[str]) -> None:
    seen = {*read}
    while (found := onward(FOUR, at, seen)) is not None:
        assert found.slug not in seen
        at = found.slug
        seen.add(at)
    assert seen == {"a", "b", "d"}


@pytest.mark.parametrize(
    ("before", "page", "over", "turned", "read"),
    [
        (0, 1, False, False, 0),
        (0, 1, True, False, 1),
        (0, 2, False, True, 1),
        (3, 4, True, False, 4),  # gone on with, where it was left
        (5, 2, True, True, 5),  # read again: nothing is forgotten
        (0, 6, True, False, 0),  # a scene looked at: the pages before it are unread
        (0, 7, False, True, 6),  # but who reads on from there has passed them
    ],
)
def test_pages_count_as_read_when_they_were_come_by(
    before: int, page: int, over: bool, turned: bool, read: int
) -> None:
    assert pages_read(before, page, over=over, turned=turned) == read


def test_an_ending_names_the_next_goal_or_says_that_all_are_solved() -> None:
    assert Ending(lesson=7).goals_told == ""
    told = Ending(lesson=7, goals=3, goal="heard").goals_told
    assert told == "Goals of this lesson: 3, the next is `tutor play --goal heard`."
    assert Ending(lesson=7, goals=3).goals_told == "Goals of this lesson: 3, all solved."


def test_exercises_are_told_with_the_next_one() -> None:
    assert Ending(lesson=7).exercises_told == ""
    told = Ending(lesson=7, exercises=3, exercise="closes").exercises_told
    assert told == "Exercises of this lesson: 3, the next is `tutor practice closes`."
    told = Ending(lesson=7, exercises=3).exercises_told
    assert told == "Exercises of this lesson: 3, all mended."


def test_an_ending_says_what_has_been_read() -> None:
    last = Ending(lesson=7)
    assert last.said == "Lesson 7 is done."
    assert replace(last, all_read=True).said == f"{last.said} {ALL_READ}"


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        *((0.0, "1 min"), (0.4, "1 min"), (2.5, "3 min"), (5.6, "6 min"), (59.4, "59 min")),
        *((59.6, "1 h"), (60.2, "1 h"), (475.0, "7 h 55 min")),
    ],
)
def test_minutes_in_words(minutes: float, told: str) -> None:
    assert spelled(minutes) == told


def test_the_end_of_a_part_says_which_one_is_over() -> None:
    assert Ahead(title="Redis", minutes=9.0, part=4, of=6).said == "Part 3 of 6 is done."
    assert Ahead(title="A page", minutes=9.0).said == ""


def test_the_end_of_a_chosen_way_is_said() -> None:
    over = Ahead(title="", minutes=0.0, route="20 minutes")
    assert (over.is_over, over.said) == (True, "You have seen all of your path: 20 minutes.")
    assert not Ahead(title="Next", minutes=1.0, route="20 minutes").is_over


@pytest.mark.parametrize(
    ("page", "read", "rests"),
    [(1, 1, True), (1, 0, False), (1, 2, False), (2, 2, False), (3, 3, False)],
)
def test_one_rests_where_a_part_has_been_read_to_its_end(page: int, read: int, rests: bool) -> None:
    pages = tuple(
        Page(
            number=number,
            title="P",
            before=(),
            scene=None,
            after=(),
            source=Source(file=Path(), line=1),
            part=part,
        )
        for number, part in ((1, "One"), (2, "Two"), (3, ""))
    )
    lesson = Lesson(number=7, slug="07", title="T", summary="", pages=pages, folder=Path())
    assert rested(lesson, page, read) is rests


def test_minutes_that_are_told_one_by_one_add_up_as_they_are_told() -> None:
    assert in_all([6.4, 6.3, 5.3]) == 6 + 6 + 5
    assert in_all([0.1, 0.0]) == 1
