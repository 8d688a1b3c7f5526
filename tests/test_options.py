"""Options that several commands have."""

from __future__ import annotations

import os

import pytest
import typer
from typer.testing import CliRunner

from tutor.options import MOTION, StillOption, number


@pytest.mark.parametrize(
    ("parse", "text", "says"),
    [
        (number(int, 0), "x", "expected a whole number from 0, got 'x'."),
        (number(int, 0), "1.5", "expected a whole number from 0, got '1.5'."),
        (number(int, 0), "-1", "expected a whole number from 0, got -1."),
        (number(int, 1, 16), "17", "expected a whole number from 1 to 16, got 17."),
        (number(float, 1), "nan", "expected a number from 1, got nan."),
    ],
)
def test_what_is_no_such_number(parse, text: str, says: str) -> None:
    with pytest.raises(typer.BadParameter) as raised:
        parse(text)
    assert raised.value.message == says


def test_numbers_and_defaults() -> None:
    assert (number(int, 0)("3"), number(int, 0, 9)(0), number(float, 1)("1.5")) == (3, 0, 1.5)


@pytest.mark.parametrize(("given", "motion"), [(["--still"], "0"), ([], "")])
def test_still_is_where_the_player_looks(
    monkeypatch: pytest.MonkeyPatch, given: list[str], motion: str
) -> None:
    monkeypatch.setenv(MOTION, "")
    app = typer.Typer()
    seen: list[str] = []

    @app.command()
    def play(still: StillOption = False) -> None:
        seen.append(os.environ[MOTION])

    assert CliRunner().invoke(app, given).exit_code == 0
    assert seen == [motion]
