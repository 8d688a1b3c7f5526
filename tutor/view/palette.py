"""The names of all styles and glyphs; no view writes a colour or a box character of its own.

Styles are ANSI roles only: the learner's terminal decides what "cyan" is, so light and dark
backgrounds both read well. Yellow, white, black and plain blue are left out because one of the two
backgrounds swallows them. A style never carries a meaning that no word or glyph carries too.
"""

from __future__ import annotations

from typing import Final

import msgspec

PLAIN: Final = ""
QUIET: Final = "dim"  # lifelines, units, what may be skipped
STRONG: Final = "bold"  # names of things
TITLE: Final = "bold cyan"
CLIENT: Final = "cyan"
INSTANCE: Final = "magenta"
GROUP: Final = "green"
LAYER: Final = "green"
STORE: Final = "bold"  # database, broker
MESSAGE: Final = "cyan"
NOW: Final = "bold"  # the fact of this step
MARK: Final = "bold magenta"  # the pointer at it
NEW: Final = "bold green"  # what this step added or changed
GONE: Final = "dim red"  # what this step removed
BAD: Final = "bold red"
GOOD: Final = "bold green"
DEAD: Final = "dim"
KEY: Final = "bold cyan"  # keys to press
CODE: Final = "bold cyan"

STATES: Final[dict[str, str]] = {
    "connecting": QUIET,
    "handshake": QUIET,
    "new": QUIET,
    "open": PLAIN,
    "idle": PLAIN,
    "busy": NEW,
    "refused": BAD,
    "failed": BAD,
    "closed": DEAD,
    "finished": DEAD,
}
"""Style of a state's word; the word itself always stands beside it."""


class Glyphs(msgspec.Struct, frozen=True, kw_only=True):
    """Every character of a picture that is not text; `signs.py` has a sentence for each."""

    ascii: bool
    ellipsis: str
    horizontal: str
    dashed: str
    vertical: str
    busy: str  # a lifeline while its handler runs
    busy_bar: str  # a span of time in which something runs
    head_right: str
    head_left: str
    open_right: str  # still under way
    open_left: str
    start_right: str  # where an arrow leaves a lifeline
    start_left: str
    now: str
    new: str
    fresh: str  # the same where lines have corners
    gone: str
    cross: str
    tick: str
    dead: str
    filled: str  # what is full of a bar
    queue: str  # the two ends of a queue, and a part of it that is full
    guess: str  # what the learner was asked, where the run answers it
    here: str  # the step, on the timeline
    told: str  # a beat that has been told, there
    untold: str  # one that has not
    joint: str
    dot: str  # between the parts of a heading
    rule: str
    maps: str  # "gives", in texts
    more: str  # something goes on below
    touched: str  # what this step changed
    message: str  # before the number of a message
    points: str  # at a line, from its right
    way_out: str  # a message on its way out
    untouched: str  # a layer that handed on the `send` it got
    replaced: str  # a layer that handed on a `send` of its own
    times: str  # before a number of rows that are one
    waits: str  # time in which nothing happened
    still: str  # a lifeline whose thread stood still
    box: str  # a dictionary: its corners, "┏┓┗┛", then "━┃┻" and the walls across it, "┠╌┨┣┫"
    corners: dict[str, str]  # ways a line leaves a cell (subset of "udlr") to its character


def _corners(text: str) -> dict[str, str]:
    pairs = (pair.split("=") for pair in text.split())
    return {"".join(sorted(ways)): glyph for ways, glyph in pairs}


UNICODE: Final = Glyphs(
    ascii=False,
    ellipsis="…",
    horizontal="─",
    dashed="╌",
    vertical="│",
    busy="┃",
    busy_bar="━",
    head_right="▶",
    fresh="+",
    head_left="◀",
    open_right="▷",
    open_left="◁",
    start_right="├",
    start_left="┤",
    now="▶",
    new="+",
    gone="-",
    cross="✗",
    tick="✓",
    dead="✗",
    filled="■",
    queue="▕▏■",
    guess="◇",
    here="◉",
    told="┿",
    untold="┼",
    joint="●",
    dot="·",
    rule="─",
    maps="→",
    more="⋮",
    touched="•",
    message="◆",
    points="◂",
    way_out="▲",
    untouched="○",
    replaced="●",
    times="×",
    waits="┊",
    still="▒",
    box="┏┓┗┛━┃┻┠╌┨┣┫",
    corners=_corners(
        "l=─ r=─ u=│ d=│ lr=─ ud=│ dr=┌ dl=┐ ur=└ ul=┘ udr=├ udl=┤ dlr=┬ ulr=┴ udlr=┼"
    ),
)

ASCII: Final = Glyphs(
    ascii=True,
    ellipsis="...",
    horizontal="-",
    dashed=".",
    vertical="|",
    busy="#",
    busy_bar="=",
    head_right=">",
    fresh="*",
    head_left="<",
    open_right=">",
    open_left="<",
    start_right="+",
    start_left="+",
    now=">",
    new="+",
    gone="-",
    cross="x",
    tick="v",
    dead="x",
    filled="*",
    queue="[]#",
    guess="!",
    here="O",
    told="+",
    untold="+",
    joint="o",
    dot="-",
    rule="-",
    maps="->",
    more=":",
    touched="*",
    message="*",
    points="<",
    way_out="^",
    untouched="o",
    replaced="@",
    times="x",
    waits=":",
    still="%",
    box="++++=|++-+++",
    corners=_corners(
        "l=- r=- u=| d=| lr=- ud=| dr=+ dl=+ ur=+ ul=+ udr=+ udl=+ dlr=+ ulr=+ udlr=+"
    ),
)


def glyphs(*, ascii: bool) -> Glyphs:
    """The set for this terminal."""
    return ASCII if ascii else UNICODE
