"""The lessons of the course, and which tools their scenes need: what is not here is skipped, and
named.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tutor.course.load import load_course, read_lesson
from tutor.course.model import Lesson
from tutor.runtime import paths


@cache
def lessons() -> list[Lesson]:
    """Read once for all files that have a test of each; one half written does not hide others."""
    outlines = load_course(paths.lessons_folder()).outlines
    return [read_lesson(outline)[0] for outline in outlines if outline.folder is not None]


def tools(folder: Path, scene: str) -> list[pytest.MarkDecorator]:
    """What the script of the scene needs: a server with a Redis layer, a real browser."""
    body = scripts_of(folder).body
    scripts = [n for n in body if isinstance(n, ast.AsyncFunctionDef) and n.name == scene]
    nodes = [node for script in scripts for node in ast.walk(script)]
    words = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    calls = [n.attr for n in nodes if isinstance(n, ast.Attribute)]
    marks = [pytest.mark.redis] * any("redis" in word for word in words)
    return marks + [pytest.mark.browser] * ("chromium" in calls)


@cache
def scripts_of(folder: Path) -> ast.Module:
    """The scripts of a lesson or of an exercise, parsed once for all of its tests."""
    return ast.parse((folder / "scenes.py").read_text(encoding="utf-8"))
