"""The keys that the last line names while a scene is walked, the most useful first. Pure."""

from __future__ import annotations

from typing import Final

from tutor.tui.player_state import SPEEDS, USUAL, State, is_followed

ON: Final = ("n", "on")
BACK: Final = ("p", "back")
EVENT: Final = (".", "event")
HOP: Final = ("j", "next hop")


def walking(state: State) -> list[tuple[str, str]]:
    """Keys and what they do: the way back from where the learner has gone comes first."""
    pace = f"{SPEEDS[state.speed] / SPEEDS[USUAL]:g}x"
    away = [("z", "back")] if state.zoomed else [("Esc", "back")] if state.pinned else []
    if state.playing:
        return [("space", f"pause {pace}"), ("+", "faster"), ON, BACK, *away, EVENT]
    rest = [("Ctrl-P", "all"), (",", "back"), ("space", f"play {pace}")]
    rest += [("g", "go to"), ("/", "search"), *[("z", "enlarge")] * (not state.zoomed)]
    followed = is_followed(state)
    if followed and state.fact:
        return [("Esc", "this one"), ("Enter", "go there"), HOP, ON, BACK, EVENT, *rest]
    again = [("u", "guess what you skipped")] * bool(state.visit.unguessed)
    return [*away, ON, BACK, *again, *[HOP] * followed, EVENT, *rest]
