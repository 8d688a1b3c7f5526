"""`tutor check` on a course of scenes that need no server: what it prints, and how it ends."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from types import SimpleNamespace
from typing import Any

import pytest
import typer

from tutor import gate
from tutor.commands import check
from tutor.errors import Unavailable, UsageError
from tutor.runtime import needs
from tutor.runtime.stage import scene_runs

COURSE = """\
title = "A course"
format = 1
[[lesson]]
number = 1
slug = "01_first"
title = "First"
summary = "…"
"""
MATTER = "---\ntitle: First\nminutes: 1\nsummary: …\nchapter: First\n---\n"
CLAIMS = """\
[C01-01]
chapter = 1
then = "claimed"
now = "true"
says = "It rains."
[C01-02]
chapter = 1
then = "claimed"
now = "wrong"
says = "It pours."
[C02-01]
chapter = 2
then = "silent"
now = "nuance"
says = "It snows."
[C02-02]
chapter = 2
then = "claimed"
now = "true"
says = "It hailed."
unproved = "That was yesterday."
"""
PAGE = """\
## {name}
:::: scene {name}
::: beat scene.noted
Text.
:::
::: claim {claim} verdict={verdict}
proof: any scene.noted text={text}
Text.
:::
::::
"""
RAIN = PAGE.format(name="rain", claim="C01-01", verdict="true", text="rain")
POUR = PAGE.format(name="pour", claim="C01-02", verdict="wrong", text="pour")
SCENES = """
async def rain(stage):
    stage.note("{rain}")
async def pour(stage):
    stage.note("pour")
