"""`tutor sheet`: one page of what to know, as Markdown, or as a page to print."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tutor import gate
from tutor.errors import TutorError, UsageError
from tutor.library import find
from tutor.terminal import wants_ascii

if TYPE_CHECKING:
    from tutor.course.model import Course
    from tutor.quiz.card import Card
    from tutor.quiz.know_sheet import Known, Picture

WIDTH: Final = 76  # cells of a picture: of a page, and of a terminal
TITLE: Final = "What to know"
MOST: Final = 14  # answers on a page, beside the figures and two pictures


def run(
    file: Path | None, *, weak: bool = False, ascii: bool = False, as_json: bool = False
) -> None:
    """Prints the page, or writes it to the file."""
    from tutor.core.harmless import visible
    from tutor.quiz.know_sheet import document, read, sheet

    if as_json and file is not None:
        raise UsageError("--json prints, and FILE is for the page.", "Leave out one of them.")
    course = find.course()
    known = read(course.folder)
    found = _cards(course, weak=weak)
    if weak and not found and not as_json:
        print("No topic is weak, that is, has more than 1 wrong answer in 5.")
        return
    cards, rest = found[:MOST], len(found) - len(found[:MOST])
    ascii = ascii or (file is None and wants_ascii())
    title = f"{TITLE}: your weak topics" if weak else TITLE
    drawn = [*_drawn(course, known, ascii)]
    if as_json:
        gate.put_json(json.dumps(document(found, known, drawn, title=title)) + "\n")
        return
    told = sheet(cards, known, drawn, title=title, rest=rest)
    if file is None:
        sys.stdout.write(visible(told))
        return
    from tutor.commands.friend import write

    write(file, told, title=title, said="To print", is_dense=True)


def _cards(course: Course, *, weak: bool) -> list[Card]:
    """The guide's nine; or what is said aloud of the topics that are weak, the weakest first."""
    from tutor.library.deck import load_deck

    deck = load_deck(course)
    if not weak:
        from tutor.quiz.levels import of_the_guide

        every = of_the_guide(deck).cards
        return [*every] or [card for card in deck.alone if card.kind == "say"]
    from tutor.library.going_on import open_store
    from tutor.library.study import Study
    from tutor.quiz.readiness import by_topic, weakest

    with open_store() as store:
        study = Study(store, course, deck)
        topics = weakest(by_topic(deck.shown(study.memories), study.memories, study.now()))
    names = [(topic.lesson, topic.topic) for topic in topics]
    found = [card for card in deck.alone if (card.lesson, card.topic) in names]
    return sorted(
        (card for card in found if card.kind == "say"),
        key=lambda card: names.index((card.lesson, card.topic)),
    )


def _drawn(course: Course, known: Known, ascii: bool) -> Iterator[tuple[str, str]]:
    """What can be drawn: a recording that is not there costs its picture alone."""
    for picture in known.picture:
        with suppress(TutorError, ValueError, OSError):
            yield picture.title, _picture(course, picture, ascii)


def _picture(course: Course, picture: Picture, ascii: bool) -> str:
    from tutor.core.pattern import Pattern
    from tutor.core.timeline import Timeline
    from tutor.course.inside import source_text
    from tutor.library.course_cache import load_lesson
    from tutor.runtime.paths import project_root
    from tutor.runtime.shipped_recordings import shipped
    from tutor.view.reserved import Plan
    from tutor.view.table import ROWS

    number, _, name = picture.scene.partition("/")
    outline = next(one for one in course.outlines if str(one.number) == number)
    lesson = load_lesson(outline)
    timeline = Timeline(shipped(lesson, find.scene(lesson, name)))
    found = Pattern.parse(picture.step).find(timeline.events) if picture.step else 0
    row = next(row for row in ROWS if row.name == picture.view)
    roots = (project_root(), lesson.folder, lesson.folder / "labs")
    drawn = row.draw(
        timeline.moment(found or len(timeline)),
        read=lambda path: source_text(roots, path),
        plan=Plan(timeline),
        words=False,
        width=WIDTH,
        height=picture.height,
        ascii=ascii,
    )
    return "\n".join(line.rstrip() for line in str(drawn).rstrip().split("\n"))
