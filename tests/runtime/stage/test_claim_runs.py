"""Which scenes prove claims, and what their runs have shown."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from tests.story.lesson import LESSON, SCENE
from tests.view.tape import three_tabs
from tutor.runtime.stage import scene_runs
from tutor.runtime.stage.claim_runs import Outcome, prove
from tutor.runtime.stage.scene_runs import Job, Run

CLAIM = SCENE.claims[0].id


class Runs:
    """Every job is run at once, with the recording of three tabs, or cannot be."""

    unavailable = ""

    def __init__(
        self, *, workers: int, doubted: Any, ended: Callable[[Run], bool], report: Any
    ) -> None:
        self.workers, self.doubted, self.ended = workers, doubted, ended

    async def play(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            run = Run(job=job, events=tuple(three_tabs().events), unavailable=Runs.unavailable)
            if self.ended(run):
                return


@pytest.fixture(autouse=True)
def runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scene_runs, "Runs", Runs)
    monkeypatch.setattr(Runs, "unavailable", "")


def test_of_claims_that_no_scene_proves_nothing_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "tutor.runtime.stage.scene_runs")
    assert prove({"C99-1"}, [LESSON], print) == Outcome()
    assert "tutor.runtime.stage.scene_runs" not in sys.modules


def test_a_scene_that_proves_it_is_run_once_and_has_shown_it() -> None:
    outcome = prove({CLAIM}, [LESSON], print)
    (seen,) = outcome.seen[CLAIM]
    assert (outcome.scenes, seen.lesson, seen.scene, seen.holds, seen.cause) == (
        1,
        7,
        "three_tabs",
        True,
        "",
    )


def test_a_scene_that_cannot_be_run_shows_nothing_and_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Runs, "unavailable", "There is no loopback here.")
    outcome = prove({CLAIM}, [LESSON], print)
    assert (outcome.scenes, outcome.seen) == (0, {})
    assert outcome.hindered == {(7, "three_tabs"): "There is no loopback here."}


@pytest.mark.parametrize(("fail_fast", "scenes"), [(True, 1), (False, 2)])
def test_the_first_run_that_differs_may_be_the_last(
    fail_fast: bool, scenes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = replace(SCENE.claims[0], proof="count group.sent == 2")
    page = replace(LESSON.pages[1], scene=replace(SCENE, claims=(claim,)))
    wrong = replace(LESSON, pages=(page,))
    outcome = prove({CLAIM}, [wrong, wrong], print, fail_fast=fail_fast)
    assert outcome.scenes == scenes
    assert not outcome.seen[CLAIM][0].holds
