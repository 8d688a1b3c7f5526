"""The recording itself."""

from __future__ import annotations

from . import words
from .declare import Event, fact


@fact(
    view="sequence",
    compared="",
    line=lambda event: f"scene {event.scene} begins{words.after(' on the layer ', event.layer)}",
)
class SceneStarted(Event, tag="scene.started", frozen=True, kw_only=True):
    """The first event of a recording: what was run, on what."""

    schema: int = 1  # major version of the recording's schema
    lesson: str = ""  # its folder
    scene: str = ""
    layer: str = ""  # `memory`, `redis`, `redis-pubsub`, empty: as the scene says
    versions: dict[str, str] = {}  # of the packages: `{"channels": "4.3.2"}`
    minor: int = 0  # minor version of the schema


@fact(view="sequence", line=lambda event: f"note: {words.cut(event.text)}")
class SceneNoted(Event, tag="scene.noted", frozen=True, kw_only=True):
    """A remark or a measured figure of the scene script itself (`stage.note`)."""

    text: str = ""


def _scene_finished(event: SceneFinished) -> str:
    return f"the scene failed: {words.cut(event.failed)}" if event.failed else "the scene is over"


@fact(view="sequence", compared="failed", line=_scene_finished)
class SceneFinished(Event, tag="scene.finished", frozen=True, kw_only=True):
    """The last event: everything has settled."""

    failed: str = ""  # what the script expected in vain


@fact(
    view="sequence",
    line=lambda event: f"{event.process} lost {words.count(event.count, 'fact')}",
)
class EventsLost(Event, tag="events.lost", frozen=True, kw_only=True):
    """The probe's buffer was full: facts of this process are missing before this point."""

    count: int = 0  # how many
