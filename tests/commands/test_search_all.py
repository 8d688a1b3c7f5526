"""`tutor search WORDS`."""

from __future__ import annotations

import json

import pytest
import typer

from tutor.commands import search_all as search
from tutor.errors import UsageError

Out = pytest.CaptureFixture[str]


def test_each_line_begins_with_the_command_that_opens_it(capsys: Out) -> None:
    search.run("ghost")
    shown = capsys.readouterr().out.splitlines()
    assert any(line.startswith("tutor play --goal 7/ghost  goal: ") for line in shown)


def test_the_rest_is_counted_and_shown_when_asked_for(capsys: Out) -> None:
    search.run("group")
    few = capsys.readouterr().out.splitlines()
    search.run("group", everything=True)
    every = capsys.readouterr().out.splitlines()
    assert few[-1] == f"{len(every) - search.MOST} more: --all"


def test_json_has_kind_title_and_command(capsys: Out) -> None:
    search.run("ghost", as_json=True)
    assert set(json.loads(capsys.readouterr().out)[0]) == {"kind", "title", "command"}


def test_nothing_found_ends_with_one(capsys: Out) -> None:
    with pytest.raises(typer.Exit) as end:
        search.run("pineapple submarine")
    assert (end.value.exit_code, capsys.readouterr().out) == (
        1,
        "Nothing of the course has these words.\n",
    )


def test_words_are_needed() -> None:
    with pytest.raises(UsageError, match="Which words"):
        search.run(" ")
