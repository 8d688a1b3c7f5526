"""Scene scripts: finds `async def NAME(stage)` in a lesson's scenes.py.

Every load is a new module, so that an author's change is seen. Errors name file and line.
"""

from __future__ import annotations

import importlib.util
import inspect
import sys
import traceback
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from tutor.errors import TutorError, UsageError, unknown
from tutor.runtime.needs import absent

Script = Callable[[Any], Coroutine[Any, Any, None]]


def find_script(folder: Path, scene: str) -> Script:
    """The function of the scene."""
    scripts = find_scripts(folder)
    if scene not in scripts:
        raise unknown("scene", scene, list(scripts), f"in {folder.name}")
    return scripts[scene]


def find_scripts(folder: Path) -> dict[str, Script]:
    """All scenes of the file, in its order: public coroutine functions that are defined there."""
    file = folder / "scenes.py"
    if not file.is_file():
        raise UsageError(f"{folder.name} has no scenes.py.")
    module = _load(file)
    return {
        name: value
        for name, value in vars(module).items()
        if inspect.iscoroutinefunction(value)
        and value.__module__ == module.__name__
        and not name.startswith("_")
    }


def _load(file: Path) -> Any:
    name = f"tutor_scenes_{file.parent.name}"
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    writing, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        # Not through a cached .pyc: two edits within one second look alike to it.
        exec(compile(file.read_bytes(), str(file), "exec", dont_inherit=True), vars(module))
    except Exception as error:
        place = locate(error, file)
        wrong = UsageError(f"{place}: {describe(error)}.")
        raise absent(error, place) or wrong from error
    finally:
        sys.dont_write_bytecode = writing
    return module


def locate(error: BaseException, file: Path) -> str:
    """ "scenes.py:12", the deepest line of `file` that the error came through."""
    if isinstance(error, SyntaxError) and error.filename == str(file):
        return f"{file.parent.name}/{file.name}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(file)]
    return f"{file.parent.name}/{file.name}" + (f":{lines[-1]}" if lines else "")


def describe(error: BaseException) -> str:
    """What went wrong in one line."""
    if isinstance(error, TutorError):
        return error.message
    if isinstance(error, SyntaxError):
        return f"SyntaxError: {error.msg}"
    return traceback.format_exception_only(error)[-1].strip()


def servers_needed(script: Script) -> int:
    """How many servers a scene will start, guessed from its text; for warming up."""
    try:
        source = inspect.getsource(script)
    except OSError:
        return 1
    return max(1, sum(source.count(call) for call in ("stage.server(", "second_server(")))
