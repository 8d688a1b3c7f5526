"""The table of what the rules find: right, missed, false."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.practice.making import written
from tests.runtime.stage.test_diagnosed_runs import FAULTS, OTHERS
from tutor.core.diagnose.rules import RULES
from tutor.course.expected_findings import Fault, read_expected
from tutor.dev import findings_table
from tutor.dev.findings_table import LAB, compare, judged, main, of_exercises, of_recordings
from tutor.errors import Exit
from tutor.library.find import course
from tutor.library.find_exercises import exercises
from tutor.practice.read_exercises import read_exercises
from tutor.runtime import paths

EXPECTED = read_expected(paths.lessons_folder())
Pretend = Callable[[dict[str, str]], None]


@pytest.fixture
def pretend(monkeypatch: pytest.MonkeyPatch) -> Pretend:
    """What the rules find in the recordings: tests/core/diagnose/test_findings.py asks them."""

    def find(table: dict[str, str]) -> None:
        found = {name: rules.split() for name, rules in table.items()}
        monkeypatch.setattr(findings_table, "of_recordings", lambda _: found)

    return find


def test_each_finding_is_right_missed_or_false() -> None:
    tally = compare({"7/a": "ghost origin", "7/b": "ghost"}, {"7/a": ["ghost"], "7/c": ["dropped"]})
    assert (tally.right, tally.missed, tally.false) == (
        1,
        ["7/a: origin", "7/b: ghost"],
        ["7/c: dropped"],
    )
    assert str(tally) == "1 right, 2 missed, 1 false"


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        (Fault(title="", rule="ghost", seen="6/ghost"), "right"),
        (Fault(title="", rule="ghost", seen="6/none"), "missed"),
        (Fault(title="", rule="origin", seen="6/ghost"), "missed"),
        (Fault(title="", rule="ghosts", seen="6/ghost"), "wrong"),
        (Fault(title="", rule="ghost", seen="lab Any"), "right"),
        (Fault(title="", rule="scope-key", seen="text KeyError: 'user'"), "right"),
        (Fault(title="", rule="scope-key", seen="text KeyError: 'x'"), "wrong"),
        (Fault(title="", missed="a fact", why="proxy"), "missed"),
        (Fault(title="", unseen="it ends first", why="proxy"), "unseen"),
        (Fault(title="", unseen="it ends first", why="nix"), "wrong"),
        (Fault(title="", why="proxy"), "wrong"),
    ],
)
def test_a_fault_is_right_missed_or_not_to_be_seen(fault: Fault, verdict: str) -> None:
    (row,) = judged([fault], {"6/ghost": ["ghost"]}, {"proxy"})
    assert row.verdict == verdict


def test_each_lab_that_is_named_shows_its_fault() -> None:
    labs = FAULTS | {name: rule for name, (rule, _) in OTHERS.items()}
    named = [
        (one.seen.removeprefix(LAB), one.rule) for one in EXPECTED.fault if LAB in one.seen[:4]
    ]
    assert len(named) > 10
    assert [one for one in named if one[1] not in labs.get(one[0], "").split()] == []


def test_every_rule_is_shown_by_a_fault_a_recording_or_a_lab() -> None:
    told = " ".join((*EXPECTED.recordings.values(), *EXPECTED.exercises.values()))
    told += " ".join((*FAULTS.values(), *(one.rule for one in EXPECTED.fault)))
    shown = set(told.replace(",", " ").split())
    alone = {"channel-as-group", "client-gone", "left-other-group", "never-taken", "server-died"}
    notes = {"nobody-joined", "refused"}
    assert RULES.keys() - shown == alone | notes, "known by their own tests alone, and two notes"


def test_the_whole_table_is_right(capsys: pytest.CaptureFixture[str], pretend: Pretend) -> None:
    pretend(EXPECTED.recordings)
    code = main()
    said = capsys.readouterr().out
    assert "0 missed, 0 false\n" in said
    assert ", 0 wrong\n" in said, said
    assert code == Exit.OK


def test_a_false_alarm_and_a_missed_fault_fail(
    capsys: pytest.CaptureFixture[str], pretend: Pretend
) -> None:
    pretend(EXPECTED.recordings | {"7/three_tabs": "ghost"})
    assert main() == Exit.FAILED
    assert "\n  false 7/three_tabs: ghost\n" in capsys.readouterr().out
    pretend(EXPECTED.recordings | {"7/alone": "never-left"})
    assert main() == Exit.FAILED
    said = capsys.readouterr().out
    assert "\n  missed 7/alone: no-layer\n" in said
    assert "\n  missed  no-layer" in said


def test_each_recording_has_a_row_even_where_nothing_is_wrong(tmp_path: Path) -> None:
    traces = tmp_path / "07_channel_layers_and_groups/traces"
    traces.mkdir(parents=True)
    for name in ("alone", "three_tabs"):
        shutil.copy(paths.lessons_folder() / traces.relative_to(tmp_path) / f"{name}.jsonl", traces)
    assert of_recordings(tmp_path) == {"7/alone": ["no-layer", "never-left"], "7/three_tabs": []}


def test_each_exercise_has_a_row_even_where_it_cannot_be_run(tmp_path: Path) -> None:
    (written(tmp_path) / "start/app.py").unlink()
    starts = [one for one, _ in read_exercises(tmp_path, 7)[0]]
    assert asyncio.run(of_exercises(starts)) == {"7/echo": []}


def test_each_exercise_that_is_named_is_there() -> None:
    there = {f"{one.lesson}/{one.name}" for one in exercises(course())}
    assert EXPECTED.exercises.keys() <= there
    assert {rule for told in EXPECTED.exercises.values() for rule in told.split()} <= RULES.keys()
