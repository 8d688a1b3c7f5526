"""The way that the learner has chosen: kept, followed, and forgotten."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tutor.course.model import Course
from tutor.course.onward import Ahead
from tutor.errors import UsageError
from tutor.library import chosen_route, find
from tutor.library.chosen_route import Chosen
from tutor.runtime.paths import user_data

MONDAY = date(2026, 11, 30).toordinal()


@pytest.fixture(autouse=True)
def learner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(chosen_route, "today", lambda: MONDAY)
    return tmp_path / "home"


@pytest.fixture(scope="module")
def course() -> Course:
    return find.course()


def test_nothing_is_chosen_at_first(course: Course) -> None:
    assert (chosen_route.load(), chosen_route.way(course)) == (None, None)
    assert [one.chosen for one in chosen_route.ways(course)] == [None, None]


def test_a_way_is_walked_to_its_end_page_by_page(course: Course) -> None:
    chosen_route.choose("20-minutes")
    seen = []
    while (taken := chosen_route.way(course)) is not None:
        stop = taken.ahead[0]
        seen.append(stop.key)
        chosen_route.mark(find.lesson(stop.slug), stop.page)
    assert seen == ["1/one_message", "4/layer_by_layer", "7/three_tabs"]


def test_a_page_that_no_way_leads_to_does_no_harm(course: Course) -> None:
    lesson = find.lesson("1")
    chosen_route.mark(lesson, 1)
    assert chosen_route.load() is None, "no way is chosen"
    chosen_route.choose("20-minutes")
    chosen_route.mark(lesson, 1)
    chosen_route.mark(lesson, 1)
    assert chosen_route.load() == Chosen(name="20-minutes", done=("1/1",))
    taken = chosen_route.way(course)
    assert taken is not None
    assert len(taken.ahead) == 3


def test_what_lies_beyond_a_page_is_the_next_stop_or_the_end(course: Course) -> None:
    chosen_route.choose("20-minutes")
    first = chosen_route.beyond(course, find.lesson("1"), 2)
    assert (first.title, first.route, first.is_over) == (
        *("What each layer adds to the scope", "20 minutes"),
        False,
    )
    for stop in chosen_route.named(course, "20-minutes").stops[:2]:
        chosen_route.mark(find.lesson(stop.slug), stop.page)
    last = chosen_route.beyond(course, find.lesson("7"), 3)
    assert (last.is_over, last.said) == (True, "You have seen all of your path: 20 minutes.")


def test_a_way_that_has_been_forgotten_meanwhile_is_over(course: Course) -> None:
    assert chosen_route.beyond(course, find.lesson("1"), 2) == Ahead(
        title="", minutes=0.0, route="Your path"
    )


def test_forgetting_what_was_not_chosen_is_no_fault() -> None:
    chosen_route.forget()
    chosen_route.choose("20-minutes")
    chosen_route.forget()
    assert chosen_route.load() is None


@pytest.mark.parametrize("text", ["", "{", '{"name": 1}', "\x00"])
def test_a_file_that_cannot_be_read_is_no_choice(text: str) -> None:
    chosen_route.choose("20-minutes")
    (user_data() / chosen_route.FILE).write_text(text)
    assert chosen_route.load() is None


def test_a_way_that_the_course_does_not_have_leads_nowhere(course: Course) -> None:
    chosen_route.choose("gone")
    assert chosen_route.way(course) is None
    with pytest.raises(UsageError, match="gone"):
        chosen_route.named(course, "gone")


def test_a_file_that_cannot_be_written_stops_nobody(learner: Path) -> None:
    chosen_route.choose("20-minutes")
    (learner / chosen_route.FILE).unlink()
    (learner / chosen_route.FILE).mkdir()
    chosen_route.mark(find.lesson("1"), 2)
    assert chosen_route.load() is None


def test_an_interview_has_its_day_in_its_title_and_days_until_then(course: Course) -> None:
    chosen_route.choose("interview", MONDAY + 3)
    taken = chosen_route.way(course)
    assert taken is not None
    assert (taken.title, taken.days, len(taken.plan().days)) == ("interview on Thursday", 3, 3)
    assert len(taken.plan(5).days) == 5


@pytest.mark.parametrize("by", [MONDAY, MONDAY - 9])
def test_on_the_day_itself_there_is_today(course: Course, by: int) -> None:
    chosen_route.choose("interview", by)
    taken = chosen_route.way(course)
    assert taken is not None
    assert taken.days == 1


def test_before_an_interview_cards_remain_when_all_pages_have_been_seen(course: Course) -> None:
    chosen_route.choose("interview", MONDAY + 3)
    (*early, last) = chosen_route.named(course, "interview").stops
    for stop in early:
        chosen_route.mark(find.lesson(stop.slug), stop.page)
    assert chosen_route.beyond(course, find.lesson(last.slug), last.page).said == (
        "You have seen all of your path: interview on Thursday. Cards and a mock interview remain."
    )
    chosen_route.mark(find.lesson(last.slug), last.page)
    assert chosen_route.way(course) is None, "`tutor next` goes on with the lessons"
    walked = [chosen_route.named(course, "interview").is_walked]
    chosen_route.choose("20-minutes")
    walked += [one.is_walked for one in chosen_route.ways(course)]
    assert walked == [True, True, False]


# ── days ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "ahead"),
    [
        ("tomorrow", 1), (" Tuesday ", 1), ("thu", 3), ("THURSDAY", 3), ("sunday", 6),
        ("monday", 7), ("2026-11-30", 0), ("2026-12-24", 24),
    ],
)  # fmt: skip
def test_a_day_is_a_weekday_or_a_date(typed: str, ahead: int) -> None:
    assert chosen_route.day_of(typed, MONDAY) - MONDAY == ahead


@pytest.mark.parametrize("typed", ["", "t", "someday", "2026-13-01", "2026-11-29", "2099-01-01"])
def test_what_is_no_day_ahead_is_refused(typed: str) -> None:
    with pytest.raises(UsageError):
        chosen_route.day_of(typed, MONDAY)


def test_a_day_within_a_week_is_called_by_its_name() -> None:
    names = [chosen_route.day_name(MONDAY + ahead, MONDAY) for ahead in (0, 1, 7, 8)]
    assert names == ["today", "Tuesday", "Monday", "8 December"]


def test_today_is_the_day_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert abs(chosen_route.today() - date.today().toordinal()) <= 1  # noqa: DTZ011
