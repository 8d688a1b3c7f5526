"""A choice on the screen knows its place; nothing else has one."""

from __future__ import annotations

import pytest
from rich.console import Console
from rich.segment import Segment
from rich.text import Text

from tests.quiz.making import card, sit
from tests.tui.conftest import SCENE
from tutor.view import narration
from tutor.view.card_page import entry, question
from tutor.view.picks import PRESS, fact_in, place_in, pressing, telling


def places(picture: Text) -> list[tuple[str, int]]:
    """Every line that has a place, with it."""
    console = Console(width=80)
    lines = [[*line.render(console)] for line in picture.split("\n")]
    return [
        ("".join(segment.text for segment in line), place)
        for line in lines
        if (place := place_in(line)) is not None
    ]


@pytest.mark.parametrize("kind", ["choice", "multiple", "order", "predict"])
def test_choices_have_the_place_of_their_number(kind: str) -> None:
    sitting = sit([card(kind)])
    assert sitting.asked is not None
    found = places(question(sitting.asked, width=80))
    assert [place for _, place in found] == list(range(len(sitting.asked.order)))
    assert all(f"{place + 1}) " in text for text, place in found)


def test_lines_of_a_program_have_their_number_and_so_has_what_did_not_fit() -> None:
    asked = sit([card("fault", code="x = 1\ny = " + "z" * 60)]).asked
    assert asked is not None
    assert [place for _, place in places(question(asked, width=40))] == [1, 2, 2]


def test_a_list_in_a_question_has_no_place() -> None:
    asked = sit([card("type", question="1) one\n2) two")]).asked
    assert asked is not None
    assert places(question(asked, width=80)) == []


def test_a_line_without_any_style_has_none() -> None:
    assert place_in([Segment("1) one")]) is None


def test_what_is_not_being_typed_has_no_cursor() -> None:
    assert entry("abc", width=40, typing=False).plain.strip() == "> abc"
    assert entry("", width=40, typing=False).plain.strip() == ">"


def test_a_row_of_choices_has_no_one_place() -> None:
    (predict,) = SCENE.predictions
    picture = narration.prediction(predict, width=60, tight=True)
    assert places(picture) == []
    found = {line.style.meta["pick"] for line in picture.render(Console()) if "pick" in
             getattr(line.style, "meta", {})}  # fmt: skip
    assert found == {0, 1}


def test_choices_of_a_prediction_have_theirs() -> None:
    (predict,) = SCENE.predictions
    assert [place for _, place in places(narration.prediction(predict, width=60))] == [0, 1]


def test_rows_know_the_fact_that_they_tell_and_no_place() -> None:
    (row,) = telling([Text("12 john sends")], 12)
    line = [*row.render(Console(width=80))]
    assert (fact_in(line), place_in(line), row.plain) == (12, None, "12 john sends")


def test_a_click_on_a_key_is_that_key() -> None:
    (segment,) = [s for s in pressing(Text("n on"), "n").render(Console(width=80)) if s.text]
    assert segment.style is not None
    assert (segment.text, segment.style.meta) == ("n on", {PRESS: "n"})
