"""What `tutor play` can open, by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.errors import UsageError
from tutor.library.stages import _purpose, listed, offered, opening, usual_path


def test_without_a_name_it_is_the_demo_project_with_two_tabs() -> None:
    found = opening("")
    assert (found.app, found.scene, found.folder.name) == ("", "", "demo_project")
    assert [line.split()[:2] for line in found.lines] == [["open", "john"], ["open", "admin"]]


@pytest.mark.parametrize("name", ["lobby", "7/lobby", "07/lobby"])
def test_a_lab_is_opened_where_its_scenes_open_it(name: str) -> None:
    found = opening(name)
    assert (found.app, found.path) == ("labs/lobby.py:application", "/ws/lobby/")
    assert found.folder.name == "07_channel_layers_and_groups"


def test_a_scene_is_what_is_gone_on_from() -> None:
    found = opening("7/three_tabs")
    assert (found.app, found.scene) == ("", "three_tabs")


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("loby", "There is no lab loby.", "Did you mean lobby? `tutor play --list` has"),
        ("xyzzyx", "There is no lab xyzzyx.", "`tutor play --list` has every lab; a scene is"),
        ("three_tab", "There is no lab three_tab.", "Did you mean 7/three_tabs or "),
        ("echo", "Several lessons have a lab echo.", "Name one: 1/echo, 2/echo."),
        ("rooms", "Several lessons have a lab rooms.", "Name one: 9/rooms, 10/rooms, 11/rooms."),
        ("7/nix", "There is no scene or lab nix in lesson 7.", ""),
        ("99/nix", "There is no lesson 99.", "There are 1 to 11."),
    ],
)
def test_an_unknown_name_says_what_there_is(name: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        opening(name)
    assert caught.value.message == message
    assert caught.value.hint.startswith(hint)


def test_everything_that_is_offered_can_be_opened() -> None:
    names = [name for name, _ in offered()]
    assert len(names) > 30
    assert all(opening(name).app for name in names)


def test_labs_are_listed_by_lesson_with_what_they_are_for() -> None:
    every = dict(listed())
    lobby = dict(every["7 Channel layers and groups"])["lobby"]
    assert lobby == "A lobby: what anybody says reaches whoever has joined."
    assert "9/rooms" in {name for rows in every.values() for name, _ in rows}
    assert all(opening(name).app for rows in every.values() for name, _ in rows)
    assert [name for rows in every.values() for name, says in rows if not says] == []


def test_a_lab_that_cannot_be_read_is_listed_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("def (", encoding="utf-8")
    assert _purpose(tmp_path / "x.py") == ""


def lab(folder: Path, text: str, scenes: str = "") -> str:
    (folder / "labs").mkdir()
    (folder / "labs/x.py").write_text(text, encoding="utf-8")
    if scenes:
        (folder / "scenes.py").write_text(scenes, encoding="utf-8")
    return usual_path(folder, "x")


def test_without_a_scene_a_route_of_the_lab_is_its_path(tmp_path: Path) -> None:
    text = 'path("page/", f), path("ws/<name>/", c), path("ws/x/", c)'
    assert lab(tmp_path, text, "async def s(") == "/ws/x/"


def test_a_lab_without_any_route_has_no_path(tmp_path: Path) -> None:
    assert lab(tmp_path, "application = None") == ""


def test_a_scene_of_another_lab_says_nothing(tmp_path: Path) -> None:
    scenes = (
        "async def s(stage):\n"
        '    await stage.server(app="labs/y.py:application")\n'
        '    await stage.client("ann", "/y/")\n'
        "async def t(stage):\n"
        '    await stage.server(app="labs/x.py:application")\n'
        '    await stage.client("ann", PATH)\n'
        '    await stage.client("ben", "/x/")\n'
    )
    assert lab(tmp_path, "", scenes) == "/x/"
