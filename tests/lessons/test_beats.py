"""Each beat of the course has a picture that says something: what it is about has happened."""

from __future__ import annotations

import re

import pytest
from rich.text import Text

from tests.lessons.test_scenes import LESSONS
from tutor.course.inside import source_text, trace
from tutor.course.model import Lesson, Scene
from tutor.runtime import paths
from tutor.runtime.recording import load
from tutor.story.follow import heroes
from tutor.story.recorded_scene import tell
from tutor.view.reserved import Plan
from tutor.view.table import VIEWS

SCENES = [(lesson, scene) for lesson in LESSONS for scene in lesson.scenes]
NOTHING = re.compile(r"^(No |Nothing |This fact )|\(the last line that acted\)")
"""What a view says that has nothing to show for a fact."""


@pytest.mark.parametrize(
    ("lesson", "scene"), SCENES, ids=[f"{one.number}-{scene.name}" for one, scene in SCENES]
)
def test_a_beat_turns_to_a_picture_that_has_something_to_show(lesson: Lesson, scene: Scene) -> None:
    roots = (paths.project_root(), lesson.folder, lesson.folder / "labs")
    story = tell(scene, load(trace(lesson.folder, scene.name)).events)
    plan, empty = Plan(story.timeline), []
    for step, beat in story.script.told:
        moment = story.timeline.moment(step)
        for view in heroes(beat, moment.event):
            picture = VIEWS[view].draw(
                moment, read=lambda path: source_text(roots, path), plan=plan, width=80
            )
            assert isinstance(picture, Text)
            if NOTHING.search(picture.plain):
                empty.append((beat.pattern, view, picture.plain.split("\n")[0]))
    assert empty == []
