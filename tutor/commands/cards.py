"""The commands that ask cards and count answers, as the command line has them.

Nothing heavy is imported here: only the command that is called brings what it needs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from tutor.options import AsciiOption, PlainOption, number

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)

DAY: Final = 1440  # minutes: no sitting is longer

JsonLinesOption = Annotated[bool, typer.Option("--json", help="JSON lines in and out.")]
CramOption = Annotated[
    bool, typer.Option("--cram", help="Any card, due or not; the schedule stays as it is.")
]
CountOption = Annotated[
    int, typer.Option("--count", metavar="K", parser=number(int, 0), help="So many cards at most.")
]
MinutesOption = Annotated[
    float,
    typer.Option(
        "--minutes", metavar="M", parser=number(float, 0, DAY), help="No new card after that."
    ),
]
SeedOption = Annotated[
    str,
    typer.Option("--seed", metavar="S", help="The same order again, as far as cards are the same."),
]


@app.command()
def quiz(
    number: Annotated[
        str | None, typer.Argument(metavar="N", help="Its lesson; none: all of them.")
    ] = None,
    card: Annotated[
        list[str] | None, typer.Option("--card", metavar="ID", help="Just this card.")
    ] = None,
    flagged: Annotated[bool, typer.Option("--flagged", help="The cards you have flagged.")] = False,
    cram: CramOption = False,
    count: CountOption = 0,
    minutes: MinutesOption = 0,
    seed: SeedOption = "",
    plain: PlainOption = False,
    ascii_only: AsciiOption = False,
    as_json: JsonLinesOption = False,
) -> None:
    """Answer cards of a lesson or of all: what is due, then new ones."""
    from tutor.commands import quiz as command

    command.run(
        command.Request(
            kind="quiz",
            number=number,
            cards=tuple(card or ()),
            flagged=flagged,
            cram=cram,
            count=count,
            minutes=minutes,
            seed=seed,
            plain=plain,
            ascii=ascii_only,
            json=as_json,
        )
    )


@app.command()
def review(
    cram: CramOption = False,
    count: CountOption = 0,
    minutes: MinutesOption = 0,
    plain: PlainOption = False,
    ascii_only: AsciiOption = False,
    as_json: JsonLinesOption = False,
) -> None:
    """Answer what is due today, until you know it."""
    from tutor.commands import quiz as command

    command.run(
        command.Request(
            kind="review",
            cram=cram,
            count=count,
            minutes=minutes,
            plain=plain,
            ascii=ascii_only,
            json=as_json,
        )
    )


@app.command()
def interview(
    minutes: Annotated[
        float,
        typer.Option(
            "--minutes", metavar="M", parser=number(float, 1, DAY), help="How long it takes."
        ),
    ] = 30,
    chapters: Annotated[
        str, typer.Option("--chapters", metavar="N,N", help="Only these, as 4,7.")
    ] = "",
    seed: SeedOption = "",
    transcript: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write it down, as Markdown.")
    ] = None,
    plain: PlainOption = False,
    ascii_only: AsciiOption = False,
    as_json: JsonLinesOption = False,
) -> None:
    """A mock interview, with a clock, a score and a transcript."""
    from tutor.commands import quiz as command

    command.run(
        command.Request(
            kind="interview",
            minutes=minutes,
            chapters=chapters,
            seed=seed,
            transcript=transcript,
            plain=plain,
            ascii=ascii_only,
            json=as_json,
        )
    )


@app.command()
def progress(
    as_json: Annotated[bool, typer.Option("--json", help="Print the numbers as JSON.")] = False,
    ascii_only: AsciiOption = False,
) -> None:
    """Cards by lesson, retention, streak, and what is due."""
    from tutor.commands.progress import run

    run(as_json=as_json, ascii=ascii_only)


@app.command()
def notes() -> None:
    """Print your answers beside what ran, as Markdown."""
    from tutor.commands.progress import notes as write

    write()