"""

Check = Callable[..., tuple[int, str]]


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Check:
    """`ledger(rain=…, **options)` → exit code and output of `tutor check` on a small course."""

    def run(*, rain: str = "rain", scenes: str = SCENES, **options: Any) -> tuple[int, str]:
        folder = tmp_path / "01_first"
        folder.mkdir()
        (tmp_path / "course.toml").write_text(COURSE, encoding="utf-8")
        (tmp_path / "claims.toml").write_text(CLAIMS, encoding="utf-8")
        (folder / "lesson.md").write_text(MATTER + RAIN + POUR, encoding="utf-8")
        script = dedent(scenes).replace("{rain}", rain).replace("{folder}", str(tmp_path))
        (folder / "scenes.py").write_text(script, encoding="utf-8")
        monkeypatch.setenv("TUTOR_COURSE", str(tmp_path))
        monkeypatch.setenv("COLUMNS", "90")
        code = 0
        try:
            check.run(check.Request(**options))
        except typer.Exit as end:
            code = end.exit_code
        return code, capsys.readouterr().out

    return run


def test_a_world_that_is_as_the_course_teaches(ledger: Check) -> None:
    code, printed = ledger(ascii=True)
    lines = [line.strip() for line in printed.splitlines()]
    assert code == 0
    assert "v C01-01  holds        claimed -> true" in lines
    assert "Lesson 1, rain: scene.noted text=rain: step 2" in lines
    assert "- C02-01  no proof yet silent -> nuance" in lines
    assert "That was yesterday." in lines
    assert (
        "4 rows: 2 as the course teaches, 1 without a proof yet, 1 that no run can show." in printed
    )


def test_a_world_that_has_changed(ledger: Check) -> None:
    code, printed = ledger(rain="sun")
    assert code == 1
    assert "Lesson 1, rain (in a second run)" in printed
    assert "expected: any scene.noted text=rain" in printed
    assert "observed: scene.noted text=rain: never" in printed


def test_the_texts_of_why_are_repeated_with_the_whole_ledger(ledger: Check, tmp_path: Path) -> None:
    fields = "\n".join(f'{name} = "x"' for name in ("area", "title", "cause", "sure", "remedy"))
    texts = '"it rained" = "run: sky"\n"it poured" = "run: sky"\n"it froze" = "run: north"\n'
    (tmp_path / "symptoms.toml").write_text(f"[wet]\n{fields}\n[wet.texts]\n{texts}")
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "sky.py").write_text("print('It rained.')")
    (tmp_path / "runs" / "north.py").write_text("print('No north here.')\nraise SystemExit(3)")
    code, printed = ledger()
    assert code == 1
    assert printed.splitlines()[-3:] == [
        "tutor why wet: the run sky does not say 'it poured'",
        "The run north of `tutor why` could not be made: No north here.",
        "2 runs, 2 texts of `tutor why` repeated.",
    ]


def test_a_single_claim_repeats_no_text_of_why(ledger: Check, tmp_path: Path) -> None:
    (tmp_path / "symptoms.toml").write_text("[")
    assert ledger(claims=("C01-01",))[0] == 0


def test_the_ledger_as_data(ledger: Check) -> None:
    code, printed = ledger(rain="sun", json=True)
    document = json.loads(printed)
    [changed] = [row for row in document["rows"] if row["state"] == "differs"]
    assert (code, document["totals"]) == (
        1,
        {"differs": 1, "holds": 1, "missing": 1, "unproved": 1},
    )
    assert changed["proofs"] == [
        {
            "lesson": 1,
            "scene": "rain",
            "proof": "any scene.noted text=rain",
            "holds": False,
            "observed": "scene.noted text=rain: never",
            "cause": "",
            "runs": 2,
        }
    ]


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ({"chapter": 2}, ["C02-01", "C02-02"]),
        ({"claims": ("c01-02",)}, ["C01-02"]),
        ({"claims": ("C02-01", "C01-01")}, ["C01-01", "C02-01"]),
    ],
)
def test_some_of_the_rows(ledger: Check, options: dict[str, Any], ids: list[str]) -> None:
    rows = json.loads(ledger(json=True, **options)[1])["rows"]
    assert [row["id"] for row in rows] == ids


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"chapter": 3}, "There is no chapter 3 with claims. There are 1, 2."),
        ({"claims": ("C01-03",)}, "There is no claim C01-03. Did you mean C01-0"),
        ({"chapter": 2, "claims": ("C01-01",)}, "Chapter 2 does not make that claim."),
    ],
)
def test_a_name_that_is_unknown(ledger: Check, options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        ledger(**options)
    assert message in f"{raised.value.message} {raised.value.hint}"


def test_fail_fast_leaves_the_rest_unproved(ledger: Check) -> None:
    code, printed = ledger(rain="sun", fail_fast=True, jobs=1)
    assert (code, "1 not as the course teaches, 1 not run" in printed) == (1, True)


def test_a_busy_moment_is_not_taken_for_a_change(ledger: Check) -> None:
    scenes = """
    from pathlib import Path
    async def rain(stage):
        seen = Path("{folder}/seen")
        stage.note("rain" if seen.exists() else "sun")
        seen.touch()
    async def pour(stage):
        stage.note("pour")
    """
    code, printed = ledger(scenes=scenes)
    assert (code, "Lesson 1, rain (in a second run): scene.noted" in printed) == (0, True)


def test_a_scene_that_fails_proves_nothing(ledger: Check) -> None:
    scenes = SCENES.replace('"{rain}")', '"rain")\n    raise ValueError("a cloud")')
    code, printed = ledger(scenes=scenes)
    told = " ".join(printed.split())
    assert code == 1
    assert "observed: the scene failed: 01_first/scenes.py:4: ValueError: a cloud;" in told


def test_where_nothing_can_run_live(ledger: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    async def record(*_: object, **__: object) -> None:
        raise Unavailable("There is no loopback here.")

    monkeypatch.setattr(scene_runs, "record", record)
    code, printed = ledger()
    told = " ".join(printed.split())
    assert (code, "could not be run: There is no loopback here." in told) == (3, True)


NOT_THERE = "The module nowhere_to_be_found is not installed (01_first/scenes.py:{}). `pip install"


@pytest.mark.parametrize(
    ("scenes", "line"),
    [
        ("import nowhere_to_be_found\n" + SCENES, 1),
        (SCENES.replace('stage.note("{rain}")', "import nowhere_to_be_found.deep"), 3),
    ],
    ids=["as it loads", "as it runs"],
)
def test_a_missing_package_makes_a_row_not_run_and_says_what_to_install(
    ledger: Check, scenes: str, line: int
) -> None:
    code, printed = ledger(scenes=scenes)
    told = " ".join(printed.split())
    assert (code, "not as the course teaches" in told) == (3, False)
    assert f"1 rain: {NOT_THERE.format(line)} nowhere-to-be-found`" in told


def test_what_differs_outweighs_what_could_not_be_run(ledger: Check) -> None:
    scenes = SCENES.replace('stage.note("{rain}")', "import nowhere_to_be_found")
    code, printed = ledger(scenes=scenes.replace('stage.note("pour")', 'stage.note("drip")'))
    assert code == 1
    assert "1 not as the course teaches, 1 not run" in " ".join(printed.split())


def test_a_mistake_in_a_module_that_is_there_is_no_missing_package(ledger: Check) -> None:
    scenes = SCENES.replace('stage.note("{rain}")', "import json.nowhere")
    code, printed = ledger(scenes=scenes)
    assert (code, "No module named 'json.nowhere'" in " ".join(printed.split())) == (1, True)


def test_a_version_outside_of_what_the_metadata_asks_for_is_said(
    ledger: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = needs.version
    old = {"channels": "4.1.0"}
    monkeypatch.setattr(needs, "version", lambda name: old.get(name) or real(name))
    needs.requirements.cache_clear()
    try:
        said = "channels 4.1.0 is installed, and the tutor asks for >="
        code, printed = ledger()
        assert (code, said in printed) == (0, True)
    finally:
        needs.requirements.cache_clear()


@pytest.mark.parametrize(
    ("terminal", "name", "shows"),
    [(True, "xterm", True), (True, "dumb", False), (True, "", False), (False, "xterm", False)],
)
def test_progress_is_shown_on_a_terminal_and_nowhere_else(
    ledger: Check, monkeypatch: pytest.MonkeyPatch, terminal: bool, name: str, shows: bool
) -> None:
    told: list[str] = []
    monkeypatch.setattr(gate, "overwrite", told.append)
    monkeypatch.setattr(sys, "stderr", SimpleNamespace(isatty=lambda: terminal))
    monkeypatch.setenv("TERM", name)
    code, _ = ledger(jobs=1)
    assert code == 0
    assert ("0 of 2 scenes, running 1 rain" in told, told[-1:]) == (shows, [""] * shows)
    assert bool(told) is shows
