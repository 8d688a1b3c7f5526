"""What an interviewer asks after a free answer, before the rubric is seen.

What was claimed is probed, and what was not heard is asked for; an answer that was given aloud, and
so was not heard at all, is asked about its first and its last point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tutor.quiz.card import Card
from tutor.quiz.heard import heard
from tutor.quiz.marking import GOOD_ENOUGH, Verdict
from tutor.quiz.sitting import Reply

MOST: Final = 2  # questions to one answer
HALF: Final = 0.5  # worth of a point that is either said or held when asked for, not both

ASKED_FOR: Final = "When asked for it: it counts half."
NOT_HELD: Final = "Said, but not explained when asked further: it counts half."


def to_ask(card: Card, said: str) -> tuple[int, ...]:
    """The points to ask for: one that was claimed, then one that was not, as far as there are."""
    points = [number for number, point in enumerate(card.points) if point.ask]
    if not said:
        return tuple(dict.fromkeys([*points[:1], *points[-1:]]))
    made = heard(card, said)
    claimed = [number for number in points if number in made]
    missed = [number for number in points if number not in made]
    first = [*claimed[:1], *missed[:1]]
    return tuple(dict.fromkeys([*first, *missed, *claimed]))[:MOST]


def with_replies(verdict: Verdict, followed: Sequence[Reply]) -> Verdict:
    """A verdict on a free answer, with what the answers to the follow-ups are worth."""
    parts, gained = list(verdict.parts), 0.0
    for reply in followed:
        part = parts[reply.point]
        if reply.made and part.mark == "missed":
            parts[reply.point] = replace(part, mark="right", why=ASKED_FOR)
            gained += HALF
        elif not reply.made and part.mark == "right":
            parts[reply.point] = replace(part, why=NOT_HELD)
            gained -= HALF
    score = verdict.score + gained / len(parts) if gained else verdict.score
    return replace(verdict, score=score, correct=score >= GOOD_ENOUGH, parts=tuple(parts))
