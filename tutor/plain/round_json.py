"""A round as JSON lines in and out, for other programs: one object per line, with a `type`.

Out: `opening`; per stage `stage`, what follows (`says`, `evidence`, `board`, `points`), `result`;
before each input `turn`, which says what is wanted; at the end `summary`. In: {"answer": "text"};
{"points": [1, 3]} for those that you claim; {"done": true} where an empty line ends a stage;
{"skip": true}; {"quit": true}. Numbers are those of `options`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import IO, Any, Final

from tutor import gate
from tutor.plain.quiz_json import object_of
from tutor.quiz.asking import Misread
from tutor.quiz.round_state import Board, Feed, Head, Item, Result, Rubric, Said, Talk
from tutor.quiz.round_talk import LEAVE, SKIP, leave, step
from tutor.quiz.round_transcript import written
from tutor.terminal import read_line

WANTED: Final = {
    "clarify": "a question, or done",
    "estimate": "arithmetic, or done",
    "draw": "lines of a drawing, or done",
    "talk": "an answer",
}


class Exchange:
    """One round, to its end. Its `talk` is what has been said so far."""

    def __init__(
        self, talk: Talk, *, stdin: IO[str], stdout: IO[str], now: Callable[[], float]
    ) -> None:
        self.talk, self.stdin, self.stdout, self.now = talk, stdin, stdout, now
        self.shown = self.judged = 0  # items and results that have gone out

    def run(self) -> None:
        """Until the round is over, the input ends, or it says quit."""
        one = self.talk.round
        self._tell("opening", id=one.id, kind=one.kind, title=one.title, level=one.level)
        while not self.talk.is_over:
            self._catch_up()
            phase, stage = self.talk.phase, self.talk.place + 1
            self._tell("turn", stage=stage, phase=phase, wanted=_wanted(self.talk))
            if not self._hear():
                break
        self.finished()
        self._catch_up()
        self._tell_summary()

    def finished(self) -> Talk:
        """The conversation, ended here if it goes on."""
        self.talk = leave(self.talk, self.now())
        return self.talk

    # ── in ──────────────────────────────────────────────────────────────────────────────────

    def _hear(self) -> bool:
        """Lines until one could be read; False at the end of the input, and to quit."""
        while line := read_line(self.stdin):
            if not line.strip():
                continue
            try:
                lines = _lines(self.talk, object_of(line))
            except Misread as error:
                self._tell("error", message=str(error))
                continue
            for typed in lines:
                self.talk = step(self.talk, typed, self.now())
            return LEAVE not in lines
        return False

    # ── out ─────────────────────────────────────────────────────────────────────────────────

    def _tell(self, what: str, **fields: Any) -> None:
        line = json.dumps({"type": what, **fields}, ensure_ascii=False)
        gate.put_json(line + "\n", self.stdout)
        self.stdout.flush()

    def _catch_up(self) -> None:
        """What is new. A stage's result goes out before the next stage begins."""
        for one in self.talk.items[self.shown :]:
            if isinstance(one, Head):
                self._tell_results(one.number - 1)
            if not (isinstance(one, Said) and one.who == "you"):
                self._tell(**_item(one))
        self.shown = len(self.talk.items)
        if self.talk.is_over:
            self._tell_results(len(self.talk.results))

    def _tell_results(self, until: int) -> None:
        for number in range(self.judged, until):
            self._tell("result", stage=number + 1, **_result(self.talk.results[number]))
        self.judged = max(self.judged, until)

    def _tell_summary(self) -> None:
        results = self.talk.results
        made, of = sum(one.made for one in results), sum(len(one.points) for one in results)
        number, scene = self.talk.round.proof
        self._tell(
            "summary",
            made=made,
            of=of,
            score=made / of if of else 0.0,
            stages=len(results),
            unreached=[stage.title for stage in self.talk.unreached],
            proof={"lesson": number, "scene": scene} if scene else None,
        )


def _wanted(talk: Talk) -> str:
    return "points" if talk.phase == "claim" else WANTED[talk.stage.kind]


def _lines(talk: Talk, given: dict[str, Any]) -> list[str]:
    """An input as the lines that one would type. Raises Misread."""
    if given.get("quit"):
        return [LEAVE]
    if given.get("skip"):
        return [SKIP]
    if talk.phase == "claim":
        return [_claimed(talk, given)]
    if talk.stage.kind != "talk" and given.get("done"):
        return [""]
    if "answer" not in given:
        raise Misread('Expected "answer".')
    # JSON can have half a surrogate pair, which no file and no stream takes: "?" instead
    text = str(given["answer"] or "").encode("utf-8", "replace").decode()
    lines = [line for line in text.splitlines() if line.strip()]
    return [*lines, ""] if talk.stage.kind == "talk" or not lines else lines


def _claimed(talk: Talk, given: dict[str, Any]) -> str:
    picks, most = given.get("points"), len(talk.stage.points)
    numbers = set(range(1, most + 1))
    if not isinstance(picks, list) or not all(type(n) is int and n in numbers for n in picks):
        raise Misread(f'Expected "points": the numbers of those you made, from 1 to {most}.')
    return " ".join(map(str, picks)) or "0"


# ── what is shown ───────────────────────────────────────────────────────────────────────────


def _item(one: Item) -> dict[str, Any]:
    match one:
        case Head(number=number, stages=stages, stage=stage):
            about = {"kind": stage.kind, "title": stage.title, "minutes": stage.minutes}
            return {"what": "stage", "number": number, "total": stages, **about}
        case Said(text=text, at=at):
            return {"what": "says", "text": text, "at": round(at, 1)}
        case Feed(lines=lines):
            told = [{"at": one.at, "where": one.where, "text": one.text} for one in lines]
            return {"what": "evidence", "lines": told}
        case Board():
            return {"what": "board", **_board(one)}
        case Rubric():
            return {"what": "points", **_rubric(one)}


def _board(one: Board) -> dict[str, Any]:
    told: dict[str, Any] = {"arrows": written(one.drawing).splitlines()}
    if one.review is None:
        return {**told, "by": "interviewer"}
    missing = [need.why for need in one.review.missing]
    return {**told, "by": "you", "missing": missing, "doubts": list(one.review.doubts)}


def _rubric(one: Rubric) -> dict[str, Any]:
    words = {
        number + 1: [one.said[span.begin : span.end] for span in spans]
        for number, spans in one.heard.items()
    }
    heard = sorted({*words, *(number + 1 for number in one.later)})
    options = [point.text for point in one.stage.points]
    return {"options": options, "heard": heard, "words": words, "model": one.stage.model}


def _result(one: Result) -> dict[str, Any]:
    return {
        "title": one.stage.title,
        "topic": one.stage.topic,
        "made": one.made,
        "of": len(one.points),
        "seconds": round(one.seconds, 1),
        "points": [
            {"text": point.text, "made": point.made, "remark": point.remark} for point in one.points
        ],
    }
