"""The commands that ask cards and count answers, as the command line has them.

Nothing heavy is imported here: only the command that is called brings what it needs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from tutor.commands import completion
from tutor.commands.round_options import (
    DesignOption,
    FriendOption,
    GuideOption,
    IncidentOption,
    LevelOption,
    RoundsCommand,
)
from tutor.options import AsciiOption, NoMouseOption, PlainOption, number

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)

DAY: Final = 1440  # minutes: no sitting is longer

JsonLinesOption = Annotated[bool, typer.Option("--json", help="Read and write JSON lines.")]
CramOption = Annotated[
    bool, typer.Option("--cram", help="Ask any card, due or not; the schedule does not change.")
]
CountOption = Annotated[
    int,
    typer.Option(
        "--count",
        metavar="K",
        parser=number(int, 0),
        show_default=False,
        help="Ask at most K cards.",
    ),
]
MinutesOption = Annotated[
    float,
    typer.Option(
        "--minutes",
        metavar="M",
        parser=number(float, 0, DAY),
        show_default=False,
        help="Ask no new card after M minutes.",
    ),
]
IdsOption = Annotated[bool, typer.Option("--ids", help="In plain text: show the card's id.")]
SeedOption = Annotated[
    str,
    typer.Option(
        "--seed", metavar="S", help="Ask in the order of an earlier sitting with this seed."
    ),
]


@app.command()
def quiz(
    number: Annotated[
        str | None,
        typer.Argument(
            metavar="N",
            help="The lesson, or several, as 4,7 or 4-7. Without it: all lessons.",
            autocompletion=completion.lessons,
        ),
    ] = None,
    wrong: Annotated[
        bool, typer.Option("--wrong", help="Ask only cards whose latest answer was wrong.")
    ] = False,
    weak: Annotated[
        bool,
        typer.Option("--weak", help="Ask the cards of your weak topics, the weakest topic first."),
    ] = False,
    topic: Annotated[
        list[str] | None,
        typer.Option(
            "--topic",
            metavar="T",
            help="Ask only cards of this topic; may be given several times.",
            autocompletion=completion.topics,
        ),
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            metavar="K",
            help="Ask only cards of this kind, for example fault; may be given several times.",
            autocompletion=completion.kinds,
        ),
    ] = None,
    card: Annotated[
        list[str] | None,
        typer.Option(
            "--card",
            metavar="ID",
            help="Ask only this card; may be given several times.",
            autocompletion=completion.cards,
        ),
    ] = None,
    flagged: Annotated[
        bool, typer.Option("--flagged", help="Ask only the cards you have flagged.")
    ] = False,
    cram: CramOption = False,
    count: CountOption = 0,
    minutes: MinutesOption = 0,
    seed: SeedOption = "",
    ids: IdsOption = False,
    plain: PlainOption = False,
    ascii_only: AsciiOption = False,
    no_mouse: NoMouseOption = False,
    as_json: JsonLinesOption = False,
) -> None:
    """Answer cards: those that are due, then new ones."""
    from tutor.commands import quiz as command

    command.run(
        command.Request(
            kind="quiz",
            number=number,
            cards=tuple(card or ()),
            topics=tuple(topic or ()),
            kinds=tuple(kind or ()),
            wrong=wrong,
            weak=weak,
            ids=ids,
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
    ids: IdsOption = False,
    plain: PlainOption = False,
    ascii_only: AsciiOption = False,
    no_mouse: NoMouseOption = False,
    as_json: JsonLinesOption = False,
) -> None:
    """Answer the cards that are due today, until you know them."""
    from tutor.commands import quiz as command

    command.run(
        command.Request(
            kind="review",
            ids=ids,
            cram=cram,
            count=count,
            minutes=minutes,
            plain=plain,
            ascii=ascii_only,
            json=as_json,
        )
    )


@app.command(cls=RoundsCommand)
def interview(
    minutes: Annotated[
        float,
        typer.Option(
            "--minutes", metavar="M", parser=number(float, 1, DAY), help="How long it takes."
        ),
    ] = 30,
    chapters: Annotated[
        str,
        typer.Option(
            "--chapters",
            metavar="N,N",
            help="Ask only about these chapters, for example 4,7 or 4-7.",
        ),
    ] = "",
    listed: Annotated[
        bool, typer.Option("--list", help="List the interviews you have held.")
    ] = False,
    level: LevelOption = "",
    guide: GuideOption = False,
    design: DesignOption = "",
    incident: IncidentOption = "",
    friend: FriendOption = None,
    seed: SeedOption = "",
    transcript: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the transcript to this file, as Markdown."),
    ] = None,
    plain: PlainOption = False,
    ascii_only: AsciiOption = False,
    no_mouse: NoMouseOption = False,
    as_json: JsonLinesOption = False,
) -> None:
    """Take a mock interview, with a clock, a score and a transcript."""
    if listed:
        from tutor.commands import past_interviews

        past_interviews.show(as_json=as_json)
        return
    from tutor.commands import interview_kinds

    asked = interview_kinds.Asked(
        level=level,
        guide=guide,
        design=design,
        incident=incident,
        friend=friend,
        minutes=minutes,
        chapters=chapters,
        seed=seed,
        transcript=transcript,
        plain=plain,
        ascii=ascii_only,
        json=as_json,
    )
    if interview_kinds.is_held(asked):
        return
    from tutor.commands import quiz as command

    command.run(
        command.Request(
            kind="interview",
            minutes=minutes,
            chapters=chapters,
            level=level,
            guide=guide,
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
    topics: Annotated[
        bool, typer.Option("--topics", help="List every topic that you have met.")
    ] = False,
    ascii_only: AsciiOption = False,
) -> None:
    """Show how ready you are, what is due, and what you have done."""
    from tutor.commands.progress import run

    run(as_json=as_json, topics=topics, ascii=ascii_only)


@app.command()
def notes() -> None:
    """Print your answers and what the runs showed, as Markdown."""
    from tutor.commands.progress import notes as write

    write()
