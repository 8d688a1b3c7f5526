"""`tutor progress` and `tutor notes`: where the learner stands, and what the learner did."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from tutor import gate
from tutor.library import find
from tutor.terminal import wants_ascii, wants_color

if TYPE_CHECKING:
    from tutor.learner.store import Position, Store
    from tutor.library.study import Study
    from tutor.quiz.card import Card
    from tutor.quiz.schedule import Review
    from tutor.quiz.standing import Progress


def run(*, as_json: bool = False, topics: bool = False, ascii: bool = False) -> None:
    """The numbers, as a picture or as JSON."""
    from tutor.library.going_on import going_on, open_store, places
    from tutor.quiz.schedule import day
    from tutor.view import progress_page as view

    with open_store() as store:
        study = _study(store)
        counted = _count(study)
        positions = {position.lesson: position for position in store.positions()}
        flagged = sorted(store.flagged())
        onward = going_on(study.course, places(store, study.course))
    if as_json:
        following = onward.outline.number if onward else None
        _print_json(counted, read=_read(study, positions), flagged=flagged, next=following)
        return
    from tutor.plain.printer import Printer

    color, ascii = wants_color(), ascii or wants_ascii()
    printer = Printer(sys.stdout, width=get_terminal_size().columns, ascii=ascii, color=color)
    today = day(study.now(), study.offset)
    titles = {outline.number: outline.title for outline in study.course.outlines}
    printer.show(
        view.render(
            counted,
            titles,
            today,
            read=_pages(study, positions),
            onward=onward.place if onward else "",
            topics=len(counted.topics) if topics else None,
            width=printer.width,
            ascii=ascii,
            bare=not color,
        )
    )


def _pages(study: Study, positions: Mapping[str, Position]) -> dict[int, tuple[int, int]]:
    """Pages read, and how many there are, of the lessons that were begun."""
    return {
        outline.number: (min(positions[outline.slug].pages, pages), pages)
        for outline in study.course.outlines
        for pages in [study.deck.pages.get(outline.number, 0)]
        if outline.slug in positions
    }


def _print_json(counted: Progress, **more: object) -> None:
    from msgspec.structs import asdict as plain

    interviews = [plain(held) for held in counted.interviews]
    told = {**asdict(replace(counted, interviews=())), "interviews": interviews, **more}
    gate.put_json(json.dumps(told) + "\n")


def _read(study: Study, positions: Mapping[str, Position]) -> list[dict[str, object]]:
    """How many pages of each lesson have been read, `of` how many it has."""
    return [
        {
            "lesson": outline.number,
            "title": outline.title,
            "pages": where.pages if where else 0,
            "of": study.deck.pages.get(outline.number, 0),
        }
        for outline in study.course.outlines
        for where in [positions.get(outline.slug)]
    ]


def _study(store: Store) -> Study:
    from tutor.library.deck import load_deck
    from tutor.library.study import Study

    course = find.course()
    return Study(store, course, load_deck(course))


def _count(study: Study) -> Progress:
    from tutor.quiz.standing import progress

    return progress(
        study.deck,
        study.memories,
        study.store.reviews(),
        interviews=study.store.interviews(),
        now=study.now(),
        offset=study.offset,
    )


# ── notes ───────────────────────────────────────────────────────────────────────────────────


def notes() -> None:
    """Everything the learner answered, as Markdown: what was said, what the run said, why."""
    from tutor.library.going_on import next_step, open_store
    from tutor.quiz.schedule import effective

    with open_store() as store:
        study = _study(store)
        reviews = [
            entry
            for entry in effective(store.reviews())
            if entry.mode not in {"cram", "goal", "practice"}
        ]
        onward = next_step(store, study.course)
    cards = study.deck.by_id()
    titles = {outline.number: outline.title for outline in study.course.outlines}
    print(f"# Notes on {study.course.title}\n")
    if not reviews:
        print(f"Nothing has been answered yet. {onward}")
        return
    for line in _notes(reviews, cards, titles, study):
        print(line)


def _notes(
    reviews: Sequence[Review], cards: Mapping[str, Card], titles: Mapping[int, str], study: Study
) -> Iterator[str]:
    """The cards in the order of the course, each with all its answers."""
    answers: dict[str, list[Review]] = {}
    for entry in reviews:
        if entry.card in cards:
            answers.setdefault(cards[entry.card].id, []).append(entry)
    lesson = 0
    for card in study.deck.cards:
        if card.id not in answers:
            continue
        if card.lesson != lesson:
            lesson = card.lesson
            yield f"## {lesson} {titles.get(lesson, '')}\n"
        yield from _note(study.settle(card) or card, answers[card.id])


def _note(card: Card, answers: Sequence[Review]) -> Iterator[str]:
    from tutor.quiz.marking import Response, mark

    yield f"### {' '.join(card.question.split())}\n"
    for entry in answers:
        said = entry.answer.replace("\n", " ") or "(no answer)"
        word = "skipped" if not entry.grade else "right" if entry.correct else "wrong"
        yield f"- {_date(entry.at)}, {entry.mode}: {said} ({word})"
    key = mark(card, Response()).key
    what = "The run says" if card.is_computed else "The answer"
    yield f"\n{what}: {' '.join(key.split())}\n"
    whys = [card.why, *(choice.why for choice in card.choices if choice.right)]
    yield from (f"{' '.join(why.split())}\n" for why in whys if why)


def _date(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC).astimezone():%Y-%m-%d %H:%M}"
