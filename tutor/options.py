"""Options that several commands have, and numbers on the command line."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Annotated, TypeVar

import typer

Number = TypeVar("Number", int, float)

NO_MOUSE = "TUTOR_NO_MOUSE"
MOTION = "TUTOR_MOTION"

PlainOption = Annotated[bool, typer.Option("--plain", help="Print linear text; open no player.")]
AsciiOption = Annotated[bool, typer.Option("--ascii", help="Use ASCII characters only.")]


def _leave_the_mouse(wanted: bool) -> None:
    if wanted:
        os.environ[NO_MOUSE] = "1"  # where a screen looks, and those that it opens


NoMouseOption = Annotated[
    bool,
    typer.Option(
        "--no-mouse",
        callback=_leave_the_mouse,
        help=f"Leave the mouse to the terminal, as {NO_MOUSE}=1.",
    ),
]


def _keep_still(wanted: bool) -> None:
    if wanted:
        os.environ[MOTION] = "0"


StillOption = Annotated[
    bool,
    typer.Option(
        "--still", callback=_keep_still, help=f"Let nothing move in the player, as {MOTION}=0."
    ),
]


def number(
    kind: type[Number], low: int, high: int | None = None
) -> Callable[[str | Number], Number]:
    """A parser for `typer.Option(parser=…)`: numbers from `low` on, or to `high`."""
    what = "a whole number" if kind is int else "a number"
    expected = f"expected {what} from {low}{'' if high is None else f' to {high}'}"

    def read(text: str | Number) -> Number:
        try:
            value = kind(text)
        except ValueError:
            raise typer.BadParameter(f"{expected}, got {text!r}.") from None
        if not (low <= value and (high is None or value <= high)):
            raise typer.BadParameter(f"{expected}, got {text}.")
        return value

    return read
