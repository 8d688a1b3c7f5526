"""Compares two runs of a scene by what happened and what brought it about, not by order or time.

A run becomes a bag of facts: kind, process, the fields that a second run repeats, and the kind of
the cause. Ports, pids, thread numbers, channel names, dates and measured figures are left out or
stand as `#`; so are `where` (an edit moves lines) and the facts that only a slow moment makes.

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

from tutor.core.events import Event

Fact = tuple[str, str, str, str]  # kind, process, its fields, the kind of its cause

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "scene.started": (),
    "scene.finished": ("failed",),
    "server.started": ("app", "layer"),
    "server.stopped": ("how",),
    "broker.started": (),
    "broker.stopped": ("how",),
    "broker.read": ("type",),
    "client.connecting": ("name", "url", "origin", "cookies"),
    "client.opened": ("name", "subprotocol"),
    "client.refused": ("name", "status"),
    "client.sent": ("name", "text", "binary"),
    "client.received": ("name", "text", "binary"),
    "client.closed": ("name", "code", "reason", "by"),
    "connection.opened": ("path", "keys"),
    "scope.entered": ("layer", "depth", "same"),
    "connection.accepted": ("subprotocol",),
    "connection.refused": ("code", "error"),
    "connection.closed": ("code", "by", "error"),
    "consumer.created": ("name",),
    "consumer.finished": ("name", "error"),
    "app.received": ("type", "text", "binary", "code"),
    "app.sent": ("type", "text", "binary", "code"),
    "handler.started": ("name", "type"),
    "handler.finished": ("name",),
    "handler.failed": ("name", "error"),
    "channel.created": ("layer", "backend"),
    "channel.sent": ("group", "type", "layer"),
    "channel.delivered": ("type", "layer"),
    "channel.dropped": ("group", "type", "layer"),
    "channel.expired": ("layer",),
    "group.joined": ("group", "layer"),
    "group.left": ("group", "layer", "reason"),
    "group.sent": ("group", "type", "text", "layer"),
    "layer.failed": ("call", "error", "layer"),
    "db.started": ("name",),
    "db.finished": ("name", "queries", "error"),
    "http.received": ("method", "path"),
    "http.answered": ("status",),
    "client.asked": ("name", "method", "path"),
    "client.answered": ("name", "status"),
}
"""What a second run repeats. Kinds that are not here come and go with the machine's mood: logs,
stalls, threads that had to wait, notes with figures, bytes in pieces."""

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
    before, now = Counter(facts(recorded)), Counter(facts(fresh))
    return [
        f"{_told(fact)}: {before[fact]} in the recording, {now[fact]} now"
        for fact in sorted(before.keys() | now.keys())
        if before[fact] != now[fact]
    ]


def facts(events: Sequence[Event]) -> Iterator[Fact]:
    """What is compared of each event."""
    for event in events:
        if event.kind in FIELDS:
            cause = events[event.cause - 1].kind if event.cause else ""
            yield event.kind, event.process, _fields(event), cause


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


def _fields(event: Event) -> str:
    pairs = ((name, getattr(event, name)) for name in FIELDS[event.kind])
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
