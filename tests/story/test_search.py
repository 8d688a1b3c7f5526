"""Words in a lesson: where they stand, and what of the paragraph is shown."""

from __future__ import annotations

import pytest

from tests.story.lesson import LESSON, READ, SCENE, STAGED
from tutor.story import search


def test_pages_beats_and_what_follows_are_searched_in_the_order_of_the_lesson() -> None:
    found = [(one.page.number, one.place) for one in search.find(LESSON, "the")]
    assert found == [(2, "read"), (2, "stage"), (2, "stage"), (2, "stage"), (3, "read")]


@pytest.mark.parametrize(
    ("query", "place", "text"),
    [
        ("ISLAND", "read", "An island"),
        ("serves  one", "read", "A consumer serves one connection."),
        ("room", "read", "Three tabs, one room"),
        ("second", "stage", "The second tab joins it, too."),
        ("was it", "after", "That was it."),
        ("connection consumer", "read", "A consumer serves one connection."),
    ],
)
def test_words_are_found_whatever_their_case(query: str, place: str, text: str) -> None:
    (found,) = search.find(LESSON, query)
    assert (found.place, found.text) == (place, text)


def test_a_beat_is_found_as_one() -> None:
    (found,) = search.find(LESSON, "second tab")
    assert found.beat is SCENE.beats[1]
    assert found.page is STAGED


@pytest.mark.parametrize("query", ["", "  ", "nowhere", "consumer nowhere"])
def test_what_is_not_there_is_not_found(query: str) -> None:
    assert search.find(LESSON, query) == []


def test_where_a_paragraph_has_the_words_as_they_are_typed_others_are_left_out() -> None:
    assert len(search.find(LESSON, "tab joins it")) == 1
    assert len(search.find(LESSON, "joins tab")) == 2


def test_marks_of_markdown_are_no_text() -> None:
    text = "# Title\n\n> A **bold** `name_of_it`\nand\n- more\n\n\n\n"
    assert search.paragraphs(text) == ["Title", "A bold name_of_it and more"]


def test_an_excerpt_begins_with_a_word_a_little_before_the_hit() -> None:
    text = "one two three four five six seven eight nine ten"
    found = search.Found(READ, "read", None, text, text.index("nine"))
    assert search.excerpt(found) == "…five six seven eight nine ten"
    assert search.excerpt(search.Found(READ, "read", None, text, 4)) == text
    assert search.excerpt(search.Found(READ, "read", None, "x" * 90, 80)) == "…" + "x" * 90
