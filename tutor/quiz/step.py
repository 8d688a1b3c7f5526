"""One step of a sitting: a state, an action and a time in; the next state and its entries out.

The shape is py-fsrs's `review_card(card, rating, datetime) -> (card, log)`: nothing is changed in
place, and nothing is written here. The caller writes the entries first and shows the state then.

Rules
    A card that was not known comes again a few cards later (`sitting.comes_again` says until when).
    The first answer is the one that the summary counts.
    The log only grows: taking an answer back is an entry, and so is another grade. A grade can be
    changed until the next card comes, but the cost of a hint stays.
    In an interview follow-ups come before the rubric; `follow_ups` says which, and their worth.
    A typed answer with the right one in it is asked about; meant, it counts half, and as hard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from msgspec.structs import replace as _with

from tutor.quiz.asking import Asked, ask
from tutor.quiz.card import Card
from tutor.quiz.follow_ups import HALF, to_ask, with_replies
from tutor.quiz.hints import EASY, GOOD, HARD, grade, worth
from tutor.quiz.marking import Response, Verdict, is_doubtful, mark
from tutor.quiz.schedule import Mode, Review
from tutor.quiz.sitting import (
    Action,
    Answer,
    Answered,
    Asking,
    Deal,
    Dealing,
    Doubting,
    Entry,
    Flag,
    Flagged,
    Follow,
    Following,
    Grade,
    Hint,
    Leave,
    Mean,
    Next,
    Over,
    Phase,
    Reply,
    Sitting,
    TakenBack,
    Tick,
    Ticking,
    Told,
    Turn,
    Undo,
    comes_again,
)

Stepped = tuple[Sitting, tuple[Entry, ...]]
UNJUDGED = Doubting | Following | Ticking

LATER: Final = 4  # cards that come before one that was not known
ANSWER_KEPT: Final = 2000  # characters of a free answer

HINTED: Final = "The hint has cost a grade; it stays as it is."
NOT_OPEN: Final = "Hints are for open questions."
NO_FURTHER: Final = "There is no further hint."
NOTHING_BACK: Final = "There is nothing to take back."
ASKED_ANYWAY: Final = "A wrong answer is asked again soon anyway."
MEANT: Final = "It was among other words, so it counts half."
NO_SUCH: Final = "The card has no answer of that number."
_WRONG_PHASE: Final[Mapping[type[Action], str]] = {
    Deal: "No card is being dealt.",
    Answer: "That is for an open question.",
    Hint: NOT_OPEN,
    Tick: "There are no points to tick now.",
    Follow: "No follow-up question is open.",
    Mean: "There is no answer in doubt.",
    Grade: "A grade can be changed only while the verdict is on the screen.",
    Next: "This card has not been answered yet.",
    Undo: NOTHING_BACK,
    Flag: "No card is in hand to be flagged.",
}


class Refused(ValueError):
    """An action that the sitting does not take now; the message tells the learner why."""

    def __init__(self, why: str, sitting: Sitting) -> None:
        """`expected`: names of the actions that `sitting` takes."""
        super().__init__(why)
        self.expected = tuple(sorted(kind.__name__ for kind in allowed(sitting)))
        phase = type(sitting.phase).__name__
        self.add_note(f"The phase {phase} takes {', '.join(self.expected)}.")  # for a traceback


def begin(
    cards: Sequence[Card],
    *,
    mode: Mode,
    lessons: Mapping[int, str],
    seed: str = "",
    until: float = 0.0,
    now: float = 0.0,
) -> Sitting:
    """The state before the first card. `lessons`: folder names by number; times as in `Sitting`."""
    sitting = Sitting(
        mode=mode,
        cards={card.id: card for card in cards},
        queue=tuple(card.id for card in cards),
        phase=Over(),
        lessons=dict(lessons),
        seed=seed,
        until=until,
    )
    return _drawn(sitting, now)


def step(sitting: Sitting, action: Action, now: float) -> Stepped:
    """The state after an action, and what has to be written down before it is shown.

    Raises Refused for a kind of action that `allowed` does not list, and for one that does not fit
    the card: a choice that it does not have, a grade that a hint has cost, another card's key.
    """
    kind = type(action)
    if why := refusal(sitting, kind) or _misfit(sitting, action):
        raise Refused(why, sitting)
    return _STEPS[type(sitting.phase)][kind](sitting, sitting.phase, action, now)


def allowed(sitting: Sitting) -> frozenset[type[Action]]:
    """The kinds of action that the sitting takes now."""
    kinds = _STEPS[type(sitting.phase)]
    return frozenset(kind for kind in kinds if not refusal(sitting, kind))


def refusal(sitting: Sitting, kind: type[Action]) -> str:
    """Why the sitting takes no action of this kind now, in words for a learner; "" = it does."""
    if kind not in _STEPS[type(sitting.phase)]:
        return _WRONG_PHASE.get(kind, f"{kind.__name__} is not an action of a sitting.")
    if kind is Hint and not sitting.has_hint:
        return NO_FURTHER
    if kind is Undo and not isinstance(sitting.phase, UNJUDGED) and not sitting.turns:
        return NOTHING_BACK
    if kind is Grade and not sitting.turns[-1].review.correct:
        return ASKED_ANYWAY
    return HINTED if kind is Grade and not grades(sitting) else ""


def grades(sitting: Sitting) -> tuple[int, ...]:
    """The grades that a right answer whose verdict is on the screen may get.

    A hint caps them at the grade that it has left.
    """
    turn = sitting.turns[-1]
    return tuple(to for to in (HARD, GOOD, EASY) if not turn.hints or to <= turn.review.grade)


def _misfit(sitting: Sitting, action: Action) -> str:
    """Why the content of an action does not fit the card; "" when it does."""
    match sitting.phase, action:
        case Dealing(card=drawn), Deal(card=Card(id=given)) if given != drawn:
            return f"The key of {drawn} is expected, not that of {given}."
        case Asking(asked=asked), Answer(response=response):
            return "" if _has(asked, response.picks) else NO_SUCH
        case Ticking(asked=asked), Tick(points=points):
            return "" if _has(asked, points) else NO_SUCH
        case Told(), Grade(to=to) if to not in grades(sitting):
            return HINTED if sitting.turns[-1].hints else "A grade is Hard, Good or Easy."
        case _:
            return ""


def _has(asked: Asked, picks: Sequence[int]) -> bool:
    """Whether the card has these choices, steps, points or lines."""
    is_fault = asked.card.kind == "fault"
    known = range(1, len(asked.card.lines) + 1) if is_fault else range(len(asked.order))
    return all(pick in known for pick in picks)


# ── what each action does; the table below says in which phase ──────────────────────────────


def _deal(sitting: Sitting, _: Dealing, action: Deal, now: float) -> Stepped:
    if action.card is None:
        return _drawn(sitting, now), ()
    asked = ask(action.card, f"{sitting.seed}/{len(sitting.turns)}")
    return _with(sitting, phase=Asking(asked=asked, began=now)), ()


def _hint(sitting: Sitting, phase: Asking, _: Hint, now: float) -> Stepped:
    return _with(sitting, phase=_with(phase, hints=phase.hints + 1)), ()


def _answer(sitting: Sitting, phase: Asking, action: Answer, now: float) -> Stepped:
    seconds = max(0.0, now - phase.began)  # the clock may have been set back
    asked, response = phase.asked, action.response
    text = response.text
    said: dict[str, Any] = {"asked": asked, "hints": phase.hints, "said": text}
    said["seconds"] = seconds
    if asked.card.kind == "say":
        points = to_ask(asked.card, text) if sitting.mode == "interview" else ()
        return _followed(sitting, Following(**said, to_ask=points)), ()
    if asked.card.kind == "type" and is_doubtful(asked.card, text):
        return _with(sitting, phase=Doubting(**said)), ()
    return _judged(sitting, Doubting(**said), response, now)


def _mean(sitting: Sitting, phase: Doubting, action: Mean, now: float) -> Stepped:
    return _judged(sitting, phase, Response(text=phase.said), now, meant=action.yes)


def _follow(sitting: Sitting, phase: Following, action: Follow, now: float) -> Stepped:
    reply = Reply(phase.point, action.text, action.made)
    rest = _with(phase, to_ask=phase.to_ask[1:], followed=(*phase.followed, reply))
    return _followed(sitting, rest), ()


def _tick(sitting: Sitting, phase: Ticking, action: Tick, now: float) -> Stepped:
    response = Response(picks=tuple(sorted(set(action.points))), text=phase.said)
    return _judged(sitting, phase, response, now, followed=phase.followed)


def _grade(sitting: Sitting, _: Told, action: Grade, now: float) -> Stepped:
    turn = sitting.turns[-1]
    if action.to == turn.review.grade:
        return sitting, ()
    number, review = sitting.written + 1, _with(turn.review, grade=action.to)
    turns = (*sitting.turns[:-1], _with(turn, review=review, number=number))
    entries = TakenBack(number=turn.number), Answered(number=number, review=review)
    return _with(sitting, turns=turns, written=number), entries


def _next(sitting: Sitting, _: Told, __: Next, now: float) -> Stepped:
    turn, queue = sitting.turns[-1], sitting.queue
    if comes_again(turn.review):
        queue = (*queue[:LATER], turn.card.id, *queue[LATER:])
    return _drawn(_with(sitting, queue=queue), now), ()


def _reopen(sitting: Sitting, phase: UNJUDGED, _: Undo, now: float) -> Stepped:
    """A free answer that is not judged yet is forgotten; its hints stay taken."""
    return _with(sitting, phase=Asking(asked=phase.asked, hints=phase.hints, began=now)), ()


def _undo(sitting: Sitting, _: Phase, __: Undo, now: float) -> Stepped:
    """The last answer's card is asked again as it was; its hints stay taken."""
    turn = sitting.turns[-1]
    asking = Asking(asked=turn.asked, hints=turn.hints, began=now)
    before = _with(sitting, turns=sitting.turns[:-1], queue=turn.queue, phase=asking)
    return before, (TakenBack(number=turn.number),)


