"""Finds errors in the rounds of an interview: what an author has to put right, with its place.

A round proves itself: its good answers make their points, its sums are read, its own drawing has
what it asks for, and each line of evidence is in the recording.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tutor.core.events import Event
from tutor.core.match import Context, Pattern, PatternError, Query
from tutor.course.model import Source
from tutor.course.problems import Problem, problem
from tutor.quiz.card import Point
from tutor.quiz.drawing import CALLED, Drawing, Unclear, draw
from tutor.quiz.drawing_review import review
from tutor.quiz.heard import heard, wrong
from tutor.quiz.rounds import Answerable, Evidence, Round, Stage
from tutor.quiz.sums import Unread, read

STAGES: Final = {
    "design": ("clarify", "estimate", "draw", "talk", "talk"),
    "incident": ("talk", "talk"),
}
FEWEST: Final = 3  # questions, points
ENOUGH: Final = 0.7  # of its points that a good answer in other words makes
FEW: Final = 0.34  # of its points that a wrong answer may seem to make
Said = Iterator[tuple[str, str]]  # a message and a hint


def check_round(one: Round, source: Source, events: Sequence[Event] | None) -> Iterator[Problem]:
    """All errors of a round. `events`: of its scene; None where there is no recording."""
    said = [*_whole(one, events)]
    for stage in one.stages:
        said += [(f"{stage.title}: {told}", hint) for told, hint in _stage(stage, events)]
    yield from (problem(source, f"{one.id}: {message}", hint) for message, hint in said)


def _whole(one: Round, events: Sequence[Event] | None) -> Said:
    kinds = tuple(stage.kind for stage in one.stages)
    if kinds != STAGES[one.kind]:
        wanted = ", ".join(STAGES[one.kind])
        yield f"its stages are not {wanted}", f"they are {', '.join(kinds) or 'none'}"
    if one.kind == "incident":
        if not one.stages or not one.stages[0].evidence:
            yield "its first stage shows nothing", "[[stage.evidence]]"
        if events is None:
            yield f"there is no recording of {one.scene or 'its scene'}", 'scene = "7/idle"'
        elif found := _unfound(one.step, Context(events)):
            yield f"step: {found}", f"look at the trace of {one.scene}"


def _stage(stage: Stage, events: Sequence[Event] | None) -> Said:
    listened: list[Point | Answerable] = [*stage.points, *stage.questions]
    for point in listened:
        for hint in filter(wrong, point.words):
            yield f"{point.text!r} has the hint {hint!r}: {wrong(hint)}", "heard.py says how"
    yield from _KINDS[stage.kind](stage)
    if events is not None:
        context = Context(events)
        for one in stage.evidence:
            if found := _evident(one, context):
                yield found, "look at the trace of the scene"


def _clarify(stage: Stage) -> Said:
    if len(stage.questions) < FEWEST:
        yield f"{len(stage.questions)} questions are too few", f"at least {FEWEST}"
    for number, question in enumerate(stage.questions):
        if number not in heard(stage.card(), question.text):
            yield f"{question.text!r} is not heard in its own words", "add them to words"


def _estimate(stage: Stage) -> Said:
    if not stage.sums:
        yield "there is nothing to estimate", "[[stage.sum]]"
    for one in stage.sums:
        try:
            read(one.answer)
        except Unread as error:
            yield f"the answer {one.answer!r} cannot be read: {error}", "sums.py says what can"


def _draw(stage: Stage) -> Said:
    for need in stage.needs:
        if need.kind not in CALLED:
            yield f"there is no kind {need.kind!r}", f"kinds: {', '.join(CALLED)}"
    drawing = Drawing()
    try:
        for line in stage.board:
            drawing = draw(drawing, line)
    except Unclear as error:
        yield f"the board cannot be drawn: {error}", "drawing.py says how"
        return
    found = review(drawing, stage.needs)
    for need in found.missing:
        yield f"its own board lacks {CALLED.get(need.kind, need.kind)}", "add it to board"
    yield from ((f"its own board is doubtful: {doubt}", "mend board") for doubt in found.doubts)


def _talk(stage: Stage) -> Said:
    if len(stage.points) < FEWEST:
        yield f"{len(stage.points)} points are too few", f"at least {FEWEST}"
    made = heard(stage.card(), stage.model)
    for number, point in enumerate(stage.points):
        if number not in made:
            yield f"its good answer does not make the point {point.text!r}", "mend words or model"
        if not point.ask or not point.model:
            yield f"{point.text!r} has no follow-up", "ask and model"
    if not stage.good or not stage.wrong:
        yield "it has no answers to prove its points by", "good and wrong, each a list of texts"
    for answer in stage.good:
        if _share(stage, answer) < ENOUGH:
            yield f"a good answer makes too few points: {_begins(answer)}", "mend words"
    for answer in stage.wrong:
        if _share(stage, answer) > FEW:
            yield f"a wrong answer makes too many points: {_begins(answer)}", "mend words"


def _share(stage: Stage, answer: str) -> float:
    return len(heard(stage.card(), answer)) / max(len(stage.points), 1)


def _begins(answer: str) -> str:
    return f"{' '.join(answer.split())[:40]!r} …"


_KINDS: Final = {"clarify": _clarify, "estimate": _estimate, "draw": _draw, "talk": _talk}


def _evident(one: Evidence, context: Context) -> str:
    """What is wrong with a line of evidence; "" = nothing."""
    if one.fact:
        return _unfound(one.fact, context)
    try:
        value = Query.parse(one.figure).value(context)
    except PatternError as error:
        return str(error)
    return "" if value is not None and "{}" in one.text else f"{one.figure!r} has no value"


def _unfound(pattern: str, context: Context) -> str:
    try:
        found = Pattern.parse(pattern).find(context)
    except PatternError as error:
        return str(error)
    return "" if found is not None else f"no fact is {pattern!r}"
