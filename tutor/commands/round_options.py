"""The options of `tutor interview` that choose another kind of round, and who is asked."""

from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand

from tutor.commands import completion

LISTS: Final = "list"
"""What `--design` means without a name. Typer has no option whose value may be left out."""
_BARE: Final = ("--design", "--incident")


class RoundsCommand(TyperCommand):
    """A command whose `--design` and `--incident` list what there is when no name follows."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments, with a name for each bare option."""
        whole: list[str] = []
        for place, word in enumerate(args):
            whole.append(word)
            following = args[place + 1 : place + 2]
            if word in _BARE and (not following or following[0].startswith("-")):
                whole.append(LISTS)
        return super().parse_args(ctx, whole)


DesignOption = Annotated[
    str,
    typer.Option(
        "--design",
        metavar="NAME",
        help="Design a system, in stages with a clock; without a name: the list.",
        autocompletion=completion.designs,
    ),
]
IncidentOption = Annotated[
    str,
    typer.Option(
        "--incident",
        metavar="NAME",
        help="Explain an incident from its log lines; without a name: the list.",
        autocompletion=completion.incidents,
    ),
]
LevelOption = Annotated[
    str,
    typer.Option(
        "--level",
        metavar="LEVEL",
        help="Ask what one asks this level: junior, mid or senior.",
        autocompletion=completion.levels,
    ),
]
GuideOption = Annotated[bool, typer.Option("--guide", help="Ask the guide's nine questions only.")]
FriendOption = Annotated[
    Path | None,
    typer.Option(
        "--friend",
        metavar="FILE",
        help="Write FILE.md or .html for a friend who reads the questions aloud.",
    ),
]
