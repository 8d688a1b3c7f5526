"""Every save is run, a newer one gives up the run before it, and what came of it is kept."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from tutor.learner.store import Store
from tutor.library.find import course
from tutor.library.find_exercises import named
from tutor.library.practice_log import HARD, Log
from tutor.library.practising import Practising
from tutor.library.workbench import Workbench
from tutor.practice.exercise import Exercise
from tutor.practice.judging import Judged, Truth
from tutor.practice.tries import Began, Ended, Saved, Tries, after
from tutor.runtime.processes.session import Session
from tutor.runtime.stage.exercise_runs import Ran

HANDLER = "        event = {"


@pytest.fixture
def exercise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exercise:
    """A shipped one; the learner's files are in a folder of this test."""
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path))
    return named(course(), "closes")


@asynccontextmanager
async def practising(exercise: Exercise) -> AsyncIterator[Practising]:
    """One at work, that watches."""
    store = Store(Path(os.environ["TUTOR_HOME"]) / "learner", lambda _: None)
    with store:
        async with Session() as session:
            yield Practising(Workbench.begin(exercise), session, Log(store, course()))


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something that the watching brings about."""
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.02)


@pytest.mark.slow
async def test_a_save_gives_up_the_run_before_it_and_none_is_lost(exercise: Exercise) -> None:
    async with practising(exercise) as one:
        starter, file = one.bench.text() or "", one.bench.file
        watching = asyncio.create_task(one.watch())
        await until(lambda: len(one.tries.runs) == 1)
        file.write_text(starter.replace(HANDLER, f"        while True: pass\n{HANDLER}"))
        await until(lambda: one.tries.running is not None)
        good = starter.replace("def message", "def chat_message")
        file.write_text(good)
        await until(lambda: one.tries.is_mended)
        assert [run.verdict for run in one.tries.runs] == ["not mended", "mended"]
        assert one.tries.runs[-1].text == good
        file.write_text(good)  # the same contents at another time
        await asyncio.sleep(0.3)
        assert (one.tries.running, len(one.tries.runs)) == (None, 2)
        one.run()
        await until(lambda: len(one.tries.runs) == 3)
        file.unlink()
        await until(lambda: one.tries.is_gone)
        assert one.undo()
        await until(lambda: len(one.tries.runs) == 4 and one.tries.running is None)
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


@pytest.mark.slow
async def test_a_run_that_was_over_by_the_next_save_says_nothing(exercise: Exercise) -> None:
    """Its server may have read the newer file, or half of it."""
    async with practising(exercise) as one:
        one.look()
        await one._step()
        assert one._running is not None
        await asyncio.wait({one._running})
        good = (one.bench.text() or "").replace("def message", "def chat_message")
        one.bench.file.write_text(good)
        one.look()
        await one._step()
        assert (one.tries.runs, one.tries.running) == ((), good)
        while one.tries.running is not None:
            await asyncio.wait({one._running})
            await one._step()
        assert [(run.text, run.verdict) for run in one.tries.runs] == [(good, "mended")]


async def test_the_file_is_looked_at_again_and_again_also_before_a_run_can_begin(
    exercise: Exercise,
) -> None:
    opening = asyncio.create_task(asyncio.Event().wait())  # a session that takes its time
    one = Practising(Workbench.begin(exercise), opening, None)  # type: ignore[arg-type]
    watching = asyncio.create_task(one.watch())
    for text in ("first = 1\n", "second = 2\n"):
        one.bench.file.write_text(text)
        await until(lambda text=text: one.tries.text == text)  # type: ignore[misc]
    for task in (watching, opening):
        task.cancel()
    await asyncio.gather(watching, opening, return_exceptions=True)
    assert one._running is None, "who stops watching leaves no run behind"


def test_a_file_that_stays_as_it_was_run_is_nothing_new_to_show(exercise: Exercise) -> None:
    shown: list[Tries] = []
    one = Practising(Workbench.begin(exercise), None, None, shown.append)  # type: ignore[arg-type]
    one.look()
    for event in (Began(), Ended(judged=Judged(truths=()), seconds=0.5, at=1.0)):
        one.tries = after(one.tries, event)
    one.look()
    assert [tries.text for tries in shown] == [one.bench.text()], "once, at the first look"


def test_a_file_that_is_empty_for_a_moment_is_no_save(exercise: Exercise) -> None:
    one = Practising(Workbench.begin(exercise), None, None)  # type: ignore[arg-type]
    one.look()
    starter = one.tries.text
    one.bench.file.write_text("")
    one.look()
    assert one.tries.text == starter
    one.look()
    assert one.tries.text == "", "it stays empty, so that is what was saved"


def test_what_became_of_an_exercise_is_in_the_learners_file(
    exercise: Exercise, tmp_path: Path
) -> None:
    with Store(tmp_path / "state") as store:
        log = Log(store, course())
        assert log.standings() == {}
        bench = Workbench.begin(exercise)
        one = Practising(bench, None, log)  # type: ignore[arg-type]
        one.solution()
        one.solution()
        assert log.standings() == {"closes": "solution shown"}
        log.mended(one.tries)
        log.shown(one.tries)
        assert log.standings() == {"closes": "mended"}
        entries = store.reviews()
        assert [(entry.card, entry.mode, entry.correct) for entry in entries] == [
            ("exercise:closes", "practice", False),
            ("exercise:closes", "practice", True),
            ("exercise:closes", "practice", False),
        ]
        assert entries[0].lesson == "07_channel_layers_and_groups"


def test_a_hint_is_a_rung_and_starting_over_writes_the_starter(exercise: Exercise) -> None:
    bench = Workbench.begin(exercise)
    seen: list[int] = []
    one = Practising(bench, None, None, lambda tries: seen.append(tries.hints))  # type: ignore[arg-type]
    one.hint()
    one.hint()
    bench.file.write_text("mine")
    one.start_over()
    assert (seen, bench.text() == one.tries.starter) == ([1, 2, 0], True)


def test_hints_of_an_earlier_session_count_at_the_mend(exercise: Exercise, tmp_path: Path) -> None:
    with Store(tmp_path / "log") as store:

        def session() -> Practising:
            bench = Workbench.begin(exercise)
            return Practising(bench, None, Log(store, course()))  # type: ignore[arg-type]

        one = session()
        one.hint()
        again = session()
        assert (again.tries.hints, again.tries.helped) == (0, 1)
        for text, holds in (("a", False), ("b", True)):
            again._happened(Saved(text))
            again._happened(Began())
            judged = Judged(truths=(Truth(says="x", holds=holds),))
            again._take(Ran(judged=judged))
        [entry] = store.reviews()
        assert (entry.grade, entry.hints) == (HARD, 1)
        assert session().tries.helped == 0  # counted once
        session().solution()
        assert session().tries.is_solution_shown
