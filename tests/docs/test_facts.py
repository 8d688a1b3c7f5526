"""What is written from the table of facts is as the table has it."""

from __future__ import annotations

import pytest

from tests.docs import facts
from tests.docs.facts import COMMAND, FIELD_LIST, PAGE, field_list, page
from tutor.core.events import FACTS, Event, Fact


def test_the_page_has_every_kind_and_field_as_the_table_has_it() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(text), f"write it with: {COMMAND}"


def test_the_probes_fields_are_those_of_the_table() -> None:
    assert FIELD_LIST.read_text(encoding="utf-8") == field_list(), f"write it with: {COMMAND}"


def test_a_kind_s_row_says_since_when_and_what_its_fields_mean() -> None:
    class ThingHeard(Event, tag="thing.heard", frozen=True, kw_only=True):
        """Somebody knocked | or rang."""

        kind = "thing.heard"
        how: str = ""  # "knock | ring"
        loud: int = 0  # decibels
        where: str = ""

    row = Fact(
        struct=ThingHeard, line=str, compared=None, view="events", since=1, newer={"loud": 2}
    )
    assert facts._row(row) == (
        '| `thing.heard` since 1.1 | `how` ("knock \\| ring"), `loud` (since 1.2; decibels),'
        " `where` | Somebody knocked \\| or rang. |\n"
    )


@pytest.mark.parametrize(
    "text", ["", "<!-- facts: recording -->\n", "<!-- facts: recording -->\n<!-- facts: x -->\n"]
)
def test_a_subject_without_a_place_on_the_page_is_named(text: str) -> None:
    with pytest.raises(ValueError, match=r"trace\.md has no place for recording:\n<!-- facts"):
        page(text)


def test_every_file_of_the_table_has_a_place() -> None:
    assert [name for name, _ in facts.sections()] == [
        "recording",
        "process",
        "client",
        "connection",
        "handler",
        "layer",
        "database",
    ]
    assert sum(len(rows) for _, rows in facts.sections()) == len(FACTS)
