"""`tutor flagged`: the cards that the learner wants to see again."""

from __future__ import annotations

import json as jsonlib
from datetime import UTC, datetime

from tutor import gate
from tutor.core.harmless import one_line
from tutor.library import find
from tutor.library.deck import load_deck
from tutor.library.going_on import open_store
from tutor.quiz.card import Card


def run(*, json: bool) -> None:
    """Lists them, the first flagged first."""
    course = find.course()
    with open_store() as store:
        flags = store.flagged()
    cards = load_deck(course).by_id()
    found = [(cards.get(name), name, at) for name, at in flags.items()]
    if json:
        gate.put_json(jsonlib.dumps([_record(*each) for each in found], indent=1) + "\n")
        return
    if not found:
        print("No card is flagged. The key f flags the one you are looking at.")
        return
    for card, name, _ in found:
        told = f"{card.lesson:>3}  {_asked(card)}" if card else f"  -  {name}: no longer a card"
        print(one_line(told))


def _asked(card: Card) -> str:
    """The question, on one line."""
    return " ".join(card.question.split())


def _record(card: Card | None, name: str, at: float) -> dict[str, object]:
    return {
        "card": card.id if card else name,
        "lesson": card.lesson if card else None,
        "question": _asked(card) if card else None,
        "flagged": datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds"),
    }
