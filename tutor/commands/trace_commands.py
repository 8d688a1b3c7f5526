"""The commands for a project of one's own, as the command line has them.

Nothing heavy is imported here: only the command that is called brings what it needs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tutor.options import AsciiOption

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)


@app.callback()
def group() -> None:
    """With this the module is a group, also of one command."""


@app.command(context_settings={"allow_interspersed_args": False})
def trace(
    command: Annotated[
        list[str],
        typer.Argument(metavar="-- COMMAND", help="What you would type to start your server."),
    ],
    plain: Annotated[
        bool, typer.Option("--plain", help="Print a line a message, in place of the screen.")
    ] = False,
    jsonl: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the recording to FILE, a new one.")
    ] = None,
    until: Annotated[
        str,
        typer.Option(
            metavar="PATTERN", help='End at the first fact that matches: "group.sent group=room".'
        ),
    ] = "",
    fail_on: Annotated[
        str,
        typer.Option(
            metavar="NAMES", help="Fail when one of these happens: dropped,stalled,failed."
        ),
    ] = "",
    detail: Annotated[
        str,
        typer.Option(
            metavar="full|low", help="low costs less: no state, no place of a call, no copies."
        ),
    ] = "full",
    ascii_only: AsciiOption = False,
) -> None:
    """Watch your own project: run its server, and see each message."""
    from tutor.commands.trace_project import run

    run(
        command,
        plain=plain,
        jsonl=jsonl,
        until=until,
        fail_on=fail_on,
        detail=detail,
        ascii=ascii_only,
    )
