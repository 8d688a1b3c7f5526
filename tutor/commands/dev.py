"""`tutor dev`: the authors' commands. Each imports its tool when it is called."""

from __future__ import annotations

from typing import Annotated

import typer

from tutor.errors import Exit

NUMBER = typer.Argument(metavar="N", help="Number of the lesson.")

app = typer.Typer(
    name="dev",
    help="For authors: begin, record and check lessons.",
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
new = typer.Typer(
    help="Begin a lesson or a scene; nothing is overwritten.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
app.add_typer(new, name="new")


@new.command("lesson")
def new_lesson(
    number: Annotated[int, NUMBER],
    title: Annotated[str, typer.Argument(help="Needed when course.toml has none.")] = "",
) -> None:
    """A folder with a first page."""
    _new("lesson", number, title)


@new.command("scene")
def new_scene(
    number: Annotated[int, NUMBER],
    name: Annotated[str, typer.Argument(metavar="NAME", help="As three_tabs.")],
) -> None:
    """A page, a script and a small application to serve; they run as they are."""
    _new("scene", number, name)


@app.command()
def record(
    number: Annotated[
        int | None, typer.Argument(metavar="N", help="Number of the lesson; none: all.")
    ] = None,
    scenes: Annotated[
        list[str] | None, typer.Argument(metavar="SCENE", help="None: all of the lesson.")
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep runs that the text does not fit.")
    ] = False,
) -> None:
    """Play scenes live and keep the recordings that the text fits."""
    from tutor.commands.choose import course
    from tutor.dev.record import main

    numbers = [number] if number is not None else [o.number for o in course().outlines if o.folder]
    codes = [main([str(each), *(scenes or ()), *(["--keep"] if keep else [])]) for each in numbers]
    _end(max(codes, default=Exit.OK))


@app.command()
def check(
    live: Annotated[
        bool, typer.Option("--live", help="Run every scene, compare with its recording.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="A row of the ledger without a proof is an error.")
    ] = False,
) -> None:
    """Name everything that is wrong in the lessons, with file, line and what to do."""
    from tutor.commands.choose import course
    from tutor.dev.check import main

    course()  # a folder that is no course is a mistake in the command line
    _end(main([*(["--live"] if live else []), *(["--strict"] if strict else [])]))


def _new(what: str, number: int, name: str) -> None:
    from tutor.dev.new import main

    _end(main([what, str(number), name]))


def _end(code: int) -> None:
    if code:
        raise typer.Exit(code)
