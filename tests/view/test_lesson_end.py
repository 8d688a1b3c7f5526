"""The end of a lesson: what to go on with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from rich.cells import cell_len

from tests.view.tape import drawn
from tutor.course.model import Outline
from tutor.course.onward import Ahead, Ending
from tutor.view.lesson_end import by_command, by_key, rest, rested

NEXT = Outline(number=8, slug="08_instances", title="Instances", summary="", folder=Path())
END = Ending(lesson=7, onward=NEXT, minutes=28.9, cards=5)
PAGE = Ahead(title="Close codes", minutes=5.5)
PART = Ahead(title="Redis", minutes=9.8, part=4, of=6)
LAST = Ending(lesson=11, cards=1, all_read=True)


def rows(picture: object) -> list[str]:
    return [row.rstrip() for row in drawn(picture, width=300).splitlines()]  # type: ignore[arg-type]


def test_the_player_offers_keys() -> None:
    assert rows(by_key(END, width=60)) == [
        "Lesson 7 is done.",
        "n  lesson 8, Instances (29 min)",
        "c  5 cards on this lesson (3 min)",
        "q  stop here; tutor next goes on at lesson 8",
    ]


def test_plain_text_offers_commands() -> None:
    assert rows(by_command(END, width=60)) == [
        "Lesson 7 is done.",
        "tutor next              lesson 8, Instances (29 min)",
        "tutor quiz 7 --count 5  5 cards on this lesson (3 min)",
    ]


@pytest.mark.parametrize("by", [by_key, by_command])
def test_the_goals_of_a_lesson_are_the_last_line(by: Callable[..., object]) -> None:
    goals = msgspec.structs.replace(END, goals=8, goal="heard")
    told = "Goals of this lesson: 8, the next is `tutor play --goal heard`."
    assert rows(by(goals, width=80)) == [*rows(by(END, width=80)), told]


def test_the_exercises_of_a_lesson_stand_below_its_goals() -> None:
    both = msgspec.structs.replace(END, goals=8, exercises=3)
    assert rows(by_key(both, width=80))[-2:] == [both.goals_told, both.exercises_told]


def test_a_lesson_whose_minutes_are_not_known_has_none() -> None:
    shown = rows(by_key(Ending(lesson=7, onward=NEXT), width=60))
    assert shown[1] == "n  lesson 8, Instances"


def test_behind_a_page_lies_the_next_one() -> None:
    assert rows(rest(PAGE, width=60)) == ["n  next: Close codes (6 min)"]


def test_behind_a_part_one_may_rest() -> None:
    assert rows(rest(PART, width=60)) == [
        "Part 3 of 6 is done.",
        "n  part 4: Redis (10 min)",
        "q  rest here; tutor next goes on at part 4",
    ]


def test_a_chosen_way_leads_on_until_it_is_over() -> None:
    along = Ahead(title="Layer by layer", minutes=6.2, route="20 minutes")
    assert rows(rest(along, width=60)) == [
        "n  next on your path: Layer by layer (6 min)",
        "q  rest here; tutor next goes on there",
    ]
    assert rows(rest(Ahead(title="", minutes=0.0, route="20 minutes"), width=60)) == [
        "You have seen all of your path: 20 minutes.",
        "q  leave; tutor next goes on with the lessons",
    ]


def test_plain_text_says_where_a_part_ends() -> None:
    assert rows(rested(PART, width=60)) == ["Part 3 of 6 is done. Part 4: Redis (10 min)."]


def test_who_has_read_all_is_offered_a_review_and_an_interview() -> None:
    for picture in (by_key(LAST, width=80), by_command(LAST, width=80)):
        told = " ".join(rows(picture))
        assert "You have read every lesson." in told
        assert "tutor review" in told
        assert "tutor interview" in told
        assert "1 card on" in told
        assert "lesson 12" not in told
        assert "goes on" not in told


def test_a_visit_offers_nothing_but_to_leave() -> None:
    visit = Ending(lesson=7)
    assert rows(by_key(visit, width=60))[1:] == ["q  stop here"]
    assert rows(by_command(visit, width=60))[1:] == []


@pytest.mark.parametrize("width", [20, 40, 80, 120])
@pytest.mark.parametrize("ending", [END, LAST], ids=["next", "all read"])
def test_no_command_is_cut(ending: Ending, width: int) -> None:
    shown = rows(by_command(ending, width=width))
    assert max(map(cell_len, shown)) <= width
    assert f"tutor quiz {ending.lesson} --count {ending.cards}" in " ".join(" ".join(shown).split())
