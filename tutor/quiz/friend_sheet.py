"""A sheet for a friend who reads the questions aloud, as Markdown to print.

The friend needs to know nothing of Channels: each question has what to listen for, in boxes to
tick, a follow-up where a point was missed, and a good answer to read out at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tutor.quiz.card import Card, Point
from tutor.quiz.rounds import Round, Stage
from tutor.quiz.sums import read, told

HOW: Final = """\
You need not know the subject. Read each question aloud, then keep quiet and listen. Tick a point
when it is said, in whatever words. When the answer is over, ask the follow-up of a point that is
missing, and tick the point if it comes now. Do not help, and look at the clock. Read the good
answer out only after the last question."""


def sheet(cards: Sequence[Card], *, title: str, minutes: float) -> str:
    """Questions of an interview."""
    lines = [f"# {title}", "", HOW, ""]
    each = minutes / max(len(cards), 1)
    lines += [f"{len(cards)} questions, {minutes:g} minutes: about {each:.0f} minutes each."]
    for number, card in enumerate(cards, start=1):
        lines += ["", f"## {number}. {_line(card.question)}", ""]
        lines += [*_points(card.points), "", f"**A good answer.** {_line(card.model)}"]
    return "\n".join([*lines, "", *_score(sum(len(card.points) for card in cards))]) + "\n"


def round_sheet(one: Round) -> str:
    """A design or an incident, stage by stage. What a recording shows has to be looked at."""
    lines = [f"# {one.title}", "", HOW, "", f"**Read aloud.** {_line(one.prompt)}"]
    for number, stage in enumerate(one.stages, start=1):
        head = f"## {number}. {stage.title}, {stage.minutes:g} minutes"
        lines += ["", head, "", f"**Read aloud.** {_line(stage.ask)}", "", *_stage(stage)]
    worth = sum(stage.worth for stage in one.stages)
    return "\n".join([*lines, "", *_score(worth)]) + "\n"


def _stage(stage: Stage) -> Iterator[str]:
    for question in stage.questions:
        yield f"- [ ] {question.text}? *Answer:* {question.answer}"
    for one in stage.sums:
        about = f"*About {told(read(one.answer).value)}* ({one.answer})."
        yield f"- [ ] {_line(one.ask)} {about} {_line(one.why)}"
    for need in stage.needs:
        yield f"- [ ] {need.why}"
    yield from _points(stage.points)
    if stage.board:
        yield from ("", "One good drawing:", "", "```", *stage.board, "```")
    if stage.model:
        yield from ("", f"**A good answer.** {_line(stage.model)}")


def _points(points: Iterable[Point]) -> Iterator[str]:
    for point in points:
        yield f"- [ ] {_line(point.text)}"
        if point.ask:
            yield f"    - *if missing, ask:* {_line(point.ask)} *Expected:* {_line(point.model)}"


def _score(worth: int) -> Iterator[str]:
    yield "---"
    yield ""
    yield f"Ticked: \\_\\_\\_\\_ of {worth}. Minutes: \\_\\_\\_\\_. What to say next time:"


def _line(text: str) -> str:
    return " ".join(text.split())
