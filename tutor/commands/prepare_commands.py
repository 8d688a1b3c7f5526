"""The commands that prepare for an interview, as the command line has them.

Nothing heavy is imported here: only the command that is called brings what it needs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tutor.commands import completion
from tutor.options import AsciiOption, number

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
MOST = 600  # minutes of a day


@app.command()
def prepare(
    by: Annotated[
        str,
        typer.Option(
            metavar="DAY",
            show_default=False,
            help="The day of the interview: a weekday, `tomorrow`, or a date as 2026-12-24. "
            "Without it: twenty minutes now.",
        ),
    ] = "",
    minutes: Annotated[
        float | None,
        typer.Option(
            "--minutes", metavar="M", parser=number(float, 9, MOST), help="Minutes of a day."
        ),
    ] = None,
    role: Annotated[
        str,
        typer.Option(
            metavar="ROLE",
            show_default=False,
            help="backend or lead; a lead also designs and explains an incident.",
            autocompletion=completion.roles,
        ),
    ] = "",
    go: Annotated[
        bool, typer.Option("--go", help="Start the first thing that the plan asks today.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
) -> None:
    """Plan what to do until your interview."""
    from tutor.commands.prepare import run

    run(by=by, minutes=minutes or (45.0 if by else 0.0), role=role, go=go, as_json=as_json)


@app.command()
def sheet(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="FILE.md or FILE.html. Without it: print the sheet."),
    ] = None,
    weak: Annotated[
        bool, typer.Option("--weak", help="Only the answers of your weak topics.")
    ] = False,
    ascii_only: AsciiOption = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the sheet as JSON.")] = False,
) -> None:
    """Print what to know on one page: figures, codes, answers."""
    from tutor.commands.sheet import run

    run(file, weak=weak, ascii=ascii_only, as_json=as_json)
