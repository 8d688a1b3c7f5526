"""The goals of the course, and what the learner's file says of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tutor.errors import UsageError
from tutor.learner.store import Store
from tutor.library import find, goals
from tutor.library.goals import Standing, named
from tutor.library.going_on import ending

COURSE = find.course()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("name", ["heard", "7/heard"])
def test_a_goal_is_found_by_its_name(name: str) -> None:
    assert named(COURSE, name).title == "Heard through a group"


def test_an_unknown_goal_says_what_was_perhaps_meant() -> None:
    with pytest.raises(UsageError, match="There is no goal hearrd") as caught:
        named(COURSE, "hearrd")
    assert "Did you mean heard" in caught.value.hint


def test_a_name_that_two_lessons_have_asks_which(monkeypatch: pytest.MonkeyPatch) -> None:
    one = named(COURSE, "heard")
    monkeypatch.setattr(goals, "goals", lambda _: [one, msgspec.structs.replace(one, lesson=8)])
    with pytest.raises(UsageError, match="Several lessons") as caught:
        named(COURSE, "heard")
    assert caught.value.hint == "Name one: 7/heard, 8/heard."
    assert named(COURSE, "8/heard").lesson == 8


def test_solving_is_kept_and_the_shortest_way_counts(store: Store) -> None:
    heard = named(COURSE, "heard")
    for count in (6, 4, 5):
        goals.note(store, COURSE, heard, count=count)
    found = goals.standings(store)
    assert found == {"7/heard": Standing(best=4)}
    assert found["7/heard"].told(heard) == "solved with 4, as short as ours"
    assert Standing(best=6).told(heard) == "solved with 6, ours has 4"
    assert store.memories({}) == {}, "a goal is no card"


def test_what_was_shown_before_the_first_success_says_so(store: Store) -> None:
    heard, other = named(COURSE, "heard"), named(COURSE, "lost")
    goals.note(store, COURSE, heard)
    assert goals.standings(store)["7/heard"].told(heard) == "ours was shown"
    goals.note(store, COURSE, heard, count=4)
    told = goals.standings(store)["7/heard"].told(heard)
    assert told == "solved with 4, as short as ours, after ours was shown"
    goals.note(store, COURSE, other, count=3)
    goals.note(store, COURSE, other)
    assert goals.standings(store)["7/lost"] == Standing(best=3)


def test_it_goes_with_an_export_and_a_lesson_that_is_reset_forgets_it(
    store: Store, tmp_path: Path
) -> None:
    heard = named(COURSE, "heard")
    goals.note(store, COURSE, heard, count=4)
    with Store(tmp_path / "other") as other:
        other.merge(store.dump())
        assert goals.standings(other) == goals.standings(store) != {}
        other.reset("07_channel_layers_and_groups")
        assert goals.standings(other) == {}


def test_the_end_of_a_lesson_names_the_first_goal_that_is_not_solved(store: Store) -> None:
    lesson = find.lesson("2")
    first, second, *_ = goals.of_folder(lesson.folder, 2)
    assert ending(store, lesson).goal == first.id
    goals.note(store, COURSE, first, count=2)
    found = ending(store, lesson)
    assert (found.goals, found.goal) == (len(goals.of_folder(lesson.folder, 2)), second.id)
