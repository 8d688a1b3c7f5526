"""Compares two runs of a scene by what happened and what brought it about, not by order or time.

A run becomes a bag of facts: kind, process, the fields that a second run repeats, and the kind of
the cause. Ports, pids, thread numbers, channel names, dates and measured figures are left out or
stand as `#`; so are `where` (an edit moves lines) and the facts that only a slow moment makes.
The table of facts says which fields count.

A recording is held against a run by what its own schema version had: a kind or a field that came
later is left out of both, and a cause of such a kind is looked through.

A scene that races differs from run to run in more than that: its name stands in `RACES = {"name"}`
in `scenes.py`, and only its predicates are held against a run.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from tutor.core.events import FACTS, SCHEMA_MINOR, Event, SceneStarted

Fact = tuple[str, str, str, str]  # kind, process, its fields, the kind of its cause

_VOLATILE: Final = re.compile(
    r"""specific\.[\w.]*!\w+ | \bspecific\.\w+                       # channel names
      | datetime\.datetime\([^()]*(?:\([^()]*\))?[^()]*\)
      | \b\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:\+[\d:]+|Z)?)?(?!\w)       # dates
      | \b\d{4}-[\d-]*(?:[T ][\d:.+]*)?(?=…)                         # dates that a preview has cut
      | 0x[0-9a-f]+ | \b(?=\w*\d)[0-9a-f]{8,}\b                      # addresses, hashes
      | (?<=\basyncio_)\d+ | (?<=\bThreadPoolExecutor-)\d+_\d+       # threads of a pool
      | \b\d+\.\d+\b | \b\d{4,}\b                                    # figures, ports, ids
    """,
    re.VERBOSE,
)


def differences(recorded: Sequence[Event], fresh: Sequence[Event]) -> list[str]:
    """One line for every fact that one run has more often than the other."""
    minor = minor_of(recorded)
    before, now = Counter(facts(recorded, minor)), Counter(facts(fresh, minor))
    return [
        f"{_told(fact)}: {before[fact]} in the recording, {now[fact]} now"
        for fact in sorted(before.keys() | now.keys())
        if before[fact] != now[fact]
    ]


def minor_of(events: Sequence[Event]) -> int:
    """The minor schema version of a recording; of a part of one, that of this code."""
    first = events[0] if events else None
    return first.minor if isinstance(first, SceneStarted) else SCHEMA_MINOR


def facts(events: Sequence[Event], minor: int) -> Iterator[Fact]:
    """What is compared of each event by schema version 1.`minor`."""
    for event in events:
        row = FACTS[event.kind]
        if row.compared is not None and row.knows(event, minor):
            yield event.kind, event.process, _fields(event, minor), _cause(events, event, minor)


def _cause(events: Sequence[Event], event: Event, minor: int) -> str:
    """The kind of the nearest cause that the version knows."""
    while event.cause:
        event = events[event.cause - 1]
        if FACTS[event.kind].knows(event, minor):
            return event.kind
    return ""


def races(folder: Path) -> frozenset[str]:
    """The scenes of a lesson that may go one way or another, read without running `scenes.py`."""
    try:
        tree = ast.parse((folder / "scenes.py").read_text(encoding="utf-8"))
    except (OSError, SyntaxError, UnicodeDecodeError):
        return frozenset()  # `check` reports it
    for node in tree.body:
        if isinstance(node, ast.Assign) and "RACES" in map(_name, node.targets):
            names = [part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant)]
            return frozenset(name for name in names if isinstance(name, str))
    return frozenset()


def _fields(event: Event, minor: int) -> str:
    row = FACTS[event.kind]
    names = (name for name in row.compared or () if row.has(name, minor))
    pairs = ((name, row.as_of(name, getattr(event, name), minor)) for name in names)
    return " ".join(f"{name}={_steady(value)}" for name, value in pairs if value)


def _steady(value: Any) -> str:
    """A number counts as it is; in a text, what no second run repeats stands as `#`."""
    if isinstance(value, int):
        return str(value)
    text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
    return _VOLATILE.sub("#", text)


def _told(fact: Fact) -> str:
    kind, process, fields, cause = fact
    after = f", brought about by {cause}" if cause else ""
    return f"{' '.join(filter(None, (kind, fields)))} on {process}{after}"


def _name(target: ast.expr) -> str:
    return target.id if isinstance(target, ast.Name) else ""
