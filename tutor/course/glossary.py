"""The terms of the field, each with a sentence and the page that explains it: `glossary.toml`.

["fan-out"]
says = "one message to a group becomes a copy for each member"
page = "7/Fan-out: three tabs in one group"     # lesson / title of the page
words = ["broadcast"]                           # what people say instead
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from tutor.core.naming import clause, instead, unknown
from tutor.course.model import Lesson, Page, Source
from tutor.course.problems import Problem, problem
from tutor.course.toml_tables import read_tables

FILE: Final = "glossary.toml"
LONGEST: Final = 110  # characters of a sentence: a row of a list


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """A term, and where it is explained."""

    name: str
    says: str
    lesson: int
    page: str  # title
    words: tuple[str, ...] = ()  # other words for it
    source: Source

    def page_of(self, lesson: Lesson) -> Page | None:
        """The page that explains it; None where the lesson has no page of that title."""
        return next((page for page in lesson.pages if page.title == self.page), None)


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file."""

    says: str
    page: str
    words: tuple[str, ...] = ()


def read_terms(folder: Path) -> tuple[tuple[Term, ...], list[Problem]]:
    """The terms that can be read, and what is wrong with the others; none without the file.

    Raises `TutorError` for a file that cannot be read or is not TOML.
    """
    file = folder / FILE
    text, data = read_tables(file)
    terms: list[Term] = []
    problems: list[Problem] = []
    for name, table in data.items():
        source = Source(file=file, line=_line(text, name))
        try:
            entry = msgspec.convert(table, _Entry)
        except msgspec.ValidationError as error:
            problems.append(problem(source, f"{name}: {error}"))
            continue
        lesson, _, page = entry.page.partition("/")
        if not lesson.isdecimal() or not page:
            message = f"{name}: page expects LESSON/TITLE, got {entry.page!r}"
            problems.append(problem(source, message, 'like "7/Channel names"'))
            continue
        if len(entry.says) > LONGEST:
            message = f"{name}: says has {len(entry.says)} characters, more than {LONGEST}"
            problems.append(problem(source, message))
        terms.append(
            Term(
                name=name, says=entry.says, lesson=int(lesson), page=page,
                words=entry.words, source=source,
            )
        )  # fmt: skip
    return tuple(terms), problems


def check_terms(folder: Path, lessons: dict[int, Lesson]) -> list[Problem]:
    """All problems of the glossary, pages that are not there among them."""
    terms, problems = read_terms(folder)
    for term in terms:
        lesson = lessons.get(term.lesson)
        if lesson is None or term.page_of(lesson) is None:
            titles = [page.title for page in lesson.pages] if lesson else []
            told = unknown("page", term.page, titles, f"in lesson {term.lesson}")
            hint = clause(instead(term.page, titles)) or "a page is named by its whole title"
            problems.append(problem(term.source, f"{term.name}: {clause(told)}", hint))
    return problems


def _line(text: str, name: str) -> int:
    """Of the table's head."""
    heads = (f'["{name}"]', f"[{name}]")
    lines = enumerate(text.splitlines(), start=1)
    return next((number for number, line in lines if line.strip() in heads), 1)
