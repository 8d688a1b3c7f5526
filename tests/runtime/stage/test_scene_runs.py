"""Many scenes side by side, and those that want the machine to themselves."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tutor.course.model import Claim, Lesson, Scene, Source
from tutor.runtime.stage import scene_runs
from tutor.runtime.stage.scene_runs import Gate, Job, Progress, Run, Runs

HERE = Source(file=Path("lesson.md"), line=1)


def job(name: str, proof: str = "any app.sent", folder: Path = Path("nowhere")) -> Job:
    claim = Claim(id="C01-01", verdict="true", proof=proof, text="…", source=HERE)
    scene = Scene(name=name, title=name, beats=(), predictions=(), claims=(claim,), source=HERE)
    lesson = Lesson(number=1, slug="01", title="T", summary="…", pages=(), folder=folder)
    return Job(lesson, scene)


class Stage:
    """Stands in for the director: notes which scenes are running whenever one begins."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.running: list[str] = []
        self.together: list[list[str]] = []
        monkeypatch.setattr(scene_runs, "record", self.record)
        monkeypatch.setattr(scene_runs, "Session", self.session)

    @asynccontextmanager
    async def session(self) -> Any:
        yield None

    async def record(self, _: Lesson, scene: str, *, session: None) -> SimpleNamespace:
        self.running.append(scene)
        self.together.append(sorted(self.running))
        for _ in range(10):
            await asyncio.sleep(0)
        self.running.remove(scene)
        return SimpleNamespace(events=())


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    return Stage(monkeypatch)


def never(_: Run) -> bool:
    return False


@pytest.mark.parametrize(
    ("proof", "alone"),
    [
        ("any app.sent", False),
        ("ms app.sent -> app.received < 5", True),
        ("any app.sent and (ms app.sent -> app.received < 5)", True),
        ('any scene.noted text~"5 ms"', False),
    ],
)
def test_a_scene_that_asks_for_time_is_alone(proof: str, alone: bool) -> None:
    assert job("s", proof).alone is alone


async def test_two_run_side_by_side_and_who_measures_time_runs_alone(stage: Stage) -> None:
    jobs = [job("t", "ms app.sent -> app.received < 5"), job("a"), job("b"), job("c")]
    await Runs(workers=2, doubted=never, ended=never).play(jobs)
    assert max(map(len, stage.together)) == 2
    assert [running for running in stage.together if "t" in running] == [["t"]]


async def test_a_run_that_is_doubted_is_made_again_alone(stage: Stage) -> None:
    ended: list[tuple[str, int]] = []

    def note(run: Run) -> bool:
        ended.append((run.job.scene.name, run.times))
        return False

    doubted = Runs(workers=2, doubted=lambda run: run.job.scene.name == "a", ended=note)
    await doubted.play([job("a"), job("b")])
    assert sorted(ended) == [("a", 2), ("b", 1)]
    assert stage.together[-1] == ["a"]


async def test_who_has_seen_enough_stops_the_others(stage: Stage) -> None:
    await Runs(workers=2, doubted=never, ended=lambda _: True).play([job(n) for n in "abcdef"])
    assert len(stage.together) == 2


async def test_it_says_how_far_it_is(stage: Stage) -> None:
    told: list[Progress] = []
    await Runs(workers=1, doubted=never, ended=never, report=told.append).play([job("a")])
    assert told == [Progress(0, 1, ("1 a",)), Progress(1, 1, ())]


async def test_long_scenes_begin_first(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "traces").mkdir()
    (tmp_path / "traces" / "short.jsonl").write_text('{"at":1}\n{"at":2000000000}\n')
    (tmp_path / "traces" / "long.jsonl").write_text('{"at":1}\n{"at":3000000000}\n')
    (tmp_path / "traces" / "damaged.jsonl").write_text('{"at":')
    jobs = [job(name, folder=tmp_path) for name in ("new", "damaged", "short", "long")]
    await Runs(workers=1, doubted=never, ended=never).play(jobs)
    assert stage.together == [["long"], ["short"], ["new"], ["damaged"]]


async def test_a_gate_gives_its_places_back_when_the_wait_is_given_up() -> None:
    gate = Gate(2)
    async with gate.enter(alone=False):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01), gate.enter(alone=True):
                raise AssertionError
    async with asyncio.timeout(1), gate.enter(alone=True):
        assert gate.places == 2
