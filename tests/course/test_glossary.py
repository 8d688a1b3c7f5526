"""The glossary, as it is read and checked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.story.lesson import LESSON
from tutor.course.glossary import LONGEST, Term, check_terms, read_terms
from tutor.errors import TutorError

GROUP = '["a group"]\nsays = "a name with members"\npage = "7/Three tabs"\nwords = ["room"]\n'


def read(folder: Path, text: str) -> tuple[list[Term], list[str]]:
    (folder / "glossary.toml").write_text(text, encoding="utf-8")
    terms, problems = read_terms(folder)
    return list(terms), [f"{each.line}: {each.message}" for each in problems]


def test_a_term_has_its_sentence_and_its_page(tmp_path: Path) -> None:
    (term,), problems = read(tmp_path, GROUP)
    assert (term.name, term.says, term.words) == ("a group", "a name with members", ("room",))
    assert (term.page_of(LESSON), problems) == (LESSON.pages[1], [])


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('[x]\nsays = "y"\n', "3: x: Object missing required field `page`"),
        ('[x]\nsays = "y"\npage = "Three tabs"\n', "3: x: page expects LESSON/TITLE"),
        ('[x]\nsays = "y"\npage = "7/"\n', "3: x: page expects LESSON/TITLE"),
        (f'[x]\nsays = "{"y" * (LONGEST + 1)}"\npage = "7/z"\n', "3: x: says has 111 characters"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, entry: str, message: str) -> None:
    _, (found,) = read(tmp_path, f"# two\n# lines\n{entry}")
    assert found.startswith(message)


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("7/Four tabs", "a group: there is no page Four tabs in lesson 7"),
        ("8/Three tabs", "a group: there is no page Three tabs in lesson 8 yet"),
    ],
)
def test_a_page_that_is_not_there_is_named(tmp_path: Path, page: str, told: str) -> None:
    (tmp_path / "glossary.toml").write_text(GROUP.replace("7/Three tabs", page))
    (found,) = check_terms(tmp_path, {7: LESSON})
    assert found.message == told


def test_a_glossary_whose_pages_are_there_has_no_problem(tmp_path: Path) -> None:
    (tmp_path / "glossary.toml").write_text(GROUP)
    assert check_terms(tmp_path, {7: LESSON}) == []


def test_a_course_without_a_glossary_has_no_terms(tmp_path: Path) -> None:
    assert read_terms(tmp_path) == ((), [])


def test_a_file_that_is_not_toml_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TutorError, match="is not TOML"):
        read(tmp_path, "[")


@pytest.mark.skipif(os.name == "nt", reason="a folder is opened differently there")
def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "glossary.toml").mkdir()
    with pytest.raises(TutorError, match="cannot be read"):
        read_terms(tmp_path)
