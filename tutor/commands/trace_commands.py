"""The commands for a project of one's own, as the command line has them.

Nothing heavy is imported here: only the command that is called brings what it needs.
"""

from __future__ import annotations

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
        list[str] | None,
        typer.Argument(metavar="-- COMMAND", help="What you would type to start your server."),
    ] = None,
    listen: Annotated[
        bool,
        typer.Option("--listen", help="Print a line that starts it in another terminal."),
    ] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="Print a line a message, in place of the screen.")
    ] = False,
    jsonl: Annotated[
        str,
        typer.Option(metavar="FILE", help="Write a recording as it grows; to DIR/ one a test."),
    ] = "",
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
    mask: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="Mask the values of a key, or what a regular expression finds."
        ),
    ] = None,
    ascii_only: AsciiOption = False,
) -> None:
    """Watch your own project: run its server, and see each message."""
    from tutor.commands.trace_project import run

    run(
        command or [],
        plain=plain,
        listens=listen,
        jsonl=jsonl,
        masks=mask or [],
        until=until,
        fail_on=fail_on,
        detail=detail,
        ascii=ascii_only,
    )
