"""Recordings one after the other: from files, or live on one loop that ends with the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import pytest

from tests.story.lesson import LESSON, SCENE
from tests.view.tape import three_tabs
from tutor.core.events import Event
from tutor.course.model import Scene
from tutor.errors import SceneFailed, Unavailable, UsageError
from tutor.runtime import live_runs, shipped_recordings
from tutor.runtime.recordings_in_turn import RecordingsInTurn
from tutor.runtime.scene_recordings import Progress


class Runs:
    """Live runs without a server; notes what is done to it."""

    made: ClassVar[list[Runs]] = []
    refuses: ClassVar[Exception | None] = None

    def __init__(self, lesson: object, **options: Any) -> None:
        self.options, self.done = options, list[str]()
        Runs.made.append(self)

    async def open(self) -> None:
        self.done.append("open")
        if Runs.refuses:
            raise Runs.refuses

    async def live(self, scene: Scene, progress: Progress) -> Sequence[Event]:
        self.done.append(f"live {scene.name}")
        progress("john connects")
        if Runs.refuses:
            raise Runs.refuses
        return three_tabs().events

    def shipped(self, scene: Scene) -> Sequence[Event]:
        raise UsageError("There is no recording.")

    async def close(self) -> None:
        self.done.append("close")


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[Runs]:
    monkeypatch.setattr(live_runs, "LiveRuns", Runs)
    monkeypatch.setattr(Runs, "made", made := [])
    monkeypatch.setattr(Runs, "refuses", None)
    return made


def test_a_replay_starts_nothing(runs: list[Runs], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped_recordings, "shipped", lambda lesson, scene: three_tabs().events)
    with RecordingsInTurn(LESSON, str, replay=True, alone=True) as recorded:
        played = recorded.get(SCENE)
    assert (played.live, played.note, len(played.events), runs) == (
        False,
        "From a recording.",
        86,
        [],
    )


def test_a_lesson_has_one_session_made_with_its_first_scene(runs: list[Runs]) -> None:
    said: list[str] = []
    with RecordingsInTurn(LESSON, said.append, layer="memory", redis_url="redis://x") as recorded:
        assert runs == []
        assert recorded.get(SCENE).live
        assert recorded.get(SCENE).live, "made once, and kept"
    (run,) = runs
    assert run.done == ["live three_tabs", "close"]
    assert run.options == {"layer": "memory", "redis_url": "redis://x", "spares": True}
    assert said == ["john connects"]


def test_a_server_for_a_single_scene_boots_at_once_and_alone(runs: list[Runs]) -> None:
    with RecordingsInTurn(LESSON, str, alone=True) as recorded:
        assert runs[0].done == ["open"]
        recorded.get(SCENE)
    assert (runs[0].done, runs[0].options["spares"]) == (
        ["open", "live three_tabs", "close"],
        False,
    )


def test_a_server_that_cannot_boot_is_told_by_the_scene(
    runs: list[Runs], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Runs, "refuses", Unavailable("No port can be had."))
    with (
        RecordingsInTurn(LESSON, str, alone=True) as recorded,
        pytest.raises(Unavailable, match="No port"),
    ):
        recorded.get(SCENE)
    assert runs[0].done[-1] == "close"


def test_a_scene_that_fails_says_so(runs: list[Runs], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Runs, "refuses", SceneFailed("john: expected a frame"))
    with RecordingsInTurn(LESSON, str) as recorded, pytest.raises(SceneFailed, match="john"):
        recorded.get(SCENE)
