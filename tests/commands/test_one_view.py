"""`tutor lesson N --scene NAME --view VIEW`: one picture alone."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
import typer

from tutor.commands import lesson as command
from tutor.errors import UsageError
from tutor.library.lesson_request import Request
from tutor.view.table import ROWS


def shown(capsys: pytest.CaptureFixture[str], **asked: object) -> str:
    request = Request(number="7", scene="three_tabs", replay=True)
    command.run(request._replace(**asked))
    return capsys.readouterr().out


@pytest.mark.parametrize("view", [row.name for row in ROWS])
def test_every_view_can_be_had_alone(view: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, view=view, step=100, width=60, height=9)
    assert 1 <= len(text.splitlines()) <= 9
    assert max(map(len, text.splitlines())) <= 60


@pytest.mark.parametrize("name", ["source", "code", "c"])
def test_a_view_has_a_name_a_word_and_a_key(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ".py:" in shown(capsys, view=name, step=100)


def test_the_flow_has_the_rounds_of_the_scenes_text_here_and_in_an_exported_picture(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    look = {"number": "4", "scene": "no_route"}
    assert "── A typo on the second server ──" in shown(capsys, view="flow", width=100, **look)
    file = tmp_path / "step.html"
    with suppress(typer.Exit):  # a scene may show a failure
        shown(capsys, export=file, **look)
    assert "── A typo on the second server ──" in file.read_text()


def test_without_a_step_it_is_the_last_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert "everything has settled" in shown(capsys, view="flow", width=80)


def test_it_can_be_in_words_and_in_ascii(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, view="groups", step=100, words=True).startswith("Group user_john")
    assert shown(capsys, view="scope", step=100, ascii=True).isascii()


@pytest.mark.parametrize(
    ("asked", "said", "hint"),
    [
        ({"view": "nix"}, "no view 'nix'", "Views: topology, groups (layer), source (code)"),
        ({"view": "flow", "scene": None}, "needs --scene", "Scenes of lesson 7: alone, three_tabs"),
        ({"view": "flow", "step": 100_000}, "no step 100000", "There are 0 to "),
        ({"width": 40}, "go with --view", ""),
        ({"height": 4}, "go with --view", ""),
    ],
)
def test_what_cannot_be_shown_is_said(asked: dict[str, object], said: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        command.run(Request(number="7", scene="three_tabs", replay=True)._replace(**asked))
    assert said in caught.value.message
    assert hint in caught.value.hint


def test_a_view_starts_no_server() -> None:
    with pytest.raises(UsageError, match="--view starts no server"):
        command.run(
            Request(number="7", scene="three_tabs", view="flow", layer="redis", replay=True)
        )
