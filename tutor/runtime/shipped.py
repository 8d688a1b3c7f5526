"""The recordings that lie beside the lessons."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.course.inside import trace
from tutor.course.model import Lesson, Scene
from tutor.errors import UsageError

if TYPE_CHECKING:
    from tutor.core.events import Event


def shipped_path(lesson: Lesson, scene: Scene) -> Path:
    """Where a scene's recording is."""
    return trace(lesson.folder, scene.name)


def shipped(lesson: Lesson, scene: Scene) -> Sequence[Event]:
    """Reads a scene's recording. Raises TutorError where there is none, or a damaged one."""
    from tutor.runtime.recording import load

    path = shipped_path(lesson, scene)
    if not path.is_file():
        raise UsageError(
            f"There is no recording of {scene.name} yet.", "Leave --replay out to run it live."
        )
    return load(path).events
