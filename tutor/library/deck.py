"""All cards of the course, and the keys that runs decide.

Reading every lesson takes a second, so the deck is kept in the user's cache, under a stamp of the
files it was made from. An unreadable lesson or card never stops a learner: the others remain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import tutor
from tutor import files
from tutor.course.inside import trace
from tutor.course.model import Course, Outline
from tutor.errors import TutorError
from tutor.library.course_cache import load_lesson
from tutor.quiz.card import Card, Deck
from tutor.runtime.paths import user_cache

if TYPE_CHECKING:
    from tutor.core.events import Event

FILE: Final = "deck.msgpack"
READ: Final = (
    "lesson.md",
    "scenes.py",
    "quiz.toml",
    "rounds/*.toml",
    "exercises/*/exercise.toml",
)  # of a lesson
MADE_BY: Final = ("course", "quiz", "practice")  # parts of the program


def load_deck(course: Course) -> Deck:
    """Every card that can be read, in the order of the course."""
    import msgspec

    stamp = _stamp(course)
    file = user_cache() / FILE
    with suppress(Exception):  # an unreadable cache is rebuilt
        kept: tuple[list[tuple[str, int, int]], Deck] = msgspec.msgpack.decode(
            files.read(file), type=tuple[list[tuple[str, int, int]], Deck]
        )
        if kept[0] == stamp and files.is_ours(file):
            return kept[1]
    deck = _read(course)
    with suppress(OSError):
        files.private_folder(file.parent)
        files.write(file, msgspec.msgpack.encode((stamp, deck)), private=True, lasting=False)
    return deck


def _read(course: Course) -> Deck:
    cards = tuple(card for outline in course.outlines for card in _cards(outline))
    pages = {outline.number: page_count(outline) for outline in course.outlines}
    tasks = (task for outline in course.outlines for kind in TASKS for task in kind(outline))
    return Deck(cards, pages, tuple(tasks))


def page_count(outline: Outline) -> int:
    """Number of a lesson's pages; 0 if the lesson cannot be read."""
    with suppress(TutorError, OSError):
        return len(load_lesson(outline).pages) if outline.folder is not None else 0
    return 0


def _cards(outline: Outline) -> Iterator[Card]:
    """A lesson's predictions, as it asks them, and the cards of its quiz."""
    if outline.folder is None:
        return
    from tutor.quiz.read import from_predictions, read_cards

    with suppress(TutorError, OSError):
        yield from (card for card, _ in from_predictions(load_lesson(outline)))
    with suppress(Exception):  # an author may have written anything
        yield from (card for card, _ in read_cards(outline.folder, outline.number)[0])


def _round_stages(outline: Outline) -> Iterator[Card]:
    from tutor.quiz.read_rounds import read_rounds
    from tutor.quiz.rounds import stage_cards

    with suppress(Exception):  # an author may have written anything
        if outline.folder is not None:
            for one, _ in read_rounds(outline.folder)[0]:
                yield from stage_cards(one)


def _exercises(outline: Outline) -> Iterator[Card]:
    from tutor.practice.read_exercises import read_exercises

    with suppress(Exception):  # an author may have written anything
        if outline.folder is not None:
            for one, _ in read_exercises(outline.folder, outline.number)[0]:
                yield Card(
                    id=one.card,
                    kind="say",
                    lesson=one.lesson,
                    topic=one.topic,
                    question=one.title,
                )


TASKS: Final[tuple[Callable[[Outline], Iterator[Card]], ...]] = (_round_stages, _exercises)
"""What shows a topic besides cards, a kind a row: from a lesson to cards that are never asked.

A task counts in its topic once the log of reviews has an entry under its id: whoever holds one
writes it.
"""


def _stamp(course: Course) -> list[tuple[str, int, int]]:
    """Stamp of the deck's sources: the lessons' files, and the parser's own."""
    package = Path(tutor.__file__).parent
    code = [file for part in MADE_BY for file in sorted((package / part).glob("*.py"))]
    folders = [outline.folder for outline in course.outlines if outline.folder is not None]
    found = (file for folder in folders for name in READ for file in sorted(folder.glob(name)))
    return list(_states([*found, *code]))


def _states(files: list[Path]) -> Iterator[tuple[str, int, int]]:
    for file in files:
        with suppress(OSError):
            state = file.stat()
            yield str(file), state.st_mtime_ns, state.st_size


def settled(card: Card, course: Course) -> Card | None:
    """The card with its key from the recording of its scene; None: it cannot be asked."""
    if not card.is_computed:
        return card
    from tutor.quiz.key import settle

    number, scene = card.proof
    folders = (outline.folder for outline in course.outlines if outline.number == number)
    folder = next(folders, None)
    if folder is None:
        return None
    try:
        return settle(card, _events(trace(folder, scene)))
    except (TutorError, ValueError):  # no recording, or one that does not answer the question
        return None


@lru_cache(maxsize=16)
def _events(file: Path) -> tuple[Event, ...]:
    from tutor.runtime.recording import load

    events: tuple[Any, ...] = load(file).events
    return events
