"""Finds errors in cards without a run: keys, reasons, hints, ids, references.

Where a run decides the key, `check_cards` judges only the text; `check_key`, which is given the
run, judges the rest. Neither looks up in installed files the place that `look` names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from typing import Final

from tutor.core.events import Event
from tutor.core.match import Pattern, PatternError, Query
from tutor.core.naming import clause, instead, unknown
from tutor.core.predict import PredictError
from tutor.course.model import Lesson, Source
from tutor.course.problems import Problem, problem
from tutor.quiz.card import Card
from tutor.quiz.heard import heard
from tutor.quiz.heard import wrong as unheard
from tutor.quiz.key import KeyMissing, settle
from tutor.quiz.marking import Response, mark
from tutor.quiz.patterns import wrong
from tutor.quiz.typed import PATTERN, fits

Placed = tuple[Card, Source]
ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FEWEST: Final = {"choice": 3, "multiple": 3, "fault": 3, "predict": 2}
UNSEEN: Final = re.compile(r"\b(the|this|that)( same)? (scene|run|picture)\b", re.IGNORECASE)
"""A card outside a lesson has to be whole: nobody has just seen its scene."""
TELLING: Final = 4  # letters from which an answer counts as given away by a hint that contains it


def check_cards(
    cards: Sequence[Placed], lessons: Sequence[Lesson], claims: Set[str]
) -> Iterator[Problem]:
    """All errors in the cards of a course, with their places. `claims`: the ledger's ids."""
    by_number = {lesson.number: lesson for lesson in lessons}
    ids = Counter(name for card, _ in cards for name in (card.id, *card.aliases))
    for card, source in cards:
        said = [
            *_identity(card, ids),
            *_pointers(card, by_number, claims),
            *_BY_KIND[card.kind](card),
            *([] if card.is_computed else check_settled(card)),
        ]
        yield from (problem(source, f"{card.id}: {message}", hint) for message, hint in said)


