"""The commands about what is installed here, as the command line has them.

Nothing heavy is imported here: only the command that is called brings what it needs.
"""

from __future__ import annotations

from typing import Annotated

import typer

from tutor.commands import completion
from tutor.options import AsciiOption, number

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def serve(
    port: Annotated[
        int,
        typer.Option(
            metavar="PORT", parser=number(int, 0, 65535), help="Port; 0 picks a free one."
        ),
    ] = 8000,
) -> None:
    """Serve the demo site, to open in a browser."""
    from tutor.commands.serve import run

    run(port)


@app.command()
def check(
    chapter: Annotated[
        int | None,
        typer.Argument(
            metavar="N",
            parser=number(int, 1),
            help="Only the claims of chapter N.",
            autocompletion=completion.lessons,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the ledger as JSON.")] = False,
    claim: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="Only this claim, for example C07-06.",
            autocompletion=completion.claims,
        ),
    ] = None,
    fail_fast: Annotated[
        bool, typer.Option("--fail-fast", help="Stop at the first claim that does not hold.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", "-j", metavar="J", parser=number(int, 1, 16), help="Run J scenes at a time."
        ),
    ] = None,
    ascii_only: AsciiOption = False,
) -> None:
    """Prove the claims of the course on the versions installed here."""
    from tutor.commands import check as command
    from tutor.runtime.system import need_posix

    need_posix("A proof")
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
        bool, typer.Option("--clean", help="Remove what a killed tutor has left behind.")
    ] = False,
) -> None:
    """Show which versions and tools are installed."""
    from tutor.commands.doctor import run

    run(clean=clean)
