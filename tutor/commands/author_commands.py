"""`tutor dev`: the authors' commands. Each imports its tool when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tutor.commands import completion
from tutor.errors import UsageError

NUMBER = typer.Argument(
    metavar="N", help="Number of the lesson.", autocompletion=completion.lessons
)

app = typer.Typer(
    name="dev",
    help="For authors: begin, record and check lessons.",
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
new = typer.Typer(
    help="Begin a lesson, a scene or an exercise; nothing is overwritten.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
app.add_typer(new, name="new")


@new.command("lesson")
def new_lesson(
    number: Annotated[int, NUMBER],
    title: Annotated[str, typer.Argument(help="Needed when course.toml has none.")] = "",
) -> None:
    """Make the folder of a lesson, with a first page."""
    _new("lesson", number, title)


@new.command("scene")
def new_scene(
    number: Annotated[int, NUMBER],
    name: Annotated[str, typer.Argument(metavar="NAME", help="For example three_tabs.")],
) -> None:
    """Add a page, a script and a small application, ready to run."""
    _new("scene", number, name)


@new.command("exercise")
def new_exercise(
    number: Annotated[int, NUMBER],
    name: Annotated[str, typer.Argument(metavar="NAME", help="For example closes.")],
) -> None:
    """Add an exercise that proves itself as it stands."""
    _new("exercise", number, name)


@app.command()
def record(
    number: Annotated[
        int | None,
        typer.Argument(
            metavar="N",
            help="The lesson. Without it, or with --all: all lessons.",
            autocompletion=completion.lessons,
        ),
    ] = None,
    scenes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SCENE",
            help="Without one: all scenes of the lesson.",
            autocompletion=completion.scenes,
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Play the scenes of all lessons.")] = False,
    changed: Annotated[
        bool,
        typer.Option(
            "--changed",
            help="Renew only recordings that differ from a run or have an older schema.",
        ),
    ] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep recordings that do not fit the text, too.")
    ] = False,
) -> None:
    """Play scenes live; keep the recordings that fit the text."""
    from tutor.dev.record import main
    from tutor.library.find import course

    course()  # a folder that is no course is a mistake in the command line
    place = [str(number), *(scenes or ())] if number is not None else []
    given = {"--all": every, "--changed": changed, "--keep": keep}
    _end(main([*place, *(option for option, is_given in given.items() if is_given)]))


@app.command()
def check(
    live: Annotated[
        bool, typer.Option("--live", help="Run every scene, and compare it with its recording.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Take a row of the ledger without a proof as an error.")
    ] = False,
) -> None:
    """Name what is wrong in the lessons, with file and line."""
    from tutor.dev.check_course import main
    from tutor.library.find import course

    course()  # a folder that is no course is a mistake in the command line
    _end(main([*(["--live"] if live else []), *(["--strict"] if strict else [])]))


@app.command()
def diagnose(
    file: Annotated[
        str,
        typer.Argument(
            metavar="[FILE]",
            help="A recording, as JSON lines. Without it: what is right, missed and false, in all.",
        ),
    ] = "",
    notes: Annotated[
        bool, typer.Option("--notes", help="Also what a healthy run may hold, such as a refusal.")
    ] = False,
    live: Annotated[
        bool, typer.Option("--live", help="Without FILE: run every exercise as it begins, too.")
    ] = False,
) -> None:
    """Say what the general rules find in a recording."""
    if file and live:
        raise UsageError("--live takes no FILE.", "`tutor dev diagnose --live` is all.")
    if not file:
        from tutor.dev import findings_table
        from tutor.library.find import course

        course()  # a folder that is no course is a mistake in the command line
        _end(findings_table.main(live=live))
        return
    from tutor.dev.diagnose import main

    _end(main([file, *(["--notes"] if notes else [])]))


@app.command()
def exercise(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME",
            help="For example closes, 7/closes, or 7 for all of lesson 7. Without one: all.",
            autocompletion=completion.exercises,
        ),
    ] = None,
    code: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Run this file in place of the edited one, and no other."
        ),
    ] = None,
    facts: Annotated[
        bool, typer.Option("--facts", help="Print every fact of each run, a line each.")
    ] = False,
) -> None:
    """Run exercises: start, solution, each wrong mend."""
    from tutor.dev.check_exercises import main
    from tutor.library.find import course

    course()  # a folder that is no course is a mistake in the command line
    _end(main(names or [], code=code, facts=facts))


def _new(what: str, number: int, name: str) -> None:
    from tutor.dev.new import main

    _end(main([what, str(number), name]))


def _end(code: int) -> None:
    if code:
        raise typer.Exit(code)
