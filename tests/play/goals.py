"""A goal for tests: Ben has to hear Hello, and no copy may be dropped."""

from __future__ import annotations

from typing import Any

import msgspec

from tests.view.tape import Tape
from tutor.core import events as e
from tutor.play.goal import Condition, Goal, Instead, Trap

HEARD = Condition(
    says="Ben hears Hello",
    holds="any client.received name=ben text~Hello",
    saw="copies: {count channel.sent}",
    instead=(Instead(when="none client.opened name=ben", says="no tab ben"),),
)
KEPT = Condition(
    says="No copy is dropped", holds="none channel.dropped", saw="{count channel.dropped} dropped"
)


def goal(**changed: Any) -> Goal:
    """A goal that is right, but for what is changed."""
    given = Goal(
        id="heard",
        title="Heard",
        level="easy",
        opens="lobby",
        task="Ann says Hello, and Ben hears it.",
        conditions=(HEARD, KEPT),
        hints=("Who gets a copy?", "The members of the group do."),
        solutions=(("open ann", "open ben", "send ann say Hello"), ("open ben", "open ann")),
        trap=Trap(lines=("open ann",), told="no tab ben"),
        lesson=7,
    )
    return msgspec.structs.replace(given, **changed)


def tape(*kinds: str) -> list[e.Event]:
    """What happened: "open", "hear", "drop"."""
    made = Tape()
    for kind in kinds:
        if kind == "open":
            made.add(e.ClientOpened, process="tutor", conn=1, name="ben")
        elif kind == "hear":
            made.add(e.ClientReceived, process="tutor", conn=1, name="ben", text="Hello")
        else:
            made.add(e.ChannelDropped, channel="c", group="g", type="t")
    return list(made.events)
