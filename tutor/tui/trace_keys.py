"""The keys of a trace: the player's, without those of a lesson, and those of what goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutor.core.selection import FAMILIES
from tutor.tui.bindings import KEYS, LOOK, PAGES, REST, WALK, Key
from tutor.tui.key_line import walking

if TYPE_CHECKING:
    from tutor.tui.player_state import State
    from tutor.tui.trace_state import TraceState

LIVE: Final = "live"

_WORDS: Final = {
    "forward": "the next message; behind the last the newest fact",
    "backward": "the message before",
    "jump(0)": "the oldest fact that is kept",
    "jump(-1)": "the newest fact, and follow",
    "go_to": "go to a fact by its number",
    "follow": "open this message: its hops, and its effects in the list; again: close",
    "leave": "leave; the command ends with all of its processes",
}
"""What keys of the player mean here, where it is something else than in a lesson."""

LIVE_KEYS: Final = (
    Key("o", "o", "output", "what the command prints, and back", LIVE),
    Key("slash", "/", "filter", "only messages with: a pattern, words, user=ann group=room", LIVE),
    *(
        Key(str(number), str(number), f"answer({number})", f"hide {name}, or show it", LIVE)
        for number, name in enumerate(FAMILIES, start=1)
    ),
    Key("x", "x", "clear", "clear: forget what has happened, go on from now", LIVE),
    Key("R", "R", "keep", "record from here into a file; again: to its end", LIVE),
    Key("S", "S", "save", "save all that is kept in a file", LIVE),
    Key("N", "N", "rename", "give this connection another name", LIVE),
    Key("w", "w", "where", "open the line of this fact in your editor", LIVE),
)

TRACE_KEYS: Final = (
    *LIVE_KEYS,
    *(
        key._replace(meaning=_WORDS.get(key.action, key.meaning))
        for key in KEYS
        if key.topic != PAGES
    ),
)

TRACE_TOPICS: Final = {
    LIVE: "What goes on",
    WALK: "Walk through what has happened",
    LOOK: "Look closer",
    REST: "Leave",
}


def useful(state: State, trace: TraceState, *, follows: bool) -> list[tuple[str, str]]:
    """What the last line names, the most useful first."""
    leave = [("?", "keys"), ("q", "end" if trace.run.code is None else "leave")]
    if trace.asks:
        return [("Enter", trace.asks), ("Esc", "back"), *leave]
    if trace.shows_output:
        return [("o", "back"), ("k", "up"), ("j", "down"), ("$", "newest"), *leave]
    newest = [] if follows else [("$", "newest")]
    rest = [pair for pair in walking(state) if pair[1] not in {"on", "back"}]
    some = [("o", "output"), ("p", "message before"), *[("n", "next")] * (not follows)]
    return [*newest, *some, ("Enter", "open"), ("/", "filter"), *rest, *leave]
