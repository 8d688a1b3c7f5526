"""The result of a sitting by topic, with pages to reread; the transcript of an interview."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tutor.quiz.interviews import MINUTE, Interview, clock, overtime
from tutor.quiz.sitting import Turn

WEAK: Final = 0.8  # a topic with a lower score is worth another look


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A topic: number and worth of its first answers."""

    lesson: int
    topic: str
    asked: int
    right: int
    worth: float  # 0 to `asked`: hints and parts count
    pages: tuple[str, ...]  # to reread: titles from the cards that were not known
    partly: int = 0  # of those not right: they were worth something

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.worth / self.asked


def by_topic(turns: Iterable[Turn]) -> list[Score]:
    """The topics in the order of the lessons; only first answers count."""
    groups: dict[tuple[int, str], list[Turn]] = {}
    for turn in turns:
        if turn.first:
            groups.setdefault((turn.card.lesson, turn.card.topic), []).append(turn)
    return [_score(*key, groups[key]) for key in sorted(groups)]


def by_lesson(turns: Iterable[Turn]) -> list[Score]:
    """The same by chapter."""
    groups: dict[int, list[Turn]] = {}
    for turn in turns:
        if turn.first:
            groups.setdefault(turn.card.lesson, []).append(turn)
    return [_score(number, "", groups[number]) for number in sorted(groups)]


def _score(lesson: int, topic: str, turns: Sequence[Turn]) -> Score:
    weak = (turn.card.page for turn in turns if turn.review.score < WEAK and turn.card.page)
    return Score(
        lesson=lesson,
        topic=topic,
        asked=len(turns),
        right=sum(turn.review.correct for turn in turns),
        partly=sum(is_partly(turn) for turn in turns),
        worth=sum(turn.review.score for turn in turns),
        pages=tuple(dict.fromkeys(weak)),
    )


def is_partly(turn: Turn) -> bool:
    """Whether an answer that is not right has something in it that counts."""
    return not turn.review.correct and turn.review.score > 0


def tally(turns: Iterable[Turn]) -> list[tuple[int, str]]:
    """Numbers of first answers that were right, partly right and wrong, each with its word."""
    first = [turn for turn in turns if turn.first]
    right = sum(turn.review.correct for turn in first)
    partly = sum(is_partly(turn) for turn in first)
    told = [(right, "right"), (partly, "partly"), (len(first) - right - partly, "wrong")]
    return [(number, word) for number, word in told if number or word != "partly"]


def total(scores: Sequence[Score]) -> tuple[int, int, float]:
    """Number of questions, of right answers, and the share of all points, 0 to 1."""
    asked = sum(score.asked for score in scores)
    worth = sum(score.worth for score in scores)
    return asked, sum(score.right for score in scores), worth / asked if asked else 0.0


# ── transcript ──────────────────────────────────────────────────────────────────────────────


def transcript(
    turns: Sequence[Turn], *, title: str, seed: str, interview: Interview | None = None
) -> str:
    """An interview as Markdown: every question with the answer given and a good one."""
    scores = by_lesson(turns)
    asked, _, share = total(scores)
    lines = [
        f"# {title}",
        "",
        f"{asked} question{'s' * (asked != 1)}, score {share:.0%}. Repeat it with `--seed {seed}`.",
    ]
    if interview is not None:
        lines += ["", in_time(interview)]
    began = interview.at if interview is not None else None
    for number, turn in enumerate(turns, start=1):
        lines += ["", f"## {number}. {_line(turn.card.question)}", "", *_turn(turn, began)]
    lines += ["", "## Score", "", "| chapter | score | to reread |", "|---|---|---|"]
    lines += [
        f"| {score.lesson} | {score.share:.0%} | {'; '.join(score.pages) or '-'} |"
        for score in scores
    ]
    return "\n".join(lines) + "\n"


def in_time(interview: Interview) -> str:
    """ "It took 31:02 of 30:00. Time is up +1:02." """
    planned = f" of {clock(interview.minutes * MINUTE)}" if interview.minutes else ""
    late = overtime(interview)
    told = f" Time is up +{clock(late)}." if late >= 1 else ""
    return f"It took {clock(interview.seconds)}{planned}.{told}"


def _turn(turn: Turn, began: float | None) -> Iterable[str]:
    at = f"at {clock(max(turn.review.at - began, 0.0))}, " if began is not None else ""
    took = f"{at}{turn.review.seconds:.0f} s"
    yield f"Chapter {turn.card.lesson}, {took}, score {turn.review.score:.0%}"
    yield ""
    yield "> " + (turn.response.text.replace("\n", "\n> ") or "(said aloud)")
    yield ""
    for part in turn.verdict.parts:
        yield f"- [{'x' if part.mark == 'right' else ' '}] {part.text}"
    for number, text, made in turn.followed:
        point = turn.card.points[number]
        yield from ("", f"**{point.ask}** {text or '(said aloud)'}", "")
        yield f"{'Made' if made else 'Missed'}: {point.model}"
    yield from ("", "**A good answer:** " + " ".join(turn.card.model.split()))


def _line(text: str) -> str:
    return " ".join(text.split())
