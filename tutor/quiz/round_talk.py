"""A round as a conversation: `step(talk, line, now) -> talk`, line by line, for every front end.

The rules. A stage asks; an answer is lines up to an empty one. Then come follow-ups on what was
missed, before the rubric is seen; then the rubric, with what was heard marked in it, where nothing
is ticked until the candidate claims it; a claim that was not heard is probed once. An estimate is
one line, twice at most; a drawing may be mended once. Time never ends a stage: it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from tutor.quiz.drawing import Unclear, draw
from tutor.quiz.drawing_review import review
from tutor.quiz.heard import Span, heard
from tutor.quiz.round_state import EMPTY, Board, Feed, Head, Item, Mark, Result, Rubric, Said, Talk
from tutor.quiz.rounds import Round, Shown
from tutor.quiz.sums import judge, read, told

FOLLOW_UPS: Final = 2  # a stage
TRIES: Final = 2  # an estimate, a drawing
MOST: Final = 500  # lines of one answer

LEAVE: Final = ":q"
SKIP: Final = ":skip"
CLEAR: Final = ":clear"
HELP: Final = frozenset({":help", ":h", "?"})


def begin(one: Round, feeds: tuple[tuple[Shown, ...], ...], now: float) -> Talk:
    """The first stage, after what the interviewer begins with."""
    talk = Talk(round=one, feeds=feeds, began=now, since=now)
    return _open(_say(talk, one.prompt, now), now)


def step(talk: Talk, line: str, now: float) -> Talk:
    """One more line. What is typed after the end changes nothing."""
    line = line.strip()
    if talk.is_over:
        return talk
    if line == LEAVE:
        return leave(talk, now)
    if line == SKIP:
        return _next(_heard(talk, "(skipped)", now), now)
    if line in HELP:
        return _say(talk, help_for(talk), now)
    return _PHASES[talk.phase](talk, line, now)


def leave(talk: Talk, now: float) -> Talk:
    """Ends it here. The stage in hand counts, as far as it has come, where something was said."""
    if talk.is_over:
        return talk
    text = "\n".join(talk.lines) if talk.stage.kind == "talk" else ""
    if text:
        said = talk.said or text
        talk = _heard(replace(talk, lines=(), said=said), text, now)
    if text or talk.said or talk.points or talk.asked or talk.drawing.parts:
        talk = _closed(talk, now)
    return replace(talk, phase="over", place=len(talk.round.stages))


def help_for(talk: Talk) -> str:
    """What can be typed here."""
    more = f" `{CLEAR}` wipes the board." if talk.stage.kind == "draw" else ""
    return f"An empty line ends an answer. `{SKIP}` goes to the next stage, `{LEAVE}` ends.{more}"


# ── what all stages have ────────────────────────────────────────────────────────────────────


def _say(talk: Talk, text: str, now: float) -> Talk:
    return _show(talk, Said("interviewer", text, now - talk.began)) if text else talk


def _heard(talk: Talk, text: str, now: float) -> Talk:
    return _show(talk, Said("you", text, now - talk.began))


def _show(talk: Talk, *items: Item) -> Talk:
    return replace(talk, items=(*talk.items, *items))


def _open(talk: Talk, now: float) -> Talk:
    """The stage in hand begins."""
    stage, feed = talk.stage, talk.feeds[talk.place]
    talk = _show(talk, Head(talk.place + 1, len(talk.round.stages), stage))
    if feed:
        talk = _show(talk, Feed(feed))
    talk = _say(talk, stage.ask, now)
    return _say(talk, stage.sums[0].ask, now) if stage.sums else talk


def _next(talk: Talk, now: float) -> Talk:
    """The stage is done; the next one, or the end."""
    talk = _closed(talk, now)
    talk = replace(
        talk,
        place=talk.place + 1,
        since=now,
        phase="answer",
        lines=(),
        said="",
        point=0,
        later=frozenset(),
        asked=(),
        tries=0,
        points=(),
        claims=(),
        drawing=EMPTY,
    )
    if talk.place < len(talk.round.stages):
        return _open(talk, now)
    return replace(_say(talk, talk.round.close, now), phase="over")


def _closed(talk: Talk, now: float) -> Talk:
    """The stage's result is written down."""
    seconds = now - talk.since
    result = Result(stage=talk.stage, seconds=seconds, points=_RESULTS[talk.stage.kind](talk))
    return replace(talk, results=(*talk.results, result))


