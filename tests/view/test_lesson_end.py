"""The end of a lesson: what to go on with."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.view.tape import drawn
from tutor.course.model import Outline
from tutor.course.onward import Ending
from tutor.view.lesson_end import by_command, by_key

NEXT = Outline(number=8, slug="08_instances", title="Instances", summary="", folder=Path())
END = Ending(lesson=7, onward=NEXT, cards=5)
LAST = Ending(lesson=11, cards=1, all_read=True)


def rows(picture: object) -> list[str]:
    return [row.rstrip() for row in drawn(picture, width=300).splitlines()]  # type: ignore[arg-type]


def test_the_player_offers_keys() -> None:
    assert rows(by_key(END, width=60)) == [
        "This was the last page of lesson 7.",
        "n  go on: 8 Instances",
        "C  5 cards on what you have read",
        "q  leave",
    ]


def test_plain_text_offers_commands() -> None:
    assert rows(by_command(END, width=60)) == [
        "This was the last page of lesson 7.",
        "tutor next              go on: 8 Instances",
        "tutor quiz 7 --count 5  5 cards on what you have read",
    ]


def test_who_has_read_all_is_offered_a_review_and_an_interview() -> None:
    for picture in (by_key(LAST, width=80), by_command(LAST, width=80)):
        told = " ".join(rows(picture))
        assert "You have read every lesson." in told
        assert "tutor review" in told
        assert "tutor interview" in told
        assert "1 card on" in told
        assert "go on" not in told


def test_a_visit_offers_nothing_but_to_leave() -> None:
    visit = Ending(lesson=7)
    assert rows(by_key(visit, width=60))[1:] == ["q  leave"]
    assert rows(by_command(visit, width=60))[1:] == []


@pytest.mark.parametrize("width", [20, 40, 80, 120])
@pytest.mark.parametrize("ending", [END, LAST], ids=["next", "all read"])
def test_no_command_is_cut(ending: Ending, width: int) -> None:
    shown = rows(by_command(ending, width=width))
    assert max(map(cell_len, shown)) <= width
    assert f"tutor quiz {ending.lesson} --count {ending.cards}" in " ".join(" ".join(shown).split())
