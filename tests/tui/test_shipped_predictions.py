"""Every prediction of the course: what is right is on no screen before the fact that decides it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from rich.console import Console
from rich.segment import Segment
from textual.strip import Strip

from tests.lessons.tools import lessons
from tutor.core.events import Event
from tutor.course.inside import trace
from tutor.course.model import Page
from tutor.runtime import recording
from tutor.story import visit as story
from tutor.story.recorded_scene import Story, tell
from tutor.story.visit import Visit
from tutor.story.walk import Walk
from tutor.tui.arrange import arrange, text_columns
from tutor.tui.narrate import Narrator, latest
from tutor.tui.player_state import State
from tutor.view.text import pen

WIDTH = 200  # no reason is broken over more lines than needed
PAGES = [
    pytest.param(page, trace(lesson.folder, page.scene.name), id=page.scene.name)
    for lesson in lessons()
    for page in lesson.pages
    if page.scene is not None and page.scene.predictions
]
LEAST = 191  # predictions that are shipped


@cache
def recorded(file: Path) -> list[Event]:
    return list(recording.load(file).events)


def test_none_is_left_out() -> None:
    questions = [q for one in PAGES for q in one.values[0].scene.predictions]
    assert len(questions) >= LEAST


class Reader:
    """Walks a page as a learner does, and reads what the narration says."""

    def __init__(self, page: Page, told: Story) -> None:
        assert page.scene is not None
        self.narrator = Narrator(Console(width=WIDTH), pen(ascii=False))
        begun = Visit(page=page, walk=Walk(place="stage"))
        self.visit = story.arrived(begun, page.scene, told)

    def text(self, visit: Visit) -> str:
        lines = self.narrator._lines(State(visit), WIDTH)
        return " ".join(" ".join(line.text.split()) for line in lines)

    def on(self, choose: int | None) -> Iterator[Visit]:
        """Every stop of the scene; questions are answered with this choice, or not at all."""
        visit = self.visit
        while visit.place == "stage":
            yield visit
            if visit.asked is not None and choose is not None:
                number = 1 + (visit.asked.right + choose) % len(visit.asked.predict.choices)
                given = story.answer(visit, number)
                assert given is not None
                visit = given[0]
                yield visit
            went = story.forward(visit)
            if went is None:
                return
            visit = went


@pytest.mark.parametrize(("width", "height"), [(100, 30), (80, 24), (60, 20)])
@pytest.mark.parametrize(("page", "file"), PAGES)
def test_a_question_and_its_picture_are_on_the_screen_together(
    page: Page, file: object, width: int, height: int
) -> None:
    told = tell(page.scene, recording.load(file).events)  # type: ignore[arg-type]
    reader = Reader(page, told)
    reader.narrator.tight = True
    for question in told.script.questions:
        walk = Walk(place="stage", step=question.step, asking=question.predict.id)
        says = reader.narrator.says(State(story.replace(reader.visit, walk=walk)), width)
        look = {"place": "stage", "asking": True, "hero": "message", "zoomed": False}
        rows = arrange(width=width, height=height, says=says, **look).rows  # type: ignore[arg-type]
        assert rows.story >= says > 1
        assert rows.hero >= 5


@pytest.mark.parametrize(("page", "file"), PAGES)
def test_a_beat_and_what_the_run_says_with_it_are_on_a_wide_screen_together(
    page: Page, file: Path
) -> None:
    told = tell(page.scene, recorded(file))
    reader = Reader(page, told)
    for visit in reader.on(1):
        says = reader.narrator.says(State(visit), 120)
        look = {"place": "stage", "asking": bool(says), "hero": "message", "zoomed": False}
        found = arrange(width=120, height=40, says=says, **look)  # type: ignore[arg-type]
        assert found.rows.story >= says


@pytest.mark.parametrize("choose", [None, 1], ids=["skipped", "wrong"])
@pytest.mark.parametrize(("page", "file"), PAGES)
def test_on_a_small_screen_each_beat_can_be_read_whole_at_its_stop(
    page: Page, file: Path, choose: int | None
) -> None:
    told = tell(page.scene, recorded(file))
    reader = Reader(page, told)
    reader.narrator.tight = True
    for visit in reader.on(choose):
        if visit.walk.step not in told.track.beats or visit.walk.asking:
            continue
        state = State(visit)
        lines = [line.text for line in reader.narrator._lines(state, text_columns(80))]
        look = {"place": "stage", "asking": bool(visit.decided), "hero": "message", "zoomed": False}
        says = reader.narrator.says(state, 80)
        rows = arrange(width=80, height=24, says=says, **look).rows.story  # type: ignore[arg-type]
        begin = max(row for row, line in enumerate(lines) if line.startswith("▶ "))
        end = next((row for row in range(begin, len(lines)) if not lines[row].strip()), len(lines))
        top = latest([Strip([Segment(line)]) for line in lines], rows, "▶ " * visit.is_just_told)
        assert top <= begin < end <= top + rows, "\n".join(lines[top : top + rows])


SAYS = {None: "You did not guess. The run says", 0: "The run says the same.", 1: ". The run says"}


@pytest.mark.parametrize("choose", [None, 0, 1], ids=["skipped", "right", "wrong"])
@pytest.mark.parametrize(("page", "file"), PAGES)
def test_no_verdict_comes_before_its_fact(page: Page, file: Path, choose: int | None) -> None:
    told = tell(page.scene, recorded(file))
    reader, decided = Reader(page, told), set()
    stops = list(reader.on(choose))
    for visit in stops:
        at, text = visit.walk.step, reader.text(visit)
        since = told.told_by(at)
        due = [q for q in told.script.questions if since <= told.verdict_of(q.predict.id) <= at]
        due = [] if visit.asked else due
        assert text.count("The run says") == len(due), text
        assert text.count(SAYS[choose]) == len(due), text
        for question in due:
            right = question.predict.choices[question.right]
            assert choose == 0 or f"says {'abcd'[question.right]}, {right.label}." in text
            decided.add(question.predict.id)
        assert not (visit.guessed and "Step on" in text)
        for pending in visit.guessed:
            beat = told.beat_of(told.verdict_of(pending.predict.id))
            assert f"The run answers at beat {beat}." in text
    assert decided == {q.predict.id for q in told.script.questions}
    last = stops[-1]
    assert len(last.answers) == (0 if choose is None else len(decided))
    assert last.skipped == (decided if choose is None else frozenset())


@pytest.mark.parametrize(("page", "file"), PAGES)
def test_no_single_step_before_the_fact_tells_it_either(page: Page, file: Path) -> None:
    told = tell(page.scene, recorded(file))
    reader = Reader(page, told)
    for question in told.script.questions:
        id, verdict = question.predict.id, told.verdict_of(question.predict.id)
        reasons = [c.why for c in question.predict.choices]
        for answers in ({}, {id: 0}):
            steps = {question.step, question.step + 1, verdict - 1}
            for step in (step for step in steps if step < verdict):
                walk = Walk(place="stage", step=step)
                visit = story.replace(reader.visit, walk=walk, answers=answers)
                assert question not in visit.decided
                text = reader.text(visit)
                assert not any(" ".join(why.split()) in text for why in reasons)


WORD = re.compile(r"[a-z0-9_]+")


def telling(text: str) -> list[str]:
    return WORD.findall(text.lower())


def tells(text: str, of: str, length: int) -> bool:
    """Whether so many words in a row of the one stand in the other."""
    words, own = telling(text), telling(of)
    pieces = {tuple(own[at : at + length]) for at in range(len(own) - length + 1)}
    return any(tuple(words[at : at + length]) in pieces for at in range(len(words) - length + 1))


@pytest.mark.parametrize(("page", "file"), PAGES)
def test_no_beat_tells_the_answer_before_the_verdict(page: Page, file: Path) -> None:
    told = tell(page.scene, recorded(file))
    for question in told.script.questions:
        right, verdict = (
            question.predict.choices[question.right],
            told.verdict_of(question.predict.id),
        )
        name = telling(right.label)
        is_name = right.label not in {"yes", "no"} and len("".join(name)) > 2
        for step, beat in told.script.told:
            if question.step <= step < verdict:
                assert not tells(beat.text, right.why, 4), beat.text
                assert not (is_name and tells(beat.text, right.label, len(name))), beat.text
