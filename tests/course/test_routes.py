"""Ways through the course, and how they are spread over days."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.architecture.source import ROOT
from tests.course.test_minutes import SCENE, page
from tutor.course.load import load_course, load_lesson
from tutor.course.model import Lesson, Route
from tutor.course.routes import A_DAY, Plan, Stop, ahead, plan, stops, total, unknown

FIRST = Lesson(
    number=1,
    slug="01_first",
    title="First",
    summary="",
    pages=(page(1, 200), page(2, 100, scene=SCENE), page(3, 400)),
    folder=Path(),
)
LESSONS = {1: FIRST}
COURSE = load_course(ROOT / "lessons")


def route(*wanted: str, **more: int) -> Route:
    return Route(name="short", title="Short", stops=wanted, **more)


def stop(number: int, minutes: float) -> Stop:
    return Stop(lesson=1, slug="01", page=number, scene="", title="T", minutes=minutes)


def test_a_lesson_stands_for_its_pages_and_a_scene_for_its_own() -> None:
    assert [(one.page, one.key) for one in stops(route("1"), LESSONS)] == [
        *((1, "1/1"), (2, "1/s"), (3, "1/3")),
    ]
    (scene,) = stops(route("1/s"), LESSONS)
    assert (scene.lesson, scene.slug, scene.page, scene.title) == (1, "01_first", 2, "Page 2")


def test_what_is_not_there_is_passed_over_and_named() -> None:
    wanted = route("2", "1/gone", "x", "1/s")
    assert [one.key for one in stops(wanted, LESSONS)] == ["1/s"]
    assert [*unknown(wanted, LESSONS)] == ["2", "1/gone", "x"]


def test_what_has_been_seen_is_no_longer_ahead() -> None:
    found = stops(route("1"), LESSONS)
    assert [one.key for one in ahead(found, {"1/s", "9/9"})] == ["1/1", "1/3"]


def test_only_a_way_with_cards_or_an_interview_leads_up_to_a_day() -> None:
    found = [route("1"), route("1", minutes=20), route("1", cards=20), route("1", interview=30)]
    assert [one.has_day for one in found] == [False, False, True, True]


# ── days ────────────────────────────────────────────────────────────────────────────────────


def shares(found: Plan) -> list[tuple[list[int], int, int, float]]:
    return [
        ([one.page for one in day.stops], day.cards, day.interview, day.minutes)
        for day in found.days
    ]


def test_pages_are_spread_over_the_days_and_the_last_one_has_the_interview() -> None:
    found = plan(route(cards=20, interview=10), [stop(n, 5.0) for n in range(1, 5)], 3)
    assert shares(found) == [([1, 2], 20, 0, 20.0), ([3, 4], 20, 0, 20.0), ([], 20, 10, 20.0)]
    assert (found.minutes, found.left_out) == (20.0, ())


def test_with_fewer_days_the_plan_shrinks_and_what_comes_first_stays() -> None:
    pages = [stop(n, 20.0) for n in range(1, 5)]
    found = plan(route(cards=20, interview=10), pages, 1)
    assert shares(found) == [([1, 2], 20, 10, 60.0)]
    assert [one.page for one in found.left_out] == [3, 4]


def test_no_day_is_a_day() -> None:
    assert len(plan(route(cards=20), [stop(1, 5.0)], 0).days) == 1


def test_a_plan_of_nothing_takes_a_minute_of_cards() -> None:
    assert plan(route(cards=2), [], 2).minutes == 1.0


MINUTES = st.lists(st.floats(0.5, 20), max_size=25)


@given(MINUTES, st.integers(1, 9), st.integers(0, 30), st.integers(0, 30))
def test_every_page_has_its_day_or_is_left_out(
    minutes: list[float], days: int, cards: int, interview: int
) -> None:
    pages = [stop(number, each) for number, each in enumerate(minutes)]
    found = plan(route(cards=cards, interview=interview), pages, days)
    spread = [one for day in found.days for one in day.stops]
    assert sorted([*spread, *found.left_out], key=lambda one: one.page) == pages
    assert spread == sorted(spread, key=lambda one: one.page)
    assert sum(day.minutes for day in found.days) <= days * A_DAY + 1e-6 or not spread


# ── the course ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def lessons() -> dict[int, Lesson]:
    return {outline.number: load_lesson(outline) for outline in COURSE.outlines}


def test_the_path_of_twenty_minutes_takes_no_more(lessons: dict[int, Lesson]) -> None:
    (twenty,) = [one for one in COURSE.routes if one.name == "20-minutes"]
    found = stops(twenty, lessons)
    assert [one.scene for one in found] == ["one_message", "layer_by_layer", "three_tabs"]
    assert total(found) <= twenty.minutes == 20


@pytest.mark.parametrize("days", range(1, 15))
def test_the_path_to_an_interview_fits_into_an_hour_a_day(
    lessons: dict[int, Lesson], days: int
) -> None:
    (interview,) = [one for one in COURSE.routes if one.name == "interview"]
    found = plan(interview, stops(interview, lessons), days)
    assert len(found.days) == days
    assert found.minutes <= A_DAY
    assert found.days[-1].interview == 30
    assert bool(found.left_out) == (days < 3)


def test_no_path_of_the_course_leads_nowhere(lessons: dict[int, Lesson]) -> None:
    assert [[*unknown(one, lessons)] for one in COURSE.routes] == [[], []]
