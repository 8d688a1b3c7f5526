"""Reads the recordings that lie beside a lesson, in its folder `traces/`."""

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
    """Where a scene's recording is, or would be."""
    return trace(lesson.folder, scene.name)


def shipped(lesson: Lesson, scene: Scene) -> Sequence[Event]:
    """The events of a scene's recording.

    Raises `UsageError` where there is none, and `Unavailable` where the file cannot be read or is
    damaged.
    """
    from tutor.runtime.recording import load  # a list of scenes does not need msgspec's decoders

    path = shipped_path(lesson, scene)
    if not path.is_file():
        raise UsageError(
            f"There is no recording of {scene.name} yet.", "Leave --replay out to run it live."
        )
    return load(path).events
