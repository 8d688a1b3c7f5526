"""A sitting as JSON lines in and out, for other programs: one object per line, with a `type`.

Out: `opening`, then per card `card`, what the answer leads to (`hint`, `points`, `follow`, `error`)
and `verdict`; at the end `summary`. In: {"answer": 2}, or [1, 3], or "text"; {"points": [1]};
{"answer": "text", "made": true}; {"hint": true}; {"undo": true}; {"flag": true}; {"quit": true}; a
grade comes with its answer: {"answer": 2, "grade": "hard"}. Numbers are those of `options`.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from typing import IO, Any, Final

from tutor import gate
from tutor.library.examiner import Examiner
from tutor.quiz.asking import Asked, Misread
from tutor.quiz.hints import EASY, GRADES, HARD
from tutor.quiz.marking import Response
from tutor.quiz.plan import Plan
from tutor.quiz.sitting import (
    Action,
    Answer,
    Asking,
    Doubting,
    Follow,
    Following,
    Grade,
    Hint,
    Leave,
    Mean,
    Next,
    Over,
    Phase,
    Sitting,
    Tick,
    Ticking,
    Told,
    Turn,
    Undo,
)
from tutor.quiz.sitting_summary import by_topic, total
from tutor.quiz.step import Refused
from tutor.terminal import read_line

GRADE_NAMES: Final = {"hard": HARD, "easy": EASY}


def run(examiner: Examiner, plan: Plan, *, stdin: IO[str], stdout: IO[str]) -> None:
    """Until every card is done, the input ends, or it says quit."""
    _Exchange(examiner, plan, stdin, stdout).run()


class _Exchange:
    """One sitting."""

    def __init__(self, examiner: Examiner, plan: Plan, stdin: IO[str], stdout: IO[str]) -> None:
        self.examiner, self.plan = examiner, plan
        self.stdin, self.stdout = stdin, stdout

    @property
    def sitting(self) -> Sitting:
        """Its state now."""
        return self.examiner.sitting

    def run(self) -> None:
        """The whole exchange."""
        plan = self.plan
        numbers = {"due": plan.due, "new": plan.new, "buried": plan.buried, "waiting": plan.waiting}
        self.tell("opening", cards=len(plan.cards), **numbers)
        while not isinstance(phase := self.sitting.phase, Over):
            self.tell_phase(phase)
            if not self.hear():
                break
        self.examiner.do(Leave())
        self.tell_summary()

    # ── in ──────────────────────────────────────────────────────────────────────────────────

    def hear(self) -> bool:
        """Lines until one has moved the sitting on; False at the end of the input, and to quit."""
        while line := read_line(self.stdin):
            if not line.strip():
                continue
            try:
                given = object_of(line)
                if given.get("quit"):
                    return False
                if self.act(given):
                    return True
            except (Misread, Refused) as error:
                self.tell("error", message=str(error))
        return False

    def act(self, given: dict[str, Any]) -> bool:
        """Whether the sitting has moved on. Raises Misread, Refused."""
        if given.get("hint"):
            self.hint()
            return False
        if given.get("flag"):
            on = self.examiner.flag()
            self.tell("flag", id=self.sitting.card.id, on=on)
            return False
        self.examiner.do(Undo() if given.get("undo") else _action(self.sitting.phase, given))
        if isinstance(self.sitting.phase, Told):
            self.end_turn(str(given.get("grade", "")))
        return True

    def end_turn(self, grade: str) -> None:
        """The verdict, and the next card."""
        if grade in GRADE_NAMES:
            with suppress(Refused):  # the verdict tells the grade
                self.examiner.do(Grade(to=GRADE_NAMES[grade]))
        elif grade:
            self.tell("error", message=f"A grade is one of {', '.join(GRADE_NAMES)}.")
        self.tell_verdict(self.sitting.turns[-1])
        self.examiner.do(Next())

    # ── out ─────────────────────────────────────────────────────────────────────────────────

    def tell(self, what: str, **fields: Any) -> None:
        """One line."""
        line = json.dumps({"type": what, **fields}, ensure_ascii=False)
        gate.put_json(line + "\n", self.stdout)
        self.stdout.flush()

    def tell_phase(self, phase: Phase) -> None:
        """What is asked now."""
        match phase:
            case Asking(asked=asked):
                self.tell_card(asked)
            case Doubting(asked=asked):
                self.tell("doubt", id=asked.card.id, model=asked.card.model)
            case Ticking(asked=asked, said=said):
                self.tell_points(asked, said)
            case Following(asked=asked, point=number):
                point, claimed = asked.card.points[number], self.sitting.claimed
                told = {"question": point.ask, "claimed": claimed, "model": point.model}
                self.tell("follow", id=asked.card.id, **told)

    def tell_points(self, asked: Asked, said: str) -> None:
        """The points to tick, those that were heard, and the words that made them."""
        marked = self.sitting.marked
        words = {
            number + 1: [said[span.begin : span.end] for span in spans]
            for number, spans in marked.items()
        }
        told = {"options": list(asked.options), "heard": [*words], "words": words}
        self.tell("points", id=asked.card.id, **told, model=asked.card.model)

    def tell_card(self, asked: Asked) -> None:
        """An open question."""
        card, options = asked.card, list(asked.options)
        place = {"number": self.sitting.done + 1, "total": self.sitting.total}
        about = {"id": card.id, "kind": card.kind, "lesson": card.lesson, "topic": card.topic}
        shown: dict[str, Any] = {"code": card.code} if card.code else {}
        if options and card.kind != "say":
            shown["options"] = options
        wanted = "a text" if card.kind == "say" else asked.wanted
        self.tell("card", **place, **about, question=card.question, **shown, wanted=wanted)

    def hint(self) -> None:
        """The next rung. Raises Refused."""
        self.examiner.do(Hint())
        name, text = self.examiner.hints()[-1]
        self.tell("hint", rung=self.sitting.hints, name=name, text=text)

    def tell_verdict(self, turn: Turn) -> None:
        """The verdict on an answer."""
        number, scene = turn.card.proof
        self.tell(
            "verdict",
            id=turn.card.id,
            correct=turn.verdict.correct,
            score=turn.review.score,
            seconds=round(turn.review.seconds, 1),
            grade=GRADES.get(turn.review.grade, ""),
            key=turn.verdict.key,
            parts=[asdict(part) for part in turn.verdict.parts],
            why=turn.card.why,
            model=turn.card.model,
            again=self.examiner.services.again(turn),
            proof={"lesson": number, "scene": scene} if scene else None,
        )

    def tell_summary(self) -> None:
        """By topic."""
        scores = by_topic(self.sitting.turns)
        asked, right, share = total(scores)
        topics = [{**asdict(score), "share": score.share} for score in scores]
        partly = sum(score.partly for score in scores)
        counts = {"asked": asked, "right": right, "partly": partly, "share": share}
        self.tell("summary", **counts, topics=topics)


def _action(phase: Phase, given: dict[str, Any]) -> Action:
    """What an input line does in this phase. Raises Misread."""
    match phase:
        case Asking(asked=asked) if "answer" in given:
            return Answer(response=_response(asked, given["answer"]))
        case Ticking(asked=asked) if "points" in given:
            return Tick(points=_numbers(asked, given["points"]).picks)
        case Doubting() if "meant" in given:
            return Mean(yes=bool(given["meant"]))
        case Following() if "made" in given:
            return Follow(text=_text(given.get("answer")), made=bool(given["made"]))
        case Doubting():
            raise Misread('Expected "meant": true or false.')
        case Ticking():
            raise Misread('Expected "points": the numbers of those you made.')
        case Following():
            raise Misread('Expected "answer": a text, "made": true or false.')
        case _:
            raise Misread('Expected "answer".')


def _response(asked: Asked, answer: Any) -> Response:
    """An answer as JSON has it. Raises Misread."""
    return Response(text=_text(answer)) if asked.card.kind == "say" else _numbers(asked, answer)


def _numbers(asked: Asked, answer: Any) -> Response:
    """A number, a list of them, or a text, as it would be typed. Raises Misread."""
    if answer is None or answer == "":
        return Response()
    if isinstance(answer, list):
        answer = " ".join(map(str, answer)) or "0"
    return asked.read(_text(answer))


def _text(answer: Any) -> str:
    """JSON can have half a surrogate pair, which no file and no stream takes: "?" instead."""
    return "" if answer is None else str(answer).encode("utf-8", "replace").decode()


def object_of(line: str) -> dict[str, Any]:
    """A line as an object. Raises Misread."""
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise Misread('A line is a JSON object, as {"answer": 2}.')
    return given
