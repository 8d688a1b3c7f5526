"""A lesson of three pages, the second with a scene, for the recording of `tests/view/tape.py`."""

from __future__ import annotations

from pathlib import Path

from tests.view.tape import three_tabs
from tutor.course.model import Beat, Choice, Claim, Lesson, Page, Predict, Prose, Scene, Source
from tutor.story.recorded_scene import Story, tell

HERE = Source(file=Path("lesson.md"), line=1)

SCENE = Scene(
    name="three_tabs",
    title="Three tabs, one room",
    beats=(
        Beat(pattern="group.joined nth=1", text="The first tab joins the group.", source=HERE),
        Beat(pattern="group.joined nth=2", text="The second tab joins it, too.", source=HERE),
        Beat(pattern="group.sent", text="One call for all of them.", source=HERE),
    ),
    predictions=(
        Predict(
            id="how-many",
            question="How many browsers show it?",
            answer="count client.received text~Hello",
            before="group.sent",
            choices=(
                Choice(label="2", why="The sender is a member, too."),
                Choice(label="3", why="One copy for each member."),
            ),
            source=HERE,
        ),
    ),
    claims=(
        Claim(
            id="C07-15",
            verdict="true",
            proof="count client.received text~Hello == 3",
            text="Everybody hears it.",
            source=HERE,
        ),
    ),
    source=HERE,
)


def _page(number: int, title: str, text: str, scene: Scene | None = None) -> Page:
    after = (Prose(text="That was it.", source=HERE),) if scene else ()
    before = (Prose(text=text, source=HERE),)
    return Page(number=number, title=title, before=before, scene=scene, after=after, source=HERE)


LESSON = Lesson(
    number=7,
    slug="07_channel_layers_and_groups",
    title="Channel layers",
    summary="",
    pages=(
        _page(1, "An island", "A consumer serves one connection."),
        _page(2, "Three tabs", "Watch the group fill.", SCENE),
        _page(3, "The end", "Nothing more."),
    ),
    folder=Path(__file__).parent,
)

READ, STAGED, LAST = LESSON.pages


def told(scene: Scene = SCENE) -> Story:
    """The scene on its recording."""
    return tell(scene, three_tabs().events)
