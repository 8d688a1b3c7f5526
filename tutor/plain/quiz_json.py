"""A sitting as JSON lines in and out, for other programs: an object a line, `type` says what it is.

Out: `opening`, then for each card `card`, what the answer leads to (`hint`, `points`, `follow`,
`error`), `verdict`; at the end `summary`. In: {"answer": 2}, or [1, 3], or "text"; {"points": [1]};
{"answer": "text", "made": true}; {"hint": true}; {"undo": true}; {"flag": true}; {"quit": true}; a
grade with the answer it is for: {"answer": 2, "grade": "hard"}. Numbers are those of `options`.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import IO, Any, Final

from tutor import gate
from tutor.quiz.asking import Misread
from tutor.quiz.hints import EASY, GRADES, HARD
from tutor.quiz.marking import Response, heard
from tutor.quiz.plan import Plan
from tutor.quiz.sitting import Desk, Sitting, Turn
from tutor.quiz.sitting_summary import by_topic, total
from tutor.terminal import read_line

GRADE_NAMES: Final = {"hard": HARD, "easy": EASY}


def run(sitting: Sitting, plan: Plan, desk: Desk, *, stdin: IO[str], stdout: IO[str]) -> None:
    """Until every card is done, the input ends, or it says quit."""
    _Exchange(sitting, plan, desk, stdin, stdout).run()


class _Exchange:
    """One sitting."""

    def __init__(
        self, sitting: Sitting, plan: Plan, desk: Desk, stdin: IO[str], stdout: IO[str]
    ) -> None:
        self.sitting, self.plan, self.desk = sitting, plan, desk
        self.stdin, self.stdout = stdin, stdout

    def run(self) -> None:
        """The whole exchange."""
        plan = self.plan
        numbers = {"due": plan.due, "new": plan.new, "buried": plan.buried, "waiting": plan.waiting}
        self.tell("opening", cards=len(plan.cards), **numbers)
        while self.sitting.stage != "over":
            self.tell_stage()
            if not self.hear():
                break
        self.sitting.leave(self.desk.now())
        self.tell_summary()

    # ── in ──────────────────────────────────────────────────────────────────────────────────

    def hear(self) -> bool:
        """Lines until one has moved the sitting on; False when there are no more."""
        while line := read_line(self.stdin):
            if not line.strip():
                continue
            try:
                given = _object(line)
                if given.get("quit"):
                    return False
                if self.act(given):
                    return True
            except Misread as error:
                self.tell("error", message=str(error))
        return False

    def act(self, given: dict[str, Any]) -> bool:
        """Whether the sitting stands elsewhere now."""
        sitting, now = self.sitting, self.desk.now()
        if given.get("hint"):
            self.hint()
        elif given.get("flag"):
            self.tell("flag", id=sitting.card.id, on=self.desk.flag(sitting.card))
        elif given.get("undo"):
            if not sitting.undo(now):
                raise Misread("There is nothing to take back.")
            return True
        elif sitting.stage == "tick" and "points" in given:
            sitting.tick(self.read(given["points"]).picks, now)
        elif sitting.stage == "follow" and "made" in given:
            sitting.follow(_text(given.get("answer")), bool(given["made"]), now)
        elif sitting.stage == "ask" and "answer" in given:
            sitting.respond(self.read(given["answer"]), now)
        else:
            raise Misread(f"Expected {self.expected()}.")
        if sitting.stage == "told":
            self.end_turn(str(given.get("grade", "")))
        return not (given.get("hint") or given.get("flag"))

    def expected(self) -> str:
        """What an input line has at this stage."""
        return {
            "tick": '"points": the numbers of those you made',
            "follow": '"answer": a text, "made": true or false',
        }.get(self.sitting.stage, '"answer"')

    def read(self, answer: Any) -> Response:
        """An answer as JSON has it. Raises Misread."""
        asked = self.sitting.asked
        assert asked is not None
        if self.sitting.stage == "ask" and self.sitting.card.kind == "say":
            return Response(text=_text(answer))
        if answer is None or answer == "":
            return Response()
        if isinstance(answer, list):
            answer = " ".join(map(str, answer)) or "0"
        return asked.read(_text(answer))

    def end_turn(self, grade: str) -> None:
        """The verdict, and the next card."""
        now = self.desk.now()
        if grade in GRADE_NAMES:
            self.sitting.regrade(GRADE_NAMES[grade])
        elif grade:
            self.tell("error", message=f"A grade is one of {', '.join(GRADE_NAMES)}.")
        self.tell_verdict(self.sitting.turns[-1])
        self.sitting.go_on(now)

    # ── out ─────────────────────────────────────────────────────────────────────────────────

    def tell(self, what: str, **fields: Any) -> None:
        """One line."""
        line = json.dumps({"type": what, **fields}, ensure_ascii=False)
        gate.put_json(line + "\n", self.stdout)
        self.stdout.flush()

    def tell_stage(self) -> None:
        """What is asked now."""
        sitting = self.sitting
        assert sitting.asked is not None
        card, options = sitting.card, list(sitting.asked.options)
        if sitting.stage == "tick":
            told = [number + 1 for number in heard(card, sitting.said)]
            self.tell("points", id=card.id, options=options, heard=told)
        elif sitting.stage == "follow":
            point = card.points[sitting.follows[0]]
            self.tell("follow", id=card.id, question=point.ask, model=point.model)
        else:
            place = {"number": sitting.done + 1, "total": sitting.total}
            about = {"id": card.id, "kind": card.kind, "lesson": card.lesson, "topic": card.topic}
            shown: dict[str, Any] = {"code": card.code} if card.code else {}
            if options and card.kind != "say":
                shown["options"] = options
            wanted = "a text" if card.kind == "say" else sitting.asked.wanted
            self.tell("card", **place, **about, question=card.question, **shown, wanted=wanted)

    def hint(self) -> None:
        """The next rung."""
        if not self.sitting.has_hint:
            self.tell("error", message=self.sitting.no_hint)
            return
        self.sitting.hint()
        name, text = self.sitting.hints_taken[-1]
        text = self.desk.look(text) if name == "where to look" else text
        self.tell("hint", rung=self.sitting.hints, name=name, text=text)

    def tell_verdict(self, turn: Turn) -> None:
        """What became of an answer."""
        number, scene = turn.card.proof
        self.tell(
            "verdict",
            id=turn.card.id,
            correct=turn.verdict.correct,
            score=turn.review.score,
            grade=GRADES.get(turn.review.grade, ""),
            key=turn.verdict.key,
            parts=[asdict(part) for part in turn.verdict.parts],
            why=turn.card.why,
            model=turn.card.model,
            again=self.desk.again(turn),
            proof={"lesson": number, "scene": scene} if scene else None,
        )

    def tell_summary(self) -> None:
        """By topic."""
        scores = by_topic(self.sitting.turns)
        asked, right, share = total(scores)
        topics = [{**asdict(score), "share": score.share} for score in scores]
        self.tell("summary", asked=asked, right=right, share=share, topics=topics)


def _text(answer: Any) -> str:
    """Half a surrogate pair, which JSON can have, is no text: no file and no stream takes it."""
    return "" if answer is None else str(answer).encode("utf-8", "replace").decode()


def _object(line: str) -> dict[str, Any]:
    """A line as an object. Raises Misread."""
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise Misread('A line is a JSON object, as {"answer": 2}.')
    return given
