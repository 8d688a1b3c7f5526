"""Which cards a learner asks for on the command line: lessons, topics, kinds, names.

A name that does not exist is answered by those that do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tutor.errors import UsageError, unknown
from tutor.library import find

if TYPE_CHECKING:
    from tutor.library.study import Study
    from tutor.quiz.card import Card, Deck
    from tutor.quiz.plan import Scope


def scope(deck: Deck, lessons: Sequence[int], topics: Iterable[str], kinds: Iterable[str]) -> Scope:
    """The cards of these lessons, topics and kinds; what is empty leaves the choice open."""
    from tutor.quiz.card import KINDS
    from tutor.quiz.plan import Scope

    of_lessons = Scope(lessons=frozenset(lessons))
    known = list(dict.fromkeys(card.topic for card in of_lessons.of(deck)))
    where = f"in {in_words(lessons)}" if lessons else ""
    found = {topic for name in topics for topic in _topics(name, known, where)}
    for kind in kinds:
        if kind not in KINDS:
            raise unknown("kind of card", kind, list(KINDS))
    return Scope(lessons=of_lessons.lessons, topics=frozenset(found), kinds=frozenset(kinds))


def _topics(name: str, known: Sequence[str], where: str) -> list[str]:
    """The topic of this name in any case, else those that have it in theirs. Raises UsageError."""
    wanted = name.strip().casefold()
    exact = [topic for topic in known if topic.casefold() == wanted]
    found = exact or [topic for topic in known if wanted and wanted in topic.casefold()]
    if not found:
        raise unknown("topic", name, known, where)
    return found


def named(study: Study, names: Sequence[str], flagged: bool, lessons: Sequence[int]) -> list[Card]:
    """The cards of these ids, or the flagged ones, in the order of the course.

    With lessons only theirs.
    """
    cards = study.deck.by_id()
    for name in names:
        if name not in cards:
            raise unknown("card", name, list(cards))
        if lessons and (own := cards[name].lesson) not in lessons:
            hint = f"`tutor quiz {own} --card {name}` asks it."
            raise UsageError(f"{name} is a card of lesson {own}, not of {in_words(lessons)}.", hint)
    every = {*names, *(study.store.flagged() if flagged else ())}
    wanted = {cards[name].id for name in every if name in cards}
    mine = (card for card in study.deck.cards if not lessons or card.lesson in lessons)
    return [card for card in mine if card.id in wanted]


def in_words(lessons: Sequence[int]) -> str:
    """ "lesson 7", "lessons 4 and 7", "lessons 4 to 7"."""
    from tutor.view.text import join

    if len(lessons) == 1:
        return f"lesson {lessons[0]}"
    first, last = min(lessons), max(lessons)
    if len(lessons) > 2 and sorted(lessons) == list(range(first, last + 1)):
        return f"lessons {first} to {last}"
    return f"lessons {join(map(str, sorted(lessons)))}"


def lessons_of(number: str | None) -> list[int]:
    """The lessons that an argument names; [] without one."""
    if number is None:
        return []
    found = find.numbers(number)
    return found or [find.written(number).number]
