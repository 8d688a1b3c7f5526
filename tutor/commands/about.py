"""`tutor help` and `tutor version`: what many type where an option would do."""

from typing import Annotated

import typer

from tutor.commands import completion

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command("help", hidden=True)
def help_(
    ctx: typer.Context,
    command: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[COMMAND]",
            help="The command. Without it: the program.",
            autocompletion=completion.commands,
        ),
    ] = None,
) -> None:
    """Show the help of the program, or of a command."""
    root = ctx.find_root()
    root.command.main([*(command or ()), "--help"], prog_name=root.info_name)


@app.command(hidden=True)
def version() -> None:
    """Show the version of the tutor."""
    from tutor.commands.doctor import version

    print(f"tutor {version()}")