def _flag(sitting: Sitting, _: Phase, action: Flag, now: float) -> Stepped:
    card = sitting.card
    folder = sitting.lessons.get(card.lesson, "")
    return sitting, (Flagged(card=card.id, lesson=folder, on=action.on, at=now),)


def _stay(sitting: Sitting, _: Phase, __: Leave, now: float) -> Stepped:
    """An open question that is left has not been answered."""
    return sitting, ()


_STEPS: Final[Mapping[type[Phase], Mapping[type[Action], Callable[..., Stepped]]]] = {
    Dealing: {Deal: _deal, Leave: _stay},
    Asking: {Answer: _answer, Hint: _hint, Flag: _flag, Undo: _undo, Leave: _stay},
    Doubting: {Mean: _mean, Flag: _flag, Undo: _reopen, Leave: _stay},
    Following: {Follow: _follow, Flag: _flag, Undo: _reopen, Leave: _stay},
    Ticking: {Tick: _tick, Flag: _flag, Undo: _reopen, Leave: _stay},
    Told: {Next: _next, Grade: _grade, Flag: _flag, Undo: _undo, Leave: _stay},
    Over: {Undo: _undo, Leave: _stay},
}
"""The actions that each phase takes."""


# ── how it goes on ──────────────────────────────────────────────────────────────────────────


