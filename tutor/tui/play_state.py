"""What an open stage's screen shows beside the recording: what was typed, and what came of it."""

from __future__ import annotations

import msgspec

from tutor.play.attempt import Attempt


class Entry(msgspec.Struct):
    """A line that was typed, and what is said of it."""

    line: str  # "" where the program speaks by itself
    told: list[str] = []
    step: int = 0  # the step at which it was over
    is_bad: bool = False  # nothing came of it
    news: str = ""  # what a client saw last while it runs: its place is not settled yet


class PlayState(msgspec.Struct):
    """Changed by the screen, read by its painter."""

    what: str  # "lobby", "three_tabs", "the demo project"
    back: str = ""  # where leaving leads to
    address: str = ""  # where a browser finds the first server
    entries: list[Entry] = []
    follows: bool = True  # the picture is that of the newest fact
    seen: int = 0  # the newest fact when the learner stepped back
    typing: bool = True  # keys go into the line
    runs: str = ""  # the command that is under way
    goal: Attempt | None = None  # that is open, judged after each command
