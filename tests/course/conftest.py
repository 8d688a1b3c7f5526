"""A lesson in a temporary folder, written inside the test that reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from tutor.course.model import Outline

MATTER = """\
---
title: Groups
summary: Who hears whom.
chapter: Groups
---

# Groups

"""

WriteLesson = Callable[..., Outline]


@pytest.fixture
def write_lesson(tmp_path: Path) -> WriteLesson:
    """`write_lesson(pages, matter=…, scenes=…)` → the outline of a lesson with that text."""

    def write(pages: str, *, matter: str = MATTER, scenes: str | None = None) -> Outline:
        folder = tmp_path / "07_groups"
        folder.mkdir(exist_ok=True)
        (folder / "lesson.md").write_text(matter + dedent(pages), encoding="utf-8")
        if scenes is not None:
            (folder / "scenes.py").write_text(dedent(scenes), encoding="utf-8")
        return Outline(number=7, slug="07_groups", title="Groups", summary="…", folder=folder)

    return write
