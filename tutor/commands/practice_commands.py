"""The command `practice`, as the command line has it.

Nothing heavy is imported here: `practice.py` has what it does.
"""

from pathlib import Path
from typing import Annotated

import typer

from tutor.commands import completion
from tutor.options import AsciiOption, PlainOption, number

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)


@app.callback()
def _group() -> None:
    """Typer makes a group of one command only where there is a callback."""


@app.command()
def practice(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="For example closes. Without it: the list of exercises.",
            autocompletion=completion.exercises,
        ),
    ] = "",
    into: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Where the code is put; else TUTOR_PRACTICE/NAME, ~/channels-practice/NAME.",
        ),
    ] = None,
    once: Annotated[
        bool,
        typer.Option("--once", help="Run it once: exit 0 mended, 1 not, 2 it could not be run."),
    ] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Run every exercise that you have begun, once.")
    ] = False,
    hint: Annotated[
        int | None,
        typer.Option(metavar="1-3", parser=number(int, 1, 3), help="Print a hint."),
    ] = None,
    solution: Annotated[
        bool, typer.Option("--solution", help="Print our solution as a difference, and why.")
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Put the save before this one into your file.")
    ] = False,
    reset: Annotated[
        bool, typer.Option("--reset", help="Put the starter into your file; --undo takes it back.")
    ] = False,
    exercises: Annotated[
        bool, typer.Option("--list", help="List the exercises, and what has become of each.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON: the list, or each run on a line.")
    ] = False,
    no_editor: Annotated[
        bool, typer.Option("--no-editor", help="Do not open $VISUAL or $EDITOR.")
    ] = False,
    plain: PlainOption = False,
    ascii_only: AsciiOption = False,
) -> None:
    """Mend real code, and have it judged by a run."""
    from tutor.commands import practice as command
    from tutor.errors import UsageError
    from tutor.terminal import wants_plain

    asked = [exercises, once, verify, hint is not None, solution, undo, reset]
    if sum(asked) > 1:
        raise UsageError(
            "One thing at a time.",
            "Give one of --list, --once, --verify, --hint, --solution, --undo, --reset.",
        )
    if verify:
        command.verify(as_json=as_json, ascii=ascii_only)
    elif exercises or (not name and (as_json or plain or wants_plain()) and not any(asked)):
        command.every(as_json=as_json, ascii=ascii_only)
    elif not name:
        command.choose(ascii=ascii_only, is_asked=any(asked))
    elif hint is not None:
        command.hint(name, hint)
    elif solution:
        command.solution(name)
    elif undo:
        command.undo(name)
    elif reset:
        command.start_over(name)
    else:
        wishes = command.Wishes(
            into=into,
            once=once,
            as_json=as_json,
            ascii=ascii_only,
            edit=not no_editor,
            plain=plain,
        )
        command.run(name, wishes)