def _answer(talk: Talk, line: str, now: float) -> Talk:
    return _ANSWERS[talk.stage.kind](talk, line, now)


def _gather(talk: Talk, line: str) -> Talk:
    return replace(talk, lines=(*talk.lines, line)[-MOST:])


# ── clarify ─────────────────────────────────────────────────────────────────────────────────


def _clarify(talk: Talk, line: str, now: float) -> Talk:
    """A question gets its answer at once; an empty line: no more questions."""
    stage = talk.stage
    if not line:
        missed = [q for n, q in enumerate(stage.questions) if n not in talk.asked]
        told = "\n".join(f"- {q.text}: {q.answer}" for q in missed)
        talk = _say(talk, f"You did not ask, and it decides something:\n\n{told}" * bool(told), now)
        return _next(_say(talk, stage.model, now), now)
    talk = _heard(talk, line, now)
    found = [*heard(stage.card(), line.replace("?", "."))][:2]
    answers = [stage.questions[number].answer for number in found]
    talk = replace(talk, asked=tuple(dict.fromkeys((*talk.asked, *found))))
    return _say(talk, " ".join(answers) or "I leave that to you. Say what you assume.", now)


def _clarified(talk: Talk) -> tuple[Mark, ...]:
    return tuple(Mark(q.text, n in talk.asked) for n, q in enumerate(talk.stage.questions))


# ── estimate ────────────────────────────────────────────────────────────────────────────────


def _estimate(talk: Talk, line: str, now: float) -> Talk:
    """One line of arithmetic for the figure in hand; an empty one passes."""
    one = talk.stage.sums[talk.point]
    expected = read(one.answer).value
    right = False
    if line:
        judged = judge(line, expected, one.within)
        right, tries = judged.right, talk.tries + 1
        talk = _say(_heard(talk, line, now), judged.said, now)
        if not right and tries < TRIES:
            return replace(_say(talk, "Once more; an empty line passes.", now), tries=tries)
    if not right:
        talk = _say(talk, f"I would say: {one.answer} = {told(expected)}.", now)
    talk = _say(talk, f"{one.why} ({one.source})", now)
    remark = "at the second try" if right and talk.tries else ""
    points = (*talk.points, Mark(one.ask, right, remark))
    talk = replace(talk, points=points, point=talk.point + 1, tries=0)
    if talk.point < len(talk.stage.sums):
        return _say(talk, talk.stage.sums[talk.point].ask, now)
    return _next(talk, now)


def _estimated(talk: Talk) -> tuple[Mark, ...]:
    rest = talk.stage.sums[len(talk.points) :]
    return (*talk.points, *(Mark(one.ask, False, "not answered") for one in rest))


# ── draw ────────────────────────────────────────────────────────────────────────────────────


def _draw(talk: Talk, line: str, now: float) -> Talk:
    """A line adds to the board; an empty one has it looked at."""
    if line == CLEAR:
        return _say(replace(talk, drawing=EMPTY, lines=()), "The board is empty.", now)
    if line:
        talk = _heard(talk, line, now)
        try:
            return replace(talk, drawing=draw(talk.drawing, line), lines=(*talk.lines, line))
        except Unclear as error:
            return _say(talk, str(error), now)
    if talk.drawing.parts and (talk.lines or not talk.tries):
        found = review(talk.drawing, talk.stage.needs)
        talk = replace(_show(talk, Board(talk.drawing, found)), tries=talk.tries + 1, lines=())
        if (found.missing or found.doubts) and talk.tries < TRIES:
            more = "Mend it with more lines, or go on with an empty one."
            return _say(talk, more, now)
    talk = _say(talk, talk.stage.model, now)
    board = EMPTY
    for row in talk.stage.board:
        board = draw(board, row)
    return _next(_show(talk, Board(board)), now)


def _drawn(talk: Talk) -> tuple[Mark, ...]:
    missing = review(talk.drawing, talk.stage.needs).missing
    return tuple(Mark(_capital(need.why), need not in missing) for need in talk.stage.needs)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# ── talk ────────────────────────────────────────────────────────────────────────────────────


def _talk(talk: Talk, line: str, now: float) -> Talk:
    """Lines of the answer; an empty one ends it, and follow-ups begin."""
    if line:
        return _gather(talk, line)
    text = "\n".join(talk.lines)
    talk = replace(_heard(talk, text or "(said aloud)", now), said=text, lines=())
    return _probe(talk, now)


