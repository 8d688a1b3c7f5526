"""The keys of an open stage: the player's, without those of a lesson, and those of the line."""

from __future__ import annotations

from typing import Final

from tutor.tui.bindings import KEYS, LOOK, PAGES, REST, WALK, Key
from tutor.tui.key_line import walking
from tutor.tui.player_state import State

LINE: Final = "line"

_WORDS: Final = {
    "forward": "the next command",
    "backward": "the command before",
    "jump(-1)": "the newest fact, and follow",
    "go_to": "go to a command, a fact",
    "leave": "leave; all servers end",
}
"""What keys of the player mean here, where it is something else than in a lesson."""

TYPE: Final = Key(
    "colon,exclamation_mark", ":  !", "type", "type: from the player's keys to the line", LINE
)

IN_LINE: Final = (
    TYPE,
    Key("", "Tab", "", "what may stand here; again: the next of them", LINE),
    Key("", "?", "", "in an empty line: all commands", LINE),
    Key("", "↑  ↓", "", "what was typed before; in a menu, up and down", LINE),
    Key("", "Enter", "", "do it; in a menu, take it into the line", LINE),
    Key("", "Esc", "", "give up what runs; close the menu; to the player's keys", LINE),
    Key("", "Ctrl-C", "", "give up what runs; empty the line", LINE),
    Key("", "Ctrl-D", "", "in an empty line: leave", LINE),
)


def _here(key: Key) -> Key:
    return key._replace(meaning=_WORDS.get(key.action, key.meaning))


PLAY_KEYS: Final = (*IN_LINE, *(_here(key) for key in KEYS if key.topic != PAGES))

PLAY_TOPICS: Final = {
    LINE: "Type what happens next",
    WALK: "Walk through what has happened",
    LOOK: "Look closer",
    REST: "Leave",
}


def useful(
    state: State, *, typing: bool, runs: bool, follows: bool, back: str = ""
) -> list[tuple[str, str]]:
    """What the last line names: how to type, or how to look. `back`: where leaving leads to."""
    way_out = f"to {back}" if back else "leave"
    if typing:
        stop = [("Esc", "give up")] if runs else [("Esc", "look around")]
        return [("Tab", "complete"), *stop, ("Up", "again"), ("?", "commands"), ("Ctrl-D", way_out)]
    newest = [] if follows else [("$", "newest")]
    rest = [pair for pair in walking(state) if pair[1] not in {"on", "back"}]
    before = ("p", "command before")
    return [(":", "type"), *newest, before, *rest, ("?", "signs"), ("q", way_out)]