def check_key(card: Card, events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    """Errors in a card whose key comes from these events: (message, hint) pairs."""
    try:
        settled = settle(card, events)
    except (PatternError, PredictError, KeyMissing) as error:
        yield str(error), f"look at the trace of {card.scene}"
        return
    yield from check_settled(settled)
    if settled.steps != card.steps:
        yield f"its run has the steps in the order {' / '.join(settled.steps)}", "write them so"


def check_settled(card: Card) -> Iterator[tuple[str, str]]:
    """Errors in a card that has its key: a model that fails, hints that give the answer away."""
    if card.kind in {"choice", "predict"} and sum(choice.right for choice in card.choices) != 1:
        yield "exactly one choice is right", "mark it with right = true"
    if card.kind == "type" and not mark(card, Response(text=card.model)).correct:
        yield f"its own model {card.model!r} would be marked wrong", "add it to accept"
    yield from _telling(card)


# ── what all cards have ─────────────────────────────────────────────────────────────────────


def _identity(card: Card, ids: Counter[str]) -> Iterator[tuple[str, str]]:
    if not ID.fullmatch(card.id):
        yield f"{card.id!r} is not an id", "small letters, digits and hyphens"
    for name in (card.id, *card.aliases):
        if ids[name] > 1:
            yield f"the id {name} is used {ids[name]} times", "ids and aliases are unique"
    for field in ("topic", "question"):
        if not getattr(card, field):
            yield f"it has no {field}", ""
    if not card.setting and (seen := UNSEEN.search(card.question)):
        yield f"its question speaks of {seen[0]!r}, which it does not show", "make it whole"
    if not (card.is_computed or card.claims or card.source):
        yield "nothing supports its key", "a query, claims = […], or source = …"


def _pointers(
    card: Card, lessons: dict[int, Lesson], claims: Set[str]
) -> Iterator[tuple[str, str]]:
    for claim in card.claims:
        if claim not in claims:
            yield clause(unknown("claim", claim, [*claims])), "lessons/claims.toml has them"
    home = lessons.get(card.lesson)
    pages = [page.title for page in home.pages] if home else []
    if card.page and card.page not in pages:
        yield _unknown("page", repr(card.page), pages, card.lesson)
    number, name = card.proof
    scenes = [scene.name for scene in lessons[number].scenes] if number in lessons else []
    if name and name not in scenes:
        yield _unknown("scene", name, scenes, number)
    if card.is_computed and not name:
        yield "a run decides it, but no scene is named", "scene = …"


def _unknown(what: str, name: str, known: list[str], lesson: int) -> tuple[str, str]:
    said = unknown(what, name, known, f"in lesson {lesson}")
    return clause(said), clause(instead(name.strip("'"), known))


def _telling(card: Card) -> Iterator[tuple[str, str]]:
    """No hint and no question may contain the answer."""
    for answer in _answers(card):
        word = re.compile(rf"(?<!\w){re.escape(answer)}(?!\w)", re.IGNORECASE)
        for field in ("nudge", "look"):
            if word.search(getattr(card, field).replace("`", "")):
                yield f"its {field} gives {answer!r} away", "the last rung is the answer"
        if card.kind == "type" and word.search(card.question.replace("`", "")):
            yield f"its question gives {answer!r} away", ""


def _answers(card: Card) -> list[str]:
    if card.kind == "type":
        found = [text for text in (card.model, *card.accept) if not text.startswith(PATTERN)]
    else:
        found = [choice.text for choice in card.choices if choice.right and not choice.line]
    plain = (text.strip().strip("`").removesuffix("()") for text in found)
    return [text for text in plain if len(text) >= TELLING or text.isdecimal()]


# ── kind by kind ────────────────────────────────────────────────────────────────────────────


def _chosen(card: Card) -> Iterator[tuple[str, str]]:
    fewest, texts = FEWEST[card.kind], [choice.text for choice in card.choices]
    if len(texts) < fewest:
        yield f"it has {len(texts)} choices, at least {fewest}", ""
    if len({text.casefold() for text in texts}) < len(texts) or not all(texts):
        yield "two of its choices are the same, or one is empty", ""
    yield from _reasons(card)
    if card.kind == "multiple" and all(choice.right for choice in card.choices):
        yield "all of its choices are right", "one has to be wrong"
    if card.kind == "multiple" and not any(choice.right for choice in card.choices):
        yield "none of its choices is right", "mark them with right = true"
    if card.kind == "predict":
        yield from _query(card)


def _query(card: Card) -> Iterator[tuple[str, str]]:
    if not card.answer:
        yield "a prediction has no answer", "answer = a query on the trace of its scene"
        return
    try:
        Query.parse(card.answer)
    except PatternError as error:
        yield str(error), ""


def _reasons(card: Card) -> Iterator[tuple[str, str]]:
    for choice in card.choices:
        if not choice.why:
            yield f"{choice.text or f'line {choice.line}'} has no reason", "why = …"


def _order(card: Card) -> Iterator[tuple[str, str]]:
    if len(card.steps) < 3 or len(set(card.steps)) < len(card.steps):
        yield "it needs at least three steps, all different", ""
    if card.facts and len(card.facts) != len(card.steps):
        yield f"{len(card.steps)} steps have {len(card.facts)} facts", "one each"
    for fact in card.facts:
        try:
            Pattern.parse(fact)
        except PatternError as error:
            yield str(error), ""
    if not card.why:
        yield "no reason is given for this order", "why = …"


def _fault(card: Card) -> Iterator[tuple[str, str]]:
    lines = card.lines
    named = [choice.line for choice in card.choices]
    if len(named) < FEWEST["fault"] or len(set(named)) < len(named):
        yield f"{len(set(named))} lines have a reason, at least {FEWEST['fault']}", ""
    for number in named:
        if not 0 < number <= len(lines) or not lines[number - 1].strip():
            yield f"its code has nothing on line {number}", f"it has {len(lines)} lines"
    if not any(choice.right for choice in card.choices):
        yield "no line is the fault", "mark it with right = true"
    if not card.otherwise:
        yield "no reason is given against the other lines", "otherwise = …"
    yield from _reasons(card)


def _typed(card: Card) -> Iterator[tuple[str, str]]:
    if not card.answer and not (card.model and card.accept):
        yield "it has no model, or accepts nothing", "model = …, accept = […]"
    if card.answer:
        yield from _query(card)
    for pattern in (*card.accept, *(near.answer for near in card.near)):
        is_pattern = pattern.startswith(PATTERN)
        if why := wrong(pattern.removeprefix(PATTERN)) if is_pattern else "":
            yield f"{pattern!r} {why}", "accept a few texts in its place, or a simpler pattern"
    for near in card.near:
        if any(fits(near.answer, pattern) for pattern in card.accept):
            yield f"{near.answer!r} is near and right at once", ""
    if not card.why:
        yield "nothing explains the answer", "why = …"


def _said(card: Card) -> Iterator[tuple[str, str]]:
    if len(card.points) < 3:
        yield f"it has {len(card.points)} points, at least 3", "[[card.point]]"
    if not card.model:
        yield "it has no model answer", "model = …"
        return
    missed = set(range(len(card.points))) - set(heard(card, card.model))
    for number in sorted(missed):
        text = card.points[number].text
        yield f"its model answer does not make the point {text!r}", "as its words have it"
    for point in card.points:
        for hint in point.words:
            if why := unheard(hint):
                yield f"the words {hint!r} of a point cannot be heard: {why}", "words, | + and -"
        if point.ask and not point.model:
            yield f"the follow-up {point.ask!r} has no model answer", ""


_BY_KIND: Final = {
    "choice": _chosen,
    "multiple": _chosen,
    "predict": _chosen,
    "order": _order,
    "fault": _fault,
    "type": _typed,
    "say": _said,
}
