"""The commands about the learner's own file, as the command line has them.

Nothing heavy is imported here: only the command that is called brings what it needs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tutor.commands import completion

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def flagged(
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """List the cards that you have flagged."""
    from tutor.commands.flagged import run

    run(json=as_json)


@app.command()
def export(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The file to write; - is standard output.")
    ],
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")] = False,
    for_anki: Annotated[
        bool, typer.Option("--anki", help="Write the cards instead, as a deck for Anki.")
    ] = False,
) -> None:
    """Write your progress to a file, or the cards to a deck for Anki."""
    if for_anki:
        from tutor.commands import anki

        anki.export(Path(file), force=force)
        return
    from tutor.commands import export_import

    export_import.export(file, force=force)


@app.command("import")
def import_(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The export to read; - is standard input.")
    ],
) -> None:
    """Add the progress in an export to your own."""
    from tutor.commands import export_import

    export_import.import_(file)


@app.command()
def reset(
    number: Annotated[
        str | None,
        typer.Argument(metavar="N", help="The lesson.", autocompletion=completion.lessons),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All lessons.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Forget your progress in a lesson, or in all; a copy is kept."""
    from tutor.commands.reset import run

    run(number, everything=everything, yes=yes)
