"""Every scene of every lesson, played live: the run decides whether the text is true."""

from __future__ import annotations

import pytest

from tests.lessons.tools import lessons, tools
from tutor.core.causes import chain
from tutor.core.events import ClientReceived
from tutor.course.model import Lesson, Scene
from tutor.course.prove import check_run
from tutor.dev.check_course import check_same
from tutor.runtime import paths, recording
from tutor.runtime.stage.director import record

LESSONS = lessons()


def cases() -> list[object]:
    return [
        pytest.param(
            lesson,
            scene,
            id=f"{lesson.number}-{scene.name}",
            marks=tools(lesson.folder, scene.name),
        )
        for lesson in LESSONS
        for scene in lesson.scenes
    ]


@pytest.mark.parametrize(("lesson", "scene"), cases())
async def test_a_live_run_is_as_the_text_says(lesson: Lesson, scene: Scene) -> None:
    run = await record(lesson, scene.name)
    found = [*check_run(scene, run.events), *check_same(lesson, scene, run.events)]
    assert [str(problem) for problem in found] == []


def test_the_scenes_of_lesson_7_stand_in_order() -> None:
    [lesson] = [lesson for lesson in LESSONS if lesson.number == 7]
    assert [scene.name for scene in lesson.scenes] == [
        "alone",
        "three_tabs",
        "two_groups",
        "type_names_a_method",
        "group_names",
        "two_servers_memory",
        "no_redis",
        "two_servers_redis",
        "idle",
        "at_most_once",
        "crowd",
        "persistent",
    ]


CHAIN = (
    "client.received",
    "app.sent",
    "handler.started",
    "channel.delivered",
    "channel.sent",
    "group.sent",
    "handler.started",
    "app.received",
    "client.sent",
)


@pytest.mark.parametrize(
    ("lesson", "scene", "text"),
    [(7, "three_tabs", "Hello"), (7, "two_servers_redis", "Can you hear me?")],
)
def test_every_copy_of_a_broadcast_leads_back_to_what_was_typed(
    lesson: int, scene: str, text: str
) -> None:
    [folder] = [each.folder for each in LESSONS if each.number == lesson]
    events = recording.load(folder / "traces" / f"{scene}.jsonl").events
    copies = [e for e in events if isinstance(e, ClientReceived) and text in e.text]
    assert [tuple(event.kind for event in chain(events, copy.seq)) for copy in copies] == [
        CHAIN
    ] * len(copies)
    assert copies


def test_nothing_of_the_tutor_and_no_path_of_this_machine_stands_in_a_recording() -> None:
    wrong = [
        (file.name, word)
        for lesson in LESSONS
        for file in (lesson.folder / "traces").glob("*.jsonl")
        for word in ("tutor/probe", str(paths.project_root()))
        if word in file.read_text(encoding="utf-8")
    ]
    assert wrong == []
