"""Exercises are proved by runs: what the starter, the solution and each wrong mend have to say."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.practice.making import exercise
from tutor.course.load import load_course, read_lesson
from tutor.course.model import Lesson, Source
from tutor.dev.check_exercises import SAVE, Proof, Variant, account, main, read_all
from tutor.practice.exercise import START, Wrong
from tutor.practice.judging import Finding, Judged, Truth
from tutor.practice.stopped import Stopped, too_long
from tutor.runtime import paths
from tutor.runtime.stage.exercise_runs import Ran

HOLDS = Truth(says="Ann hears Hello", holds=True)
FAILS = Truth(says="Ann hears Hello", holds=False, saw="never")
MUTE = Finding(rule="mute", sentence="Nothing was sent.")


def doubts(name: str, diagnosis: str = "", says: str = "", **ran: Any) -> list[str]:
    """What is wrong with a run of this variant."""
    wrong = Wrong(file=name, diagnosis=diagnosis, says=says) if diagnosis else None
    variant = Variant(exercise(), Source(file=Path("x"), line=1), name, {}, wrong)
    return list(variant.doubts(Ran(**ran)))


def test_a_starter_fails_with_any_diagnosis() -> None:
    assert doubts("start", judged=Judged(truths=(FAILS,), finding=MUTE)) == []
    assert doubts("start", judged=Judged(truths=(HOLDS,))) == ["start holds"]
    assert doubts("start", judged=Judged(truths=(FAILS,))) == [
        "start fails (Ann hears Hello: never) and has no diagnosis"
    ]


def test_code_that_cannot_be_loaded_may_be_the_fault_and_is_named() -> None:
    why = Stopped(how="raised", sentence="app.py cannot be loaded.", trace=("NameError: x",))
    assert doubts("wrong/one.py", "stopped", "NameError", stopped=why) == []
    assert doubts("wrong/one.py", "stopped", "KeyError", stopped=why) == [
        "wrong/one.py could not be run: app.py cannot be loaded."
    ]
    assert doubts("wrong/one.py", "stopped", "NameError", judged=Judged(truths=(FAILS,))) == [
        "wrong/one.py was run, and had to stop with 'NameError'"
    ]
    starter = exercise(stops="NameError")
    variant = Variant(starter, Source(file=Path("x"), line=1), "start", {}, is_again=True)
    assert list(variant.doubts(Ran(stopped=why))) == []
    assert variant.label == "start with other names"


def test_a_solution_holds_and_waits_for_nothing_in_vain() -> None:
    assert doubts("good", judged=Judged(truths=(HOLDS,))) == []
    assert doubts("good", judged=Judged(truths=(FAILS,)), unmet="ben: expected Hello") == [
        "good does not hold: Ann hears Hello: never",
        "good waits in vain: ben: expected Hello",
    ]


def test_a_wrong_mend_fails_with_the_reason_that_it_names() -> None:
    judged = Judged(truths=(FAILS,), finding=MUTE)
    assert doubts("wrong/a.py", "mute", judged=judged) == []
    assert doubts("wrong/a.py", "arity", judged=judged) == [
        "wrong/a.py has the diagnosis mute and not arity: Nothing was sent."
    ]
    assert doubts("wrong/a.py", "mute", "ws_lobby", judged=judged) == [
        "wrong/a.py: its diagnosis does not say 'ws_lobby': Nothing was sent."
    ]


def test_what_cannot_be_run_proves_nothing() -> None:
    [doubt] = doubts("wrong/a.py", stopped=too_long(10, ""))
    assert doubt == "wrong/a.py could not be run: The run took more than 10 s."


@pytest.mark.parametrize(
    ("seconds", "slow", "noted"),
    [(SAVE, "", ""), (1.6, "It waits.", ""), (1.6, "", f"  (more than {SAVE} s)")],
)
def test_a_run_that_a_save_would_wait_for_is_noted(seconds: float, slow: str, noted: str) -> None:
    variant = Variant(exercise(slow=slow), Source(file=Path("x"), line=1), "good", {})
    (said,) = account(variant, Ran(judged=Judged(truths=(HOLDS,)), seconds=seconds))
    assert said == f"{variant.exercise.name} good: mended, {seconds:.2f} s{noted}"


def course(folder: Path) -> list[Lesson]:
    """Lesson 7 of the course with the one exercise closes."""
    shipped = paths.lessons_folder()
    shutil.copy(shipped / "course.toml", folder)
    lesson = folder / "07_channel_layers_and_groups"
    shutil.copytree(shipped / lesson.name / "exercises/closes", lesson / "exercises/closes")
    for name in ("lesson.md", "quiz.toml"):
        shutil.copy(shipped / lesson.name / name, lesson)
    outlines = load_course(folder).outlines
    return [read_lesson(outline)[0] for outline in outlines if outline.folder is not None]


def test_a_name_is_used_once(tmp_path: Path) -> None:
    [lesson] = course(tmp_path)
    assert read_all([lesson])[1] == []
    [*_, problem] = read_all([lesson, lesson])[1]
    assert problem.message == "closes: another exercise is called so"


@pytest.mark.slow
def test_one_file_is_run_and_told_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    [lesson] = course(tmp_path)
    monkeypatch.setenv("TUTOR_COURSE", str(tmp_path))
    mine = lesson.folder / "exercises/closes/wrong/answer_alone.py"
    assert main(["closes"], code=mine, facts=True) == 0
    told = capsys.readouterr().out
    assert "NO  Ben hears Hello once: never" in told
    assert "[alone] Only Ann hears herself" in told
    assert "client.received" in told
    assert told.endswith("1 exercises, 1 runs, 0 problems\n")


@pytest.mark.slow
def test_what_goes_against_the_author_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    [lesson] = course(tmp_path)
    monkeypatch.setenv("TUTOR_COURSE", str(tmp_path))
    folder = lesson.folder / "exercises/closes"
    shutil.copy(folder / "wrong/catch.py", folder / "good/consumers.py")
    assert main(["7/closes"]) == 1
    assert "closes: good does not hold: Ben hears Hello" in capsys.readouterr().out


def test_each_run_is_told_as_it_ends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [lesson] = course(tmp_path)
    (lesson.folder / "exercises/closes/start/consumers.py").unlink()
    found, _ = read_all([lesson])
    proof = Proof(told=account, wants=lambda variant: variant.name == START)
    asyncio.run(proof.play(found))
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("closes start: not mended, 0.0")
    assert told[1].startswith("  could not be run: There is no consumers.py there any more.")
    assert (len(told), proof.runs) == (4, 2), "what goes against the author is run once more"


@pytest.mark.parametrize("query", ["{not a query}", "{count nothing}"])
def test_what_cannot_be_judged_is_a_problem_and_is_not_run(
    query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    [lesson] = course(tmp_path)
    monkeypatch.setenv("TUTOR_COURSE", str(tmp_path))
    file = lesson.folder / "exercises/closes/exercise.toml"
    lines = file.read_text().splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith('says = "Only Ann'))
    lines[at] = f'says = "{query}"'
    file.write_text("\n".join(lines))
    assert main(["closes"]) == 1
    told = capsys.readouterr().out
    assert f"exercise.toml:{at + 1}: closes: expected" in told
    assert told.endswith("1 exercises, 0 runs, 1 problems\n")


def test_a_name_that_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    course(tmp_path)
    monkeypatch.setenv("TUTOR_COURSE", str(tmp_path))
    assert main(["closed"]) == 2
    assert "There is no exercise closed.\nDid you mean closes?" in capsys.readouterr().err
