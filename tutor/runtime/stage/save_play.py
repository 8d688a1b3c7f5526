"""What was done on a stage, kept in a file: the recording, or the script of a scene."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tutor.core.events import Event, SceneFinished
from tutor.errors import UsageError
from tutor.play.written_scene import Done, Setting, function, written
from tutor.runtime import chosen_files
from tutor.runtime.recording import Recording

ENDINGS: Final = (".jsonl", ".py")


def save(name: str, setting: Setting, done: Sequence[Done], events: Sequence[Event]) -> str:
    """Writes a new file; a sentence that says which. Raises `UsageError`: no such ending, or there
    is a file of that name.
    """
    file = Path(name).expanduser()
    if not file.suffix:
        file = file.with_name(f"{file.name}.jsonl")
    if file.suffix not in ENDINGS:
        raise UsageError(f"{file} has none of the endings {', '.join(ENDINGS)}.")
    chosen_files.check_new(file, like="played.py")
    is_script = file.suffix == ".py"
    script = written(function(file.stem), setting, done).encode() if is_script else b""
    chosen_files.whole(file, script or _recording(events).dumps())
    return f"Written: {file}"


def _recording(events: Sequence[Event]) -> Recording:
    """With an end, which a stage that is still open has not had."""
    last = events[-1]
    end = SceneFinished(seq=last.seq + 1, at=last.at, process="tutor")
    return Recording((*events, end))
