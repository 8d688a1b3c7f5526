"""What has been noted: positions, reviews, flags; how those that are not in the file get there.

A `Draft` holds what is still to be written, so that nothing is lost while the file cannot be
written to. An entry that is only there has an id below 0, and gets its own when it is written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Final

import msgspec

from tutor.learner.portable import Flag, insert, put_flag, put_interview
from tutor.quiz.interviews import Interview
from tutor.quiz.schedule import Review, effective


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where a learner stands in a lesson."""

    lesson: str  # folder name: "07_channel_layers_and_groups"
    page: int  # from 1
    scene: str = ""  # "" = the page has none
    step: int = 0
    pages: int = 0  # pages seen to their end: what progress counts


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer to a prediction: an entry of the log with the mode "lesson"."""

    question: str  # id of the prediction: "three-tabs-echo"
    lesson: str
    choice: str  # label, "" = skipped
    correct: bool
    at: float


def as_review(answer: Answer) -> Review:
    """What the log says of it: right is good, wrong is forgotten, skipped is not graded."""
    return Review(
        card=answer.question,
        lesson=answer.lesson,
        at=answer.at,
        mode="lesson",
        grade=(3 if answer.correct else 1) if answer.choice else 0,
        correct=answer.correct,
        score=float(answer.correct),
        answer=answer.choice,
    )


def as_answer(review: Review) -> Answer:
    """A prediction's entry, as the lessons know it."""
    return Answer(
        question=review.card,
        lesson=review.lesson,
        choice=review.answer,
        correct=review.correct,
        at=review.at,
    )


class Draft(msgspec.Struct):
    """What is not in the file yet."""

    positions: dict[str, tuple[Position, float]] = msgspec.field(default_factory=dict)
    reviews: list[Review] = msgspec.field(default_factory=list)
    flags: dict[str, Flag] = msgspec.field(default_factory=dict)
    interviews: list[Interview] = msgspec.field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.positions or self.reviews or self.flags or self.interviews)

    def copy(self) -> Draft:
        """As it is now."""
        return Draft(
            dict(self.positions), list(self.reviews), dict(self.flags), list(self.interviews)
        )

    def remove(self, written: Draft) -> None:
        """Takes out what was written of an earlier copy."""
        for lesson, noted in written.positions.items():
            if self.positions.get(lesson) is noted:
                del self.positions[lesson]
        for card, flag in written.flags.items():
            if self.flags.get(card) is flag:
                del self.flags[card]
        del self.reviews[: len(written.reviews)]
        del self.interviews[: len(written.interviews)]


def write(db: sqlite3.Connection, draft: Draft, ids: Mapping[int, int]) -> dict[int, int]:
    """Puts it all into the file; which id each entry got. `ids`: those of earlier ones."""
    db.executemany(
        "INSERT INTO position (lesson, page, scene, step, pages, at)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (lesson) DO UPDATE SET"
        " page = excluded.page, scene = excluded.scene, step = excluded.step,"
        " pages = max(pages, excluded.pages), at = excluded.at",
        [(p.lesson, p.page, p.scene, p.step, p.pages, at) for p, at in draft.positions.values()],
    )
    given = dict(ids)
    for review in draft.reviews:
        given[review.id] = insert(db, renumbered(review, given))
    for flag in draft.flags.values():
        put_flag(db, flag)
    for interview in draft.interviews:
        put_interview(db, interview)
    return {review.id: given[review.id] for review in draft.reviews}


def renumbered(review: Review, ids: Mapping[int, int]) -> Review:
    """The entry with the ids of the file, as far as there are any."""
    return msgspec.structs.replace(
        review,
        id=ids.get(review.id, review.id),
        undoes=ids.get(review.undoes, review.undoes),
    )


# ── questions ───────────────────────────────────────────────────────────────────────────────


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """How much has been answered."""

    answers: int = 0  # graded, and not taken back
    correct: int = 0
    seconds: float = 0.0


TALLY: Final = (
    "SELECT count(*), ifnull(sum(correct), 0), ifnull(sum(seconds), 0.0) FROM review"
    " WHERE grade > 0 AND undoes = 0 AND at >= ?1 AND (?2 = '' OR lesson = ?2)"
    " AND NOT EXISTS (SELECT 1 FROM review AS later"
    " WHERE later.undoes != 0 AND later.undoes = review.id)"
)


def tally(reviews: list[Review]) -> Tally:
    """The same, of entries."""
    graded = [entry for entry in effective(reviews) if entry.grade]
    return Tally(
        answers=len(graded),
        correct=sum(entry.correct for entry in graded),
        seconds=sum(entry.seconds for entry in graded),
    )
