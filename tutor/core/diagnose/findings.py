"""All findings of a run, most important first.

Failures come before losses, losses before delays; what comes first in time is first. Findings of
one rule about one place are one, with the first step and how often.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from msgspec.structs import replace

from tutor.core.by_test import tests_of
from tutor.core.events import Event
from tutor.core.timeline import Timeline

from . import commits, delays, exceptions, handshakes, kept, losses
from .rules import RULES, Finding, Level
from .trace import Trace

MODULES: Final = exceptions, handshakes, losses, commits, kept, delays
"""Where rules are declared."""


Progress = Callable[[int, int], object]
"""Is told how many rules, of how many, have been asked."""


def silent(done: int, rules: int) -> None:
    """Nobody is told."""


def diagnose(
    events: Sequence[Event] | Timeline,
    *,
    notes: bool = False,
    progress: Progress = silent,
) -> tuple[Finding, ...]:
    """The faults of a recording, most important first.

    `notes`: also what a healthy run may hold, such as a handshake that the code refused on purpose,
    or a group that was sent to while it had no member.
    """
    trace = Trace(events)
    found: dict[tuple[str, str], Finding] = {}
    tests = tests_of(trace.events) if trace.context.by_kind.get("test.started") else {}
    for done, rule in enumerate(RULES.values()):
        progress(done, len(RULES))
        if rule.level is Level.NOTED and not notes:
            continue
        for each in rule.find(trace):
            key = rule.name, each.key or each.place or str(each.seq)
            known = found.get(key)
            if known is not None:
                found[key] = replace(known, times=known.times + 1)
                continue
            found[key] = Finding(
                rule=rule.name,
                sentence=each.sentence,
                remedy=rule.remedy,
                place=each.place,
                seq=each.seq,
                scene=rule.scene,
                level=rule.level,
                test=tests.get(each.seq, ""),
            )
    progress(len(RULES), len(RULES))
    return tuple(sorted(found.values(), key=lambda finding: (finding.level, finding.seq)))
