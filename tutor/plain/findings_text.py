"""The findings of a recording, printed: as text, or as what `--json` writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tutor.core.diagnose import Finding, Progress, diagnose, silent
from tutor.core.events import Event
from tutor.plain.printer import Printer
from tutor.view.finding_rows import rows, scene_command, told

if TYPE_CHECKING:
    from tutor.core.timeline import Timeline


def tell_findings(
    events: Sequence[Event] | Timeline, printer: Printer, *, progress: Progress = silent
) -> bool:
    """Prints what was found. False: nothing, not even what a healthy project may do as well."""
    found = diagnose(events, notes=True, progress=progress)
    for one in told(found, len(events), _gone(events)):
        if isinstance(one, str):
            printer.say(one)
            continue
        for row in rows(one, width=printer.width, pen=printer.pen):
            printer.console.print(row)
    return bool(found)


def document(events: Sequence[Event] | Timeline, *, progress: Progress = silent) -> dict[str, Any]:
    """The same for programs; `fits` is what the exit code says, `first` the oldest fact that was
    looked at.
    """
    found = diagnose(events, notes=True, progress=progress)
    facts = {"facts": len(events), "first": _gone(events) + 1}
    return {"fits": bool(found), **facts, "findings": [*map(_row, found)]}


def _gone(events: Sequence[Event] | Timeline) -> int:
    """How many of the oldest a ring has forgotten."""
    return getattr(events, "first", 0)


def _row(finding: Finding) -> dict[str, Any]:
    command = scene_command(finding)
    return {
        "rule": finding.rule,
        "level": finding.level.name.lower(),
        "sentence": finding.sentence,
        "place": finding.place,
        "test": finding.test,
        "remedy": finding.remedy,
        "step": finding.seq,
        "times": finding.times,
        "see": [command] if command else [],
    }
