"""The commands about what is installed here, as the command line has them.

Nothing heavy is imported here: only the command that is called brings what it needs.
"""

from __future__ import annotations

from typing import Annotated

import typer

from tutor.options import AsciiOption, number

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def serve(
    port: Annotated[
        int,
        typer.Option(
            metavar="PORT", parser=number(int, 0, 65535), help="Port; 0 takes a free one."
        ),
    ] = 8000,
) -> None:
    """Run the demo site alone, to look at in a browser."""
    from tutor.commands.serve import run

    run(port)


@app.command()
def check(
    chapter: Annotated[
        int | None,
        typer.Argument(metavar="N", parser=number(int, 1), help="Only the claims of chapter N."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the ledger as JSON.")] = False,
    claim: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only this claim, as C07-06.")
    ] = None,
    fail_fast: Annotated[
        bool, typer.Option("--fail-fast", help="Stop at the first that does not hold.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", "-j", metavar="J", parser=number(int, 1, 16), help="Scenes side by side."
        ),
    ] = None,
    ascii_only: AsciiOption = False,
) -> None:
    """Prove the guide's claims here and now."""
    from tutor.commands import check as command

    command.run(
        command.Request(
            json=as_json,
            chapter=chapter,
            claims=tuple(claim or ()),
            fail_fast=fail_fast,
            jobs=jobs,
            ascii=ascii_only,
        )
    )


@app.command()
def doctor(
    clean: Annotated[
        bool, typer.Option("--clean", help="Remove what a killed tutor may have left.")
    ] = False,
) -> None:
    """Say which versions and tools are here."""
    from tutor.commands.doctor import run

    run(clean=clean)
