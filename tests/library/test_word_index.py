"""Rows of text, found by their words."""

from __future__ import annotations

import sqlite3

import pytest

from tutor.library.word_index import WordIndex, words

ROWS = (
    ("Redis is not reached", "broker connection"),
    ("The chat is frozen", "one handler blocks the loop"),
    ("A member never left", "group_discard is missing"),
    ("A tab has gone", "the second run"),
    *((f"Filler {number}", "nothing here") for number in range(20)),
)


@pytest.fixture(params=["fts5", "without"])
def index(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> WordIndex:
    """The same index with SQLite's FTS5, and where SQLite was built without it."""

    def lacks(_: WordIndex) -> None:
        raise sqlite3.OperationalError("no such module: fts5")

    if request.param == "without":
        monkeypatch.setattr(WordIndex, "_filled", lacks)
    return WordIndex(ROWS, (4.0, 1.0))


def first(index: WordIndex, query: str) -> str:
    found = index.find(query)
    return index.rows[found[0][0]][0] if found else ""


def test_the_row_that_has_the_words_comes_first(index: WordIndex) -> None:
    assert first(index, "is my broker connected") == "Redis is not reached"


def test_a_name_with_an_underscore_is_found(index: WordIndex) -> None:
    assert first(index, "group_discard") == "A member never left"


@pytest.mark.parametrize("query", ["runs", "tabs", "leaving members"])
def test_a_word_is_found_in_another_form(index: WordIndex, query: str) -> None:
    told = "A member never left" if "members" in query else "A tab has gone"
    assert first(index, query) == told


def test_words_that_mean_the_same_are_found(index: WordIndex) -> None:
    assert first(index, "unresponsive") == "The chat is frozen"


def test_a_word_that_means_the_same_counts_less_than_the_word(index: WordIndex) -> None:
    same, near = index.find("frozen")[0][1], index.find("unresponsive")[0][1]
    assert (same, 0.4 < near < 0.8) == (1.0, True)


def test_a_word_that_is_being_typed_is_found_by_its_beginning(index: WordIndex) -> None:
    found = [
        index.find("group_dis", unfinished=True)[0][0],
        index.find("redi", unfinished=True)[0][0],
    ]
    assert found == [2, 0]


def test_only_the_last_word_may_be_unfinished() -> None:
    index = WordIndex(ROWS, (4.0, 1.0))
    shares = [index.find(text, unfinished=True)[0][1] for text in ("handler fro", "fro handler")]
    assert (shares[0], shares[1] < 0.7) == (1.0, True)


def test_the_share_says_how_much_of_the_query_a_row_has(index: WordIndex) -> None:
    whole, half = index.find("broker")[0][1], index.find("broker pineapple")[0][1]
    assert (whole, 0.4 < half < 0.7) == (1.0, True)


def test_what_no_row_has_finds_nothing(index: WordIndex) -> None:
    assert [index.find(text) for text in ("pineapple", "", "\0", '"')] == [[]] * 4


def test_signs_of_the_query_language_are_only_signs(index: WordIndex) -> None:
    assert first(index, 'NOT "broker* OR (') == "Redis is not reached"


def test_an_index_without_rows_finds_nothing() -> None:
    assert WordIndex((), (1.0,)).find("broker") == []


def test_words_that_tell_nothing_are_left_out_unless_there_are_no_others() -> None:
    assert (words("Why does the Loop hang, the loop?"), words("why not")) == (
        ["loop", "hang"],
        ["why", "not"],
    )
