"""What a diagnosis is made of: a finding, and a rule that finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import Final

import msgspec

from .trace import Trace


class Level(IntEnum):
    """How much a finding weighs; a smaller one is told first."""

    FAILED = 1  # code raised, or a connection could not be made
    LOST = 2  # something was lost, and no log says so
    SLOW = 3  # everything arrived, and late
    NOTED = 4  # a healthy run may hold it, too


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One fault of a run, in the run's own names."""

    rule: str  # name of the rule: `no-handler`
    sentence: str  # what happened: `Room has no method chat_mesage() for the type "chat.mesage".`
    remedy: str  # what to do
    place: str  # `consumers.py:24 receive` as recorded; "": no line of the project is known
    seq: int  # the step at which it is seen
    scene: str  # a scene of the course that shows it: `7/three_tabs`; "": none
    level: Level
    times: int = 1  # how often it happened in this run
    test: str = ""  # node id of the test that it comes from, of a traced pytest


class Found(msgspec.Struct, frozen=True):
    """What a rule has found: the part of a finding that differs from run to run."""

    seq: int
    sentence: str
    place: str = ""
    key: str = ""  # findings of one rule with the same key are one; "": those at the same place


Find = Callable[[Trace], Iterable[Found]]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule: what it looks for, and what is always said about it."""

    name: str
    level: Level
    remedy: str
    scene: str
    find: Find


RULES: Final[dict[str, Rule]] = {}
"""Name → rule, in the order of the modules that declare them."""


def rule(name: str, level: Level, *, remedy: str, scene: str = "") -> Callable[[Find], Find]:
    """Declare the function below as a rule."""

    def declare(find: Find) -> Find:
        assert name not in RULES, name
        RULES[name] = Rule(name=name, level=level, remedy=remedy, scene=scene, find=find)
        return find

    return declare
