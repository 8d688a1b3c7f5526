"""What `tutor trace` takes for a mistake in its command line."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tutor import files, gate, terminal
from tutor.commands import trace_project
from tutor.core.diagnose.rules import RULES
from tutor.errors import Unavailable, UsageError


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"fail_on": "failed, nix"}, "There is no failure nix"),
        ({"until": "nix"}, "nix"),
        ({"detail": "most"}, "There is no detail most"),
    ],
)
def test_what_there_is_not_is_a_mistake_before_anything_starts(
    options: dict[str, str], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        trace_project.run(["false"], **options)  # type: ignore[arg-type]


ALONE = next(Path(__file__).parents[2].glob("lessons/07*/traces/alone.jsonl"))


@pytest.mark.parametrize(
    ("is_terminal", "moment", "shows"), [(True, -1, True), (True, 60, False), (False, -1, False)]
)
def test_a_long_trace_says_how_much_of_it_has_been_read(
    monkeypatch: pytest.MonkeyPatch, is_terminal: bool, moment: float, shows: bool
) -> None:
    told: list[str] = []
    monkeypatch.setattr(gate, "overwrite", told.append)
    monkeypatch.setattr(sys, "stderr", SimpleNamespace(isatty=lambda: is_terminal))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(files, "PIECE", -(-ALONE.stat().st_size // 2))
    monkeypatch.setattr(trace_project, "MOMENT", moment)
    assert terminal.has_progress() is is_terminal
    trace_project.findings(ALONE, as_json=True)
    rules = [f"Looking for faults: {done} of {len(RULES)} rules" for done in range(len(RULES))]
    reads = [f"Reading alone.jsonl: {part}" for part in ("50%", "100%")]
    assert told == [*reads, "", *rules, ""] * shows


@pytest.mark.parametrize("name", ["nix.jsonl", "n" * 300, "nix/nix.jsonl"])
def test_a_file_that_cannot_be_read_is_no_fault_of_the_tutor(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unavailable, match="cannot be read"):
        trace_project.findings(tmp_path / name)
