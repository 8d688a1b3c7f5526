"""The commands that find something by words, as the command line has them.

Nothing heavy is imported here: only the command that is called brings what it needs.
"""

from pathlib import Path
from typing import Annotated

import typer

from tutor.commands import completion
from tutor.errors import UsageError
from tutor.options import AsciiOption

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def why(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TEXT]",
            help="A line of a log, an exception, a close code, or a few words. Without it: a log "
            "that is piped in, else the list of symptoms.",
            autocompletion=completion.symptoms,
        ),
    ] = None,
    trace: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Say what is wrong in a recording of `tutor trace`."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answers as JSON.")] = False,
    ascii_only: AsciiOption = False,
) -> None:
    """Find the cause of what you see: a log line, a code."""
    if trace is not None:
        from tutor.commands.trace_project import findings

        if words:
            raise UsageError("--trace takes no TEXT.", "`tutor why --trace FILE` is all.")
        findings(trace, as_json=as_json, ascii=ascii_only)
        return
    from tutor.commands import why as command

    command.run(" ".join(words or ()), as_json=as_json, ascii=ascii_only)


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="What to look for.")],
    everything: Annotated[bool, typer.Option("--all", help="Print all that is found.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what is found as JSON.")] = False,
    ascii_only: AsciiOption = False,
) -> None:
    """Find scenes, cards, exercises and more by words."""
    from tutor.commands import search_all as command

    command.run(" ".join(words), everything=everything, as_json=as_json, ascii=ascii_only)
