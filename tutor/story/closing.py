"""The end of a scene: what has become of the guesses, and where the keys lead from here. Pure."""

from __future__ import annotations

from tutor.course.onward import Ahead
from tutor.story.script import Question
from tutor.story.visit import Visit
from tutor.view.lesson_end import Offer, onward
from tutor.view.scene_end import Guess


def guesses(visit: Visit) -> list[Guess]:
    """The questions of the scene, each with what has become of the learner's guess."""
    questions = visit.story.script.questions if visit.story else ()
    known = {**visit.before, **visit.answers}
    return [_guess(one, known.get(one.predict.id)) for one in questions]


def _guess(one: Question, chosen: int | None) -> Guess:
    question = one.predict.question
    if chosen is None:
        return Guess(question=question, state="open")
    return Guess(question=question, state="right" if chosen == one.right else "wrong")


def offers(visit: Visit, ahead: Ahead | None, *, short: bool = False) -> list[Offer]:
    """What the keys do. `ahead`: what lies behind the page, unless something follows the scene.

    `short`: only where they lead to, and where one may stop.
    """
    forward: list[Offer] = onward(ahead) if ahead else []
    if not visit.is_at_end:
        forward = [("n", "read on", 0.0)]
    if short:
        return forward
    more: list[Offer] = []
    if visit.unguessed:
        more.append(("u", "make the guess that you skipped", 0.0))
    if not visit.soon:
        more.append(("r", "run it again, live", 0.0))
    if visit.track.stop < visit.track.last:
        more.append(("$", f"to the last fact ({visit.track.last})", 0.0))
    return [*forward[:1], *more, *forward[1:]]