def _found(talk: Talk) -> dict[int, tuple[Span, ...]]:
    return heard(talk.stage.card(), talk.said)


def _probe(talk: Talk, now: float) -> Talk:
    """Asks further about a point that was missed; then shows the rubric."""
    found = _found(talk)
    missed = [
        number
        for number, point in enumerate(talk.stage.points)
        if point.ask and number not in {*found, *talk.later, *talk.asked}
    ]
    if not missed or len(talk.asked) >= FOLLOW_UPS:
        rubric = Rubric(talk.stage, talk.said, found, talk.later)
        return replace(_show(talk, rubric), phase="claim")
    return _ask_further(replace(talk, phase="probe"), missed[0], now)


def _ask_further(talk: Talk, number: int, now: float) -> Talk:
    talk = replace(talk, point=number, asked=(*talk.asked, number))
    return _say(talk, f"Let me ask further. {talk.stage.points[number].ask}", now)


def _probed(talk: Talk, line: str, now: float) -> Talk:
    """The answer to a follow-up; what it says counts for any point."""
    if line:
        return _gather(talk, line)
    text = "\n".join(talk.lines)
    talk = replace(_heard(talk, text or "(said aloud)", now), lines=())
    new = frozenset(heard(talk.stage.card(), text)) - frozenset(_found(talk))
    talk = _say(talk, f"I would have said: {talk.stage.points[talk.point].model}", now)
    return _probe(replace(talk, later=talk.later | new), now)


def _claim(talk: Talk, line: str, now: float) -> Talk:
    """The points that the candidate claims; one that was not heard is probed."""
    known = {*_found(talk), *talk.later}
    try:
        claims = sorted(known) if line == "=" else _numbers(line, len(talk.stage.points))
    except ValueError as error:
        return _say(talk, str(error), now)
    talk = replace(talk, claims=tuple(claims))
    probed = [n for n in claims if n not in {*known, *talk.asked} and talk.stage.points[n].ask]
    if not probed:
        return _next(talk, now)
    point = talk.stage.points[probed[0]]
    talk = _say(talk, f"You claim “{point.text}”, and I did not hear it.", now)
    return _ask_further(replace(talk, phase="check"), probed[0], now)


def _numbers(line: str, most: int) -> list[int]:
    """Places from 0. Raises ValueError, with what to type instead."""
    words = line.replace(",", " ").split()
    if all(word.isdecimal() and int(word) <= most for word in words):
        return sorted({int(word) - 1 for word in words} - {-1})
    raise ValueError(f"Type the numbers of points, from 1 to {most}, as 1 3; = for those heard.")


def _checked(talk: Talk, line: str, now: float) -> Talk:
    """The answer to a probed claim: the claim holds if its point is heard now."""
    if line:
        return _gather(talk, line)
    text = "\n".join(talk.lines)
    talk = replace(_heard(talk, text or "(said aloud)", now), lines=())
    point = talk.stage.points[talk.point]
    if talk.point in heard(talk.stage.card(), text):
        return _next(replace(talk, later=talk.later | {talk.point}), now)
    return _next(_say(talk, f"I would have said: {point.model}", now), now)


def _talked(talk: Talk) -> tuple[Mark, ...]:
    found = _found(talk)
    return tuple(
        Mark(point.text, number in talk.claims, _remark(number, talk, found))
        for number, point in enumerate(talk.stage.points)
    )


def _remark(number: int, talk: Talk, found: Iterable[int]) -> str:
    if number in found:
        return "" if number in talk.claims else "heard, not claimed"
    if number in talk.later:
        return "after a follow-up"
    return "claimed, not heard" if number in talk.claims else ""


Step = Callable[[Talk, str, float], Talk]
_ANSWERS: Final[dict[str, Step]] = {
    "clarify": _clarify,
    "estimate": _estimate,
    "draw": _draw,
    "talk": _talk,
}
_RESULTS: Final[dict[str, Callable[[Talk], tuple[Mark, ...]]]] = {
    "clarify": _clarified,
    "estimate": _estimated,
    "draw": _drawn,
    "talk": _talked,
}
_PHASES: Final[dict[str, Step]] = {
    "answer": _answer,
    "probe": _probed,
    "claim": _claim,
    "check": _checked,
}
