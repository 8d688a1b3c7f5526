"""Each beat of the course has a picture that says something: what it is about has happened."""

from __future__ import annotations

import re
from typing import Any

import pytest
from rich.text import Text

from tests.lessons.tools import lessons
from tests.view.tape import drawn
from tests.view.test_nothing_is_cut import cut_names, named, of_this_step
from tutor.course.inside import source_text, trace
from tutor.course.model import Lesson, Scene
from tutor.runtime import paths
from tutor.runtime.recording import load
from tutor.story.follow import heroes
from tutor.story.recorded_scene import tell
from tutor.tui.arrange import arrange
from tutor.view.reserved import Plan
from tutor.view.table import VIEWS

SCENES = [(lesson, scene) for lesson in lessons() for scene in lesson.scenes]
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


SIZES = [(120, 40), (100, 30), (80, 24), (60, 20)]
ALL = {"layer_by_layer", "three_tabs", "bad_frames"}  # others: each beat at one size, by turns


@pytest.mark.parametrize(
    ("lesson", "scene"), SCENES, ids=[f"{one.number}-{scene.name}" for one, scene in SCENES]
)
def test_what_a_beat_names_is_whole_in_its_hero_at_every_size(lesson: Lesson, scene: Scene) -> None:
    story = tell(scene, load(trace(lesson.folder, scene.name)).events)
    plan, cut = Plan(story.timeline), []
    for number, (step, beat) in enumerate(story.script.told):
        moment = story.timeline.moment(step)
        view = heroes(beat, moment.event)[0]
        if VIEWS[view].reads or moment.event is None:
            continue
        for width, height in SIZES if scene.name in ALL else SIZES[number % 4 :][:1]:
            stage = arrange(
                width=width, height=height, place="stage", asking=False, hero=view, zoomed=False
            )
            look: dict[str, Any] = {"width": stage.hero, "height": stage.rows.hero}
            look |= {"mark": beat.mark} if VIEWS[view].marks else {}
            picture = drawn(VIEWS[view].draw(moment, plan=plan, **look), width=stage.hero)
            names = cut_names(named(view, moment.event), of_this_step(view, picture))
            lost = [beat.mark] if beat.mark and beat.mark not in picture else []
            cut += [(beat.pattern, view, width, name) for name in names + lost]
    known = story.timeline.world(len(story.timeline)).channels  # their last letters will do
    assert [one for one in cut if one[3] not in known] == []


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: str(lesson.number))
def test_no_text_sends_the_reader_to_a_key_for_a_picture(lesson: Lesson) -> None:
    text = (lesson.folder / "lesson.md").read_text(encoding="utf-8")
    assert re.findall(r"[^.\n]*\b(?:[Pp]ress|[Kk]ey) `[a-z]`[^.\n]*", text) == []


@pytest.mark.parametrize(
    ("name", "layer"), [("layer_by_layer", "SessionMiddleware"), ("once_per_connection", "")]
)
def test_the_way_out_has_one_send_that_was_replaced(name: str, layer: str) -> None:
    """Where the picture shows it: a ● on the wall of the layer with a `send` of its own."""
    lesson, scene = next(one for one in SCENES if one[1].name == name)
    timeline = tell(scene, load(trace(lesson.folder, scene.name)).events).timeline
    accepted = next(fact.seq for fact in timeline.events if fact.kind == "connection.accepted")
    picture = drawn(VIEWS["scope"].draw(timeline.moment(accepted), width=80), width=80)
    assert [line for line in picture.split("\n") if "●" in line and layer in line] != []
    assert picture.count("●") == 1