def _drawn(sitting: Sitting, now: float) -> Sitting:
    """The next card is drawn, or the sitting is over."""
    is_late = bool(sitting.until) and now >= sitting.until
    if is_late or not sitting.queue:
        return _with(sitting, phase=Over())
    return _with(sitting, phase=Dealing(card=sitting.queue[0]), queue=sitting.queue[1:])


def _followed(sitting: Sitting, phase: Following) -> Sitting:
    """The next follow-up, or the rubric."""
    if phase.to_ask:
        return _with(sitting, phase=phase)
    ticking = Ticking(
        asked=phase.asked,
        hints=phase.hints,
        said=phase.said,
        seconds=phase.seconds,
        followed=phase.followed,
    )
    return _with(sitting, phase=ticking)


def _judged(
    sitting: Sitting,
    given: Doubting | Ticking,
    response: Response,
    now: float,
    *,
    followed: tuple[Reply, ...] = (),
    meant: bool = False,
) -> Stepped:
    """What was `given` counts from now on, with this response."""
    asked, card, hints = given.asked, given.asked.card, given.hints
    verdict = with_replies(mark(card, response), followed) if followed else mark(card, response)
    if meant:
        verdict = _meant(card)
    review = Review(
        card=card.id,
        lesson=sitting.lessons.get(card.lesson, ""),
        at=now,
        mode=sitting.mode,
        grade=min(grade(card, correct=verdict.correct, hints=hints), HARD if meant else GOOD),
        correct=verdict.correct,
        score=worth(card, verdict.score, hints),
        hints=hints,
        seconds=given.seconds,
        answer=in_words(card, response)[:ANSWER_KEPT],
    )
    turn = Turn(
        asked=asked,
        response=response,
        verdict=verdict,
        review=review,
        number=sitting.written + 1,
        hints=hints,
        first=all(turn.card.id != card.id for turn in sitting.turns),
        queue=sitting.queue,
        followed=followed,
    )
    told = _with(sitting, phase=Told(), turns=(*sitting.turns, turn), written=turn.number)
    return told, (Answered(number=turn.number, review=review),)


def _meant(card: Card) -> Verdict:
    """The right answer, which had to be picked out of the typed one."""
    verdict = mark(card, Response(text=card.model))
    return replace(
        verdict, score=HALF, parts=tuple(replace(part, why=MEANT) for part in verdict.parts)
    )


def in_words(card: Card, response: Response) -> str:
    """The answer as the learner's notes have it."""
    if card.kind in {"type", "say"}:
        made = f"{len(response.picks)} of {len(card.points)} points"
        return response.text or (f"aloud: {made}" if card.kind == "say" else "")
    if card.kind == "fault":
        return " ".join(f"line {line}" for line in response.picks)
    texts = card.steps if card.kind == "order" else tuple(c.text for c in card.choices)
    return " | ".join(texts[pick] for pick in response.picks)
