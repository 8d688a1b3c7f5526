"""How soon something stands on the screen: help, the first line in plain text."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Result, at_most, command, environment, first_line

TWO_COMMANDS = '''
import typer
app = typer.Typer()
@app.command()
def one(name: str = "x") -> None:
    """One."""
@app.command()
def two(name: str = "x") -> None:
    """Two."""
app()
'''

ONE_RICH_LINE = """
import typer
app = typer.Typer()
@app.command()
def lesson(number: int, plain: bool = False) -> None:
    from rich.console import Console
    Console().print("[bold]7 Channel layers and groups[/bold]")
app()
"""


def run() -> Iterator[Result]:
    """Whole processes, from Popen."""
    with tempfile.TemporaryDirectory() as folder:
        reference = Path(folder, "two.py")
        reference.write_text(TWO_COMMANDS)
        line = Path(folder, "line.py")
        line.write_text(ONE_RICH_LINE)
        env = environment(TUTOR_HOME=folder)
        tutor = (sys.executable, "-m", "tutor")
        yield at_most(
            "`tutor --help`, whole process",
            "a two-command typer app's `--help`",
            1.15,
            command(*tutor, "--help"),
            command(sys.executable, str(reference), "--help"),
            rounds=15,
        )
        yield at_most(
            "first line of `tutor lesson 7 --plain`",
            "a typer command that prints one rich line",
            1.3,
            first_line(*tutor, "lesson", "7", "--plain", env=env),
            first_line(sys.executable, str(line), "7", "--plain"),
            rounds=15,
        )
