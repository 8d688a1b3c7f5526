"""The commands that play lessons, as the command line has them.

Nothing heavy is imported here: `lesson.py` has what they do. Annotations are not postponed, for
Typer would evaluate each of them as text before a lesson begins.
"""

from pathlib import Path
from typing import Annotated

import typer

from tutor.commands import completion
from tutor.options import AsciiOption, NoMouseOption, PlainOption, StillOption, number
from tutor.runtime.layer_names import LAYERS

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def lesson(
    number: Annotated[
        str | None,
        typer.Argument(
            metavar="N",
            help="The lesson. Without it: the list of lessons.",
            autocompletion=completion.lessons,
        ),
    ] = None,
    scene: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Begin with this scene.", autocompletion=completion.scenes
        ),
    ] = None,
    page: Annotated[
        int | None,
        typer.Option(metavar="PAGE", parser=number(int, 1), help="Begin with this page."),
    ] = None,
    step: Annotated[
        int | None,
        typer.Option(metavar="STEP", parser=number(int, 0), help="Begin at this step."),
    ] = None,
    plain: PlainOption = False,
    ascii_only: AsciiOption = False,
    no_mouse: NoMouseOption = False,
    still: StillOption = False,
    brief: Annotated[
        bool,
        typer.Option(
            "--brief", help="Print linear text without pictures: what to read in a hurry."
        ),
    ] = False,
    words: Annotated[
        bool,
        typer.Option("--words", help="Print linear text, sentences in place of drawings."),
    ] = False,
    replay: Annotated[
        bool, typer.Option("--replay", help="Play the recordings; start no server.")
    ] = False,
    layer: Annotated[
        str | None,
        typer.Option(
            metavar="LAYER",
            help=f"Channel layer where a scene names none: {', '.join(LAYERS)}.",
            autocompletion=completion.layers,
        ),
    ] = None,
    redis: Annotated[
        str | None, typer.Option(metavar="URL", help="Use this Redis server; start none.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Run the scene and print its trace as JSON lines.")
    ] = False,
    scenes: Annotated[
        bool, typer.Option("--scenes", help="List the scenes of the lesson.")
    ] = False,
    visit: Annotated[
        bool, typer.Option("--visit", help="Just look: your place and your answers are not saved.")
    ] = False,
    view: Annotated[
        str | None,
        typer.Option(
            metavar="VIEW",
            help="Print one picture of the recording alone, as it is at the step.",
            autocompletion=completion.views,
        ),
    ] = None,
    width: Annotated[
        int | None,
        typer.Option(metavar="CELLS", parser=number(int, 20, 500), help="Its width."),
    ] = None,
    height: Annotated[
        int | None,
        typer.Option(metavar="ROWS", parser=number(int, 1, 500), help="Its rows at most."),
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the scene to FILE.svg, .html, .json or .jsonl."),
    ] = None,
) -> None:
    """Play a lesson, or list the lessons."""
    from tutor.commands import lesson as command
    from tutor.library.lesson_request import Request

    command.run(
        Request(
            number=number,
            scene=scene,
            step=step,
            page=page or 1,
            is_named=page is not None,
            plain=plain or brief or words,
            brief=brief,
            words=words,
            ascii=ascii_only,
            replay=replay or brief or view is not None,  # a step is a step of the recording
            layer=layer or "",
            redis=redis or "",
            json=as_json,
            scenes=scenes,
            visit=visit,
            view=view or "",
            width=width,
            height=height,
            export=export,
        )
    )


@app.command()
def path(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="The path to choose; `everything` is all lessons. Without it: the list of paths.",
            autocompletion=completion.paths,
        ),
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            metavar="DAY",
            show_default=False,
            help="The day of an interview: a weekday, `tomorrow`, or a date as 2026-12-24.",
        ),
    ] = "",
    ascii_only: AsciiOption = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the paths as JSON.")] = False,
) -> None:
    """Choose what to watch in the time that you have."""
    from tutor.commands import path as command

    command.run(name, by=by, as_json=as_json, ascii=ascii_only)


@app.command("next")
def resume(
    plain: PlainOption = False,
    ascii_only: AsciiOption = False,
    no_mouse: NoMouseOption = False,
    still: StillOption = False,
) -> None:
    """Go on where you left off, or open the next unread lesson."""
    from tutor.commands import lesson as command

    command.resume(plain=plain, ascii=ascii_only)


@app.command()
def play(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="A lab (lobby), or a scene to go on from (7/three_tabs); without it the demo.",
            autocompletion=completion.stages,
        ),
    ] = "",
    plain: PlainOption = False,
    words: Annotated[
        bool, typer.Option("--words", help="Print sentences in place of drawings.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the facts as JSON lines.")] = False,
    labs: Annotated[
        bool, typer.Option("--list", help="List the labs of each lesson, and what they are for.")
    ] = False,
    goals: Annotated[
        bool, typer.Option("--goals", help="List the goals, and which of them you have solved.")
    ] = False,
    goal: Annotated[
        str,
        typer.Option(
            metavar="GOAL",
            help="Open a goal: a task that is judged by what happens.",
            autocompletion=completion.goals,
        ),
    ] = "",
    ascii_only: AsciiOption = False,
    no_mouse: NoMouseOption = False,
    still: StillOption = False,
) -> None:
    """Open a stage without a script: type what tabs and servers do."""
    from tutor.commands import play as command

    if labs:
        command.list_labs(as_json=as_json, ascii=ascii_only, words=words)
    elif goals:
        command.list_goals(as_json=as_json, ascii=ascii_only, words=words)
    else:
        command.run(name, goal=goal, plain=plain, ascii=ascii_only, words=words, json=as_json)
