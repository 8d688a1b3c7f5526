"""The learner on a page: what is told there, where a key leads, what counts as read. Pure.

A `Visit` is a page, a place on it (`walk.py`) and the page's recording, which may still be on its
way or not come at all. Each function takes a visit and gives the next one; a front end keeps the
last, draws it, and fetches the recording. What takes the learner away from the page is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from tutor.course.model import Page, Scene
from tutor.course.onward import pages_read
from tutor.story import walk as walking
from tutor.story.follow import heroes, view_for
from tutor.story.walk import Place, Track, Walk

if TYPE_CHECKING:
    from tutor.core.events import Event
    from tutor.story.recorded_scene import Story
    from tutor.story.script import Question

NOTHING: Final = Track(last=0)


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """Where the learner is, and what is there."""

    page: Page
    walk: Walk = Walk()
    story: Story | None = None  # the page's recording; None: it has none, or none yet
    failed: str = ""  # why there is no recording
    soon: bool = False  # recordings come from files: no time to read anything meanwhile
    is_last: bool = False  # of the lesson's pages
    turned: bool = False  # the learner has turned to this page, not begun with it
    wanted: int = (
        0  # the step to go to once there is a recording; 0 = the first beat, -1 = the last
    )
    answers: Mapping[str, int] = {}  # question → index of the choice
    before: Mapping[str, int] = {}  # the same of earlier days
    skipped: frozenset[str] = frozenset()  # questions that were passed over without an answer
    urged: str = ""  # the open question that a key for "on" has met once
    read: int = 0  # pages that have been seen to their end, from the first on

    # ── what is there ───────────────────────────────────────────────────────────────────────

    @property
    def track(self) -> Track:
        """What there is to walk; nothing while the scene is being recorded."""
        return self.story.track if self.story else NOTHING

    @property
    def place(self) -> Place:
        """What is to be seen: while a scene is being recorded there is only prose to look at."""
        is_there = self.story is not None or self.page.scene is None
        return self.walk.place if is_there or (self.soon and not self.failed) else "read"

    @property
    def is_at_end(self) -> bool:
        """Nothing of this page is left to walk: what is shown is the last of it."""
        last = "end" if not self.page.after else "after"
        return self.page.scene is None or self.place in {last, "after"} or bool(self.failed)

    @property
    def is_staged(self) -> bool:
        """A picture is on the stage: the scene is walked, or has come to its end."""
        return self.place in {"stage", "end"}

    @property
    def is_over_on_stage(self) -> bool:
        """The scene has told all that it tells, and nothing follows it."""
        if self.story is None or self.page.after or self.story.script.claims:
            return False
        return walking.is_told(self.walk, self.track)

    @property
    def goes_on(self) -> bool:
        """Whether playing has a next event: none is behind an open question, or the finish."""
        walk, ends = self.walk, {self.track.stop, self.track.last}
        return walk.place == "stage" and walk.step not in ends and not walk.asking

    @property
    def is_finished(self) -> bool:
        """The scene has just come to its finish."""
        return self.place == "stage" and walking.is_told(self.walk, self.track)

    @property
    def kept_step(self) -> int:
        """The step to come back to another day; 0 for the prose before the scene."""
        return self.walk.step if self.walk.place != "read" else 0

    # ── what is told at this step ───────────────────────────────────────────────────────────

    @property
    def told(self) -> int:
        """The step of the last beat that has been told; 0 = none yet."""
        return self.story.told_by(self.walk.step) if self.story else 0

    @property
    def beat(self) -> int:
        """How many beats have been told."""
        return sum(step <= self.walk.step for step in self.track.beats)

    @property
    def is_just_told(self) -> bool:
        """A beat of this very step is what there is to read: nothing is asked or decided."""
        is_beat = self.walk.step in self.track.beats
        return is_beat and not self.walk.asking and not self.decided

    @property
    def asked(self) -> Question | None:
        """The open question."""
        asking = self.walk.asking
        return self.story.question(asking) if self.story and asking else None

    @property
    def is_at_question(self) -> bool:
        """A question is asked at this step: it is open, or was left a moment ago."""
        return any(step == self.walk.step for step, _ in self.track.asks)

    @property
    def insists(self) -> bool:
        """Whether the key for "on" stays at the open question: the first time it is asked."""
        asking = self.walk.asking
        is_known = asking in self.answers or asking in self.skipped
        return bool(asking) and not is_known and self.urged != asking

    @property
    def guessed(self) -> tuple[Question, ...]:
        """Those that have been answered and that the run has not yet decided, in their order."""
        now = self.walk.step
        return tuple(
            one for one, verdict in self._passed if one.predict.id in self.answers and now < verdict
        )

    @property
    def decided(self) -> tuple[Question, ...]:
        """Those that the run has decided since the last beat, guessed or not, in their order.

        None while a question is open: that one is to be read now.
        """
        if self.walk.asking:
            return ()
        told = self.told
        return tuple(one for one, verdict in self._passed if told <= verdict <= self.walk.step)

    @property
    def _passed(self) -> tuple[tuple[Question, int], ...]:
        """The questions up to this step that are not open, each with the step of its verdict."""
        if self.story is None:
            return ()
        return tuple(
            (one, self.story.verdict_of(one.predict.id))
            for one in self.story.script.questions
            if one.step <= self.walk.step and one.predict.id != self.walk.asking
        )

    @property
    def unguessed(self) -> tuple[Question, ...]:
        """The questions of this scene that have no answer, once it has told all that it tells."""
        if self.story is None:
            return ()
        told = self.place in {"end", "after"} or walking.is_told(self.walk, self.track)
        questions = self.story.script.questions if told else ()
        known = self.answers.keys() | self.before.keys()
        return tuple(one for one in questions if one.predict.id not in known)

    @property
    def plain_fact(self) -> Event | None:
        """The fact of this step, where neither a beat nor a question has words for it."""
        if self.story is None or self.walk.asking or self.told >= self.walk.step:
            return None
        return self.story.timeline.event(self.walk.step)

    @property
    def words(self) -> int:
        """How many words this step tells: playing waits until they can have been read."""
        beats = self.story.beats_at(self.walk.step) if self.story else ()
        texts = [beat.text for beat in beats]
        if beats:  # a verdict is told with its beat, and read with it
            texts += [one.predict.choices[one.right].why for one in self.decided]
        return sum(len(text.split()) for text in texts)

    @property
    def look(self) -> tuple[str, ...]:
        """The views that the last beat speaks of: the first has the stage. Before any beat it is
        the one for the fact of the step; () without a recording.
        """
        if self.story is None:
            return ()
        timeline = self.story.timeline
        if not self.told:
            return (view_for(timeline.event(self.walk.step)),)
        beat = self.story.beats_at(self.told)[-1]
        return heroes(beat, timeline.event(self.told))

    @property
    def mark(self) -> str:
        """What the last beat points at in its first view; "" = nothing."""
        return self.story.beats_at(self.told)[-1].mark if self.story and self.told else ""


# ── coming to a page ────────────────────────────────────────────────────────────────────────


def turn(visit: Visit, page: Page, *, is_last: bool = False) -> Visit:
    """To another page. It counts as turned to from the page before it, and on the way back."""
    by = page.number - visit.page.number
    return Visit(
        page=page,
        soon=visit.soon,
        is_last=is_last,
        turned=by == 1 or (by < 0 and visit.turned),
        answers=visit.answers,
        before=visit.before,
        skipped=visit.skipped,
        read=visit.read,
    )


def arrived(visit: Visit, scene: Scene, story: Story) -> Visit:
    """The recording of a scene has come; if the learner has left its page, nothing changes.

    A learner who waits for it is taken to the step that was asked for, or to the first beat.
    """
    if visit.page.scene != scene:
        return visit
    walk = visit.walk
    if walk.place == "stage":
        wanted = visit.wanted if visit.wanted >= 0 else story.track.last
        walk = walking.jump(walk, story.track, wanted)
        if not visit.wanted:
            walk = walking.forward(walk, story.track)
    elif walk.place == "end":  # it was gone back to before the recording came
        walk = walking.end(walk, story.track)
    return replace(visit, story=story, failed="", walk=walk)


def given_up(visit: Visit, scene: Scene, why: str) -> Visit:
    """There will be no recording of this scene; on another page nothing changes."""
    return replace(visit, failed=why) if visit.page.scene == scene else visit


def remembered(visit: Visit, scenes: Iterable[Scene], labels: Mapping[str, str]) -> Visit:
    """The answers of earlier days, by the labels that were chosen; a label may be gone since."""
    choices = {
        one.id: [choice.label for choice in one.choices]
        for scene in scenes
        for one in scene.predictions
        if one.id in labels
    }
    before = {id: of.index(labels[id]) for id, of in choices.items() if labels[id] in of}
    return replace(visit, before=before)


def again(visit: Visit) -> Visit:
    """The scene is recorded afresh; what has been answered is not asked again."""
    walk = Walk(place="stage", settled=visit.walk.settled - visit.skipped)
    return replace(visit, story=None, wanted=0, walk=walk)


def seen(visit: Visit, *, over: bool) -> Visit:
    """This page is open; `over`: its end has been seen."""
    read = pages_read(visit.read, visit.page.number, over=over, turned=visit.turned)
    return replace(visit, read=read)


# ── walking ─────────────────────────────────────────────────────────────────────────────────


def forward(visit: Visit) -> Visit | None:
    """To the next beat, or whatever comes after the last; None: the page is over.

    From a question that is open for the first time, only the second request goes on.
    """
    if visit.insists:
        return replace(visit, urged=visit.walk.asking)
    visit = _skip(visit)
    if visit.is_at_end:
        return None
    if visit.story is None:
        return replace(visit, wanted=0, walk=Walk(place="stage"))
    return replace(visit, walk=walking.forward(visit.walk, visit.track))


def backward(visit: Visit) -> Visit | None:
    """To the beat before; None: to the page before."""
    if visit.walk.place == "read":
        return None
    if visit.page.scene is None:
        return replace(visit, walk=Walk())
    return _back(visit, walking.backward(visit.walk, visit.track))


def step(visit: Visit, by: int) -> Visit:
    """So many events on, or back if `by` is negative; on the way on an open question stops it."""
    walk = visit.walk
    if visit.story is None:
        waits = by > 0 and visit.page.scene is not None
        return replace(visit, walk=Walk(place="stage") if waits else Walk())
    if by > 0 and visit.insists:
        return replace(visit, urged=walk.asking)
    if by > 0:
        visit = _skip(visit)
        return replace(visit, walk=walking.go(walk, visit.track, walk.step + by))
    return _back(visit, walking.jump(walk, visit.track, walk.step + by))


def jump(visit: Visit, step: int) -> Visit:
    """To a step by number, -1 = the last; kept for later while there is no recording."""
    if visit.page.scene is None:
        return visit
    target = step if step >= 0 else visit.track.last
    there = replace(visit, wanted=step)
    return _back(there, walking.jump(visit.walk, visit.track, target))


def to_prose(visit: Visit) -> Visit:
    """To what is read before the scene."""
    return _back(visit, Walk(settled=visit.walk.settled))


def to_after(visit: Visit) -> Visit:
    """To what is read after the scene; while there is no recording, to what is read before it."""
    if visit.story is None or not visit.page.after:
        return to_prose(visit)
    return replace(jump(visit, -1), walk=Walk(place="after", step=visit.track.last,
                                              settled=visit.walk.settled))  # fmt: skip


def ask_again(visit: Visit) -> Visit | None:
    """At the end of a scene: to the first question without an answer; None: there is none."""
    if not visit.unguessed:
        return None
    first = visit.unguessed[0].predict.id
    return replace(visit, walk=walking.ask(visit.walk, visit.track, first))


def answer(visit: Visit, number: int) -> tuple[Visit, Question] | None:
    """The choice of this number, from 1 on, of the open question; None: there is none."""
    if not visit.walk.asking or visit.story is None:
        return None
    question = visit.story.question(visit.walk.asking)
    if not 1 <= number <= len(question.predict.choices):
        return None
    id = question.predict.id
    answers = {**visit.answers, id: number - 1}
    walk = walking.answered(visit.walk)
    return replace(visit, answers=answers, skipped=visit.skipped - {id}, walk=walk), question


def _skip(visit: Visit) -> Visit:
    """An open question that is passed over stays unanswered; its verdict comes all the same."""
    asking = visit.walk.asking
    if not asking or asking in visit.answers:
        return visit
    return replace(visit, skipped=visit.skipped | {asking})


def _back(visit: Visit, walk: Walk) -> Visit:
    """To another place; questions that were skipped and lie ahead again are asked again."""
    return replace(visit, walk=walking.reopened(walk, visit.track, visit.skipped))
