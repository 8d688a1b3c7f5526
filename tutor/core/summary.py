"""One plain English line for an event: "#2 chat_message started: chat.message".

It says what the fact says and adds nothing; pictures, units of time and colours are the views'
business. Each kind's own line is in the table of facts.
"""

from __future__ import annotations

from .events import FACTS, Event
from .facts.words import TEXT, cut, short

__all__ = ("TEXT", "cut", "short", "summary")


def summary(event: Event) -> str:
    """The line for any event that `events.py` knows."""
    return " ".join(FACTS[event.kind].line(event).split())
