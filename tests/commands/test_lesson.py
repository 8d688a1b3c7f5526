"""`tutor lesson` and `tutor next`: which lesson is opened, and how."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tutor.commands import lesson as command
from tutor.learner.store import Position, Store
from tutor.library import find
from tutor.library.lesson_request import Request

SLUG = "07_channel_layers_and_groups"


@pytest.mark.parametrize("look", [{}, {"plain": True}, {"ascii": True}], ids=str)
def test_next_opens_the_lesson_as_it_is_asked_to(
    look: dict[str, bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Request] = []
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path))
    monkeypatch.setattr(command, "run", asked.append)
    command.resume(**look)
    with Store(tmp_path) as store:
        store.save(Position(lesson=SLUG, page=4, pages=3), at=1.0)
    command.resume(**look)
    first = find.course().outlines[0].slug
    assert asked == [Request(number=first, **look), Request(number=SLUG, page=4, **look)]


def test_the_list_has_a_line_for_every_lesson(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path))
    with Store(tmp_path) as store:
        store.save(Position(lesson=SLUG, page=4, pages=3), at=1.0)
    command.run(Request())
    lines = capsys.readouterr().out.splitlines()
    outlines = find.course().outlines
    assert [line.split()[0] for line in lines[: len(outlines)]] == [str(o.number) for o in outlines]
    assert [line.endswith("  new") for line in lines[: len(outlines)]].count(False) == 1
    assert re.search(r"  page 4 of \d+$", lines[6])
    assert lines[-1] == "`tutor lesson N` plays one."
