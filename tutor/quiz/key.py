"""Fills in the keys that a run decides."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tutor.core.events import Event
from tutor.core.match import Context, Pattern, Query
from tutor.core.pattern import text_of
from tutor.core.predict import judge
from tutor.quiz.card import Card


class KeyMissing(ValueError):
    """The run does not answer the card's question: it has changed, or the card is wrong."""


def settle(card: Card, events: Sequence[Event]) -> Card:
    """The card with its key, as this run has it.

    Raises `PatternError`, `PredictError` (the answer is not among the choices) and `KeyMissing`.
    """
    if not card.is_computed:
        return card
    context = Context.of(events)
    if card.facts:
        return _ordered(card, context)
    if card.choices:
        right = judge(card.answer, context, [choice.text for choice in card.choices])
        choices = (
            msgspec.structs.replace(choice, right=number == right)
            for number, choice in enumerate(card.choices)
        )
        return msgspec.structs.replace(card, choices=tuple(choices))
    value = Query.parse(card.answer).value(context)
    if value is None:
        raise KeyMissing(f"{card.id}: {card.answer} has no value in the run of {card.scene}")
    said = text_of(value)
    accept = card.accept if said in card.accept else (*card.accept, said)
    return msgspec.structs.replace(card, model=said, accept=accept)


def _ordered(card: Card, context: Context) -> Card:
    if len(card.steps) != len(card.facts):
        raise KeyMissing(f"{card.id}: {len(card.steps)} steps have {len(card.facts)} facts")
    found = []
    for text, fact in zip(card.steps, card.facts, strict=True):
        seq = Pattern.parse(fact).find(context)
        if seq is None:
            raise KeyMissing(f"{card.id}: no {fact} in the run of {card.scene}")
        found.append((seq, text, fact))
    found.sort()
    steps, facts = (tuple(each[at] for each in found) for at in (1, 2))
    return msgspec.structs.replace(card, steps=steps, facts=facts)
