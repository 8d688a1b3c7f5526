"""Following `CONTRIBUTING.md` to the letter leads to what it promises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.docs.recipes import PAGE, Step, copy, follow, run, steps

RECIPES = PAGE.read_text(encoding="utf-8")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the checkout to work in."""
    return copy(tmp_path / "copy")


def followed(title: str, checkout: Path) -> list[str]:
    """What each step of a recipe printed."""
    return [follow(step, checkout) for step in steps(title, RECIPES)]


def places(title: str) -> list[str]:
    """The files that somebody who follows a recipe writes in."""
    return [step.file for step in steps(title, RECIPES) if step.file]


def kinds(output: str) -> list[str]:
    """The kinds of the facts that `--json` has printed."""
    return [json.loads(line)["kind"] for line in output.splitlines()]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_add_a_scene(checkout: Path) -> None:
    made, recorded, checked, told, listed = followed("Add a scene", checkout)
    assert "lesson.md: what is told at which fact" in made
    assert recorded.startswith("my_scene: ")
    assert "saved" in recorded
    assert "\n0 problems, " in f"\n{checked}"
    assert "And the answer is back." in told
    assert {"client.received", "scene.finished"} <= set(kinds(listed))


# What a newcomer's fact may not break: old recordings, and every test of the tables.
COMPARE = """
import asyncio
from tutor.dev.check_course import check_same
from tutor.dev.record import find_lesson
from tutor.runtime import paths, recording
from tutor.runtime.stage.director import record

lesson = find_lesson(paths.lessons_folder(), 7)
for scene in lesson.scenes:
    if scene.name in ("alone", "three_tabs", "two_groups"):
        events = asyncio.run(record(lesson, scene.name)).events
        old = recording.load(lesson.folder / "traces" / f"{scene.name}.jsonl").events
        print(scene.name, old[0].minor, events[0].minor, *check_same(lesson, scene, events))
"""
TABLES = ("tests/core/facts", "tests/core/test_summary.py", "tests/docs/test_facts.py")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_add_a_fact(checkout: Path) -> None:
    *_, listed = followed("Add a fact", checkout)
    assert "handler.stopped" in kinds(listed)
    assert run(checkout, ".venv/bin/python", "-c", COMPARE).splitlines() == [
        "alone 1 2",
        "three_tabs 1 2",
        "two_groups 1 2",
    ]
    pytest_ = (".venv/bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    run(checkout, *pytest_, *TABLES, "tests/view/test_kinds.py", "tests/probe/test_outbox.py")


def test_a_fact_takes_two_places_and_a_command() -> None:
    assert places("Add a fact") == ["tutor/core/facts/handler_facts.py", "tutor/probe/handlers.py"]


# The recipe for a view has its own test: test_recipe_view.py. Another one belongs here.

# ── reading a recipe ────────────────────────────────────────────────────────────────────────

PLAN = """\
## Add a thing

1. Make `a/new.py`:

   ```python
   x = 1
   ```

2. A row, at the end of `old.py`:
   ```python
   y = 2
   ```
   and another, in `old.py`, below `def f`:
   ```python
   return 3
   ```
3. Then

   ```sh
   cat old.py
   ```

## Add another

```python
z = 4
```
"""


def test_a_recipe_is_read_block_by_block() -> None:
    assert list(steps("Add a thing", PLAN)) == [
        Step(text="x = 1\n", file="a/new.py"),
        Step(text="y = 2\n", file="old.py"),
        Step(text="return 3\n", file="old.py", below="def f"),
        Step(text="cat old.py"),
    ]


def test_its_steps_change_files_and_run_commands(tmp_path: Path) -> None:
    (tmp_path / "old.py").write_text("def f():\n    pass\n")
    printed = [follow(step, tmp_path) for step in steps("Add a thing", PLAN)]
    assert printed[-1] == "def f():\n    return 3\n    pass\n\n\ny = 2\n"
    assert (tmp_path / "a/new.py").read_text() == "x = 1\n"


def test_a_command_that_fails_is_named_with_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"(?s)sh -c echo rain; false.*rain"):
        follow(Step(text="echo rain; false"), tmp_path)


@pytest.mark.parametrize(
    ("title", "message"),
    [("Add another", "the block 'z = 4' does not say"), ("Add", "there is no recipe 'Add'")],
)
def test_a_recipe_that_cannot_be_followed(title: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        list(steps(title, PLAN))
