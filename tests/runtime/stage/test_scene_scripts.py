"""Scene scripts are found by name, and their errors say where they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.errors import Unavailable, UsageError
from tutor.runtime.stage.scene_scripts import find_script, find_scripts, servers_needed


def lesson(folder: Path, text: str) -> Path:
    (folder / "scenes.py").write_text(text, encoding="utf-8")
    return folder


def test_scenes_are_the_public_coroutines_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "from asyncio import sleep\nasync def b(stage): ...\nasync def _helper(): ...\n"
    found = find_scripts(lesson(tmp_path, text + "async def a(stage): ...\ndef sync(): ...\n"))
    assert list(found) == ["b", "a"]


def test_an_unknown_scene_names_the_known_ones(scenes: Path) -> None:
    with pytest.raises(UsageError, match="There is no scene helo in scenes") as error:
        find_script(scenes, "helo")
    assert "hello, room" in error.value.hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("async def a(stage)\n    ...\n", "scenes.py:1: SyntaxError: expected ':'"),
        ("\nimport json.no_such\n", "scenes.py:2: ModuleNotFoundError: No module named"),
        ("def f():\n    1 / 0\n\nf()\n", "scenes.py:2: ZeroDivisionError"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_named_with_its_line(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        find_scripts(lesson(tmp_path, text))


def test_a_package_that_is_not_installed_is_named_with_the_line_that_needs_it(
    tmp_path: Path,
) -> None:
    with pytest.raises(Unavailable, match=r"no_such is not installed \(.*/scenes\.py:2\)"):
        find_scripts(lesson(tmp_path, "\nimport no_such.module\n"))


def test_a_lesson_without_scenes_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"has no scenes\.py"):
        find_scripts(tmp_path)


def test_an_edit_is_seen_at_once(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert list(find_scripts(lesson(tmp_path, f"async def {name}(stage): ...\n"))) == [name]
    assert not (tmp_path / "__pycache__").exists()


def test_the_servers_of_a_scene_are_counted_for_warming_up(tmp_path: Path) -> None:
    text = "async def a(stage):\n    await stage.server()\n    await stage.second_server()\n"
    assert servers_needed(find_script(lesson(tmp_path, text), "a")) == 2
