"""What is kept of a round: its score as an interview, and what its stages show of topics. Pure.

A stage that names a topic counts there, as a free answer in an interview does: right from
`GOOD_ENOUGH` of its points on. In the log of reviews it goes by an id that no card has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tutor.quiz.interviews import Interview
from tutor.quiz.marking import GOOD_ENOUGH
from tutor.quiz.round_state import Result, Talk
from tutor.quiz.rounds import Round, stage_card
from tutor.quiz.schedule import AGAIN, GOOD, Review


def interview_of(talk: Talk, *, at: float) -> Interview:
    """The round as an interview; `at`: when it began, seconds since the epoch."""
    worth = sum(len(result.points) for result in talk.results)
    made = sum(result.made for result in talk.results)
    return Interview(
        at=at,
        kind=talk.round.kind,
        title=talk.round.title,
        seed=talk.round.id,
        minutes=talk.round.minutes,
        seconds=sum(result.seconds for result in talk.results),
        questions=len(talk.results),
        score=made / worth if worth else 0.0,
    )


def is_finished(one: Round, held: Interview) -> bool:
    """Whether this round was held to its last stage, and not only skipped through."""
    is_it = (held.kind, held.seed) == (one.kind, one.id)
    return is_it and held.questions >= len(one.stages) and held.score > 0


def reviews(talk: Talk, *, at: float, slugs: Mapping[int, str]) -> Iterator[Review]:
    """An entry of the log for each stage that shows a topic; `slugs`: lessons' folders."""
    for number, result in enumerate(talk.results, start=1):
        if result.stage.topic:
            card = stage_card(talk.round, number, result.stage)
            yield _review(card.id, slugs.get(card.lesson, ""), result, at)


def _review(id: str, lesson: str, result: Result, at: float) -> Review:
    score = result.made / len(result.points) if result.points else 0.0
    is_right = score >= GOOD_ENOUGH
    return Review(
        card=id,
        lesson=lesson,
        at=at,
        mode="interview",
        grade=GOOD if is_right else AGAIN,
        correct=is_right,
        score=score,
        seconds=result.seconds,
        answer=f"{result.made} of {len(result.points)} points",
    )
