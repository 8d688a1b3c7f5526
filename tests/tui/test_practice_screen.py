"""Keys in, a screen out: an exercise whose runs are literal, in a folder of the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.practice.test_tries import FAILS, HOLDS
from tests.tui.conftest import screen
from tutor.learner.store import Store
from tutor.library.find import course
from tutor.library.find_exercises import named
from tutor.library.practice_log import Log
from tutor.library.practising import Practising
from tutor.library.workbench import Workbench
from tutor.practice import telling
from tutor.practice.judging import Finding, Judged
from tutor.practice.stopped import too_long
from tutor.practice.tries import Began, Ended, Happened, Saved, Shown, after
from tutor.runtime.processes import editor
from tutor.runtime.stage.exercise_runs import Ran
from tutor.tui import practice_screen as module
from tutor.tui.practice_screen import CARDS, EDIT, NEXT, SEE, PracticeScreen
from tutor.view.practice_page import Desk

SMALL, TINY, WIDE = (80, 24), (40, 16), (120, 40)
LONG = Judged(truths=FAILS.truths, finding=Finding(rule="r", sentence="It died of this. " * 99))


@pytest.fixture
def practising(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practising]:
    """One at work; the learner's files are in a folder of this test."""
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path))
    with Store(tmp_path) as store:
        bench = Workbench.begin(named(course(), "closes"))
        yield Practising(bench, None, Log(store, course()))  # type: ignore[arg-type]


def make(
    practising: Practising, *, ascii: bool = False, following: str = "leaks"
) -> PracticeScreen:
    tries, place = practising.tries, str(practising.bench.file)
    desk = Desk(tries=tries, place=place, following=following)
    made = PracticeScreen(practising, desk, ascii=ascii)
    practising.show = made.changed
    return made


def happen(practising: Practising, *events: Happened) -> None:
    """As the watch would tell of it."""
    for event in events:
        practising.tries = after(practising.tries, event)
        practising.show(practising.tries)


def ran(text: str = "a", judged: Judged | None = FAILS) -> tuple[Happened, ...]:
    why = too_long(10, "") if judged is None else None
    return Saved(text), Began(), Ended(judged=judged, stopped=why, seconds=0.5)


async def press(pilot: Pilot[str], *keys: str) -> str:
    await pilot.press(*keys)
    await pilot.pause()
    await pilot.pause()
    return screen(pilot.app)  # type: ignore[arg-type]


async def test_what_happens_is_on_the_screen(practising: Practising) -> None:
    async with make(practising).run_test(size=SMALL) as pilot:
        shown = await press(pilot)
        assert "Thrown out when somebody speaks" in shown
        assert "· Ben hears Hello once" in shown
        happen(practising, *ran())
        shown = await press(pilot)
        assert "✗ Ann hears Hello   never" in shown
        assert shown.endswith("? help  q leave")
        happen(practising, *ran("b", HOLDS))
        assert "mended ───" in await press(pilot)


async def test_hints_come_in_rungs_and_the_solution_asks(practising: Practising) -> None:
    async with make(practising).run_test(size=WIDE) as pilot:
        happen(practising, *ran())
        assert "hint 1 of 3" in await press(pilot, "h")
        assert "hint 3 of 3" in await press(pilot, "h", "h")
        assert telling.SOLUTION_COUNTS in await press(pilot, "s")
        shown = await press(pilot, "n")
        assert module.STAYS in shown
        assert not practising.tries.is_solution_shown
        assert "our solution, against the starter" in await press(pilot, "s", "y")
        assert practising.tries.is_solution_shown
        assert "our solution" not in await press(pilot, "escape")
        assert "our solution" in await press(pilot, "s")  # it does not ask again


async def test_a_hint_below_the_edge_is_scrolled_to(practising: Practising) -> None:
    async with make(practising).run_test(size=SMALL) as pilot:
        happen(practising, *ran(judged=LONG))
        shown = await press(pilot, "h", "h", "h")
        assert shown.splitlines()[1].startswith(" hint 3 of 3")


async def test_after_a_run_the_hint_gives_way_to_the_change(practising: Practising) -> None:
    async with make(practising).run_test(size=WIDE) as pilot:
        happen(practising, *ran())
        assert "hint 1 of 3" in await press(pilot, "h")
        happen(practising, *ran("b"))
        shown = await press(pilot)
        assert "hint 1 of 3" not in shown
        assert "your last change" in shown


async def test_starting_over_asks_and_is_undone(practising: Practising) -> None:
    bench = practising.bench
    starter = bench.text()
    bench.file.write_text("mine\n")
    async with make(practising).run_test(size=SMALL) as pilot:
        await press(pilot, "x", "q")
        assert bench.text() == "mine\n"
        assert telling.STARTED_OVER in await press(pilot, "x", "y")
        assert bench.text() == starter
        assert telling.UNDONE in await press(pilot, "u")
        assert bench.text() == "mine\n"
        await press(pilot, "u")
        assert telling.NO_SAVE in await press(pilot, "u")


async def test_a_file_that_cannot_be_written_is_a_sentence(practising: Practising) -> None:
    bench = practising.bench
    bench.file.unlink()
    bench.file.mkdir()
    async with make(practising).run_test(size=SMALL) as pilot:
        assert "Is a directory." in await press(pilot, "x", "y")


async def test_other_pages_lead_back(practising: Practising) -> None:
    async with make(practising).run_test(size=SMALL) as pilot:
        happen(practising, *ran("".join(f"{n}\n" for n in range(60))))
        assert "my changes, against the starter" in await press(pilot, "d")
        assert "more lines: j, PgDn" in await press(pilot)
        assert "+  60  59" in await press(pilot, *["pagedown"] * 8)
        assert "what happened instead" in await press(pilot, "d")
        assert "Mend it in" in await press(pilot, "t")
        assert "what happened instead" in await press(pilot, "escape", "z")


async def test_a_run_turns_to_the_work_and_is_seen_from_its_top(practising: Practising) -> None:
    async with make(practising).run_test(size=SMALL) as pilot:
        happen(practising, *ran(judged=LONG))
        assert "what happened instead" not in await press(pilot, "t")
        happen(practising, *ran("b", LONG))
        assert "what happened instead" in await press(pilot)
        assert "Thrown out when" not in await press(pilot, "pagedown")
        happen(practising, *ran("c", LONG))
        assert "Thrown out when" in await press(pilot)
        happen(practising, *ran("d", HOLDS))
        assert "mended ───" in await press(pilot)


async def test_what_another_program_shows_ends_the_screen(
    practising: Practising, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, wish in {"c": CARDS, "q": "", "ctrl+c": ""}.items():
        app = make(practising)
        async with app.run_test(size=SMALL) as pilot:
            await press(pilot, key)
        assert app.return_value == wish
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    app = make(practising)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "o")
    assert app.return_value == EDIT


async def test_an_editor_is_named_or_opens_beside_us(
    practising: Practising, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "no-such-editor")
    async with make(practising).run_test(size=SMALL) as pilot:
        assert editor.NONE in await press(pilot, "o")
        opened = tmp_path / "opened"
        program = tmp_path / "code"
        program.write_text(f'#!/bin/sh\necho "$1" > {opened}.new; mv {opened}.new {opened}\n')
        program.chmod(0o755)
        monkeypatch.setenv("VISUAL", str(program))
        assert "in a window of its own" in await press(pilot, "o")
        while not opened.exists():
            await pilot.pause(0.01)
        assert opened.read_text() == f"{practising.bench.file}\n"


async def test_a_run_is_seen_once_there_is_one(practising: Practising) -> None:
    app = make(practising)
    async with app.run_test(size=SMALL) as pilot:
        assert module.NO_RUN in await press(pilot, "n")
        practising.ran = Ran(stopped=too_long(10, ""))
        assert module.NOTHING_RAN in await press(pilot, "n")
        practising.ran = Ran(judged=FAILS, events=("anything",))  # type: ignore[arg-type]
        await press(pilot, "n")
    assert app.return_value == SEE


async def test_the_next_exercise_waits_for_the_mend(practising: Practising) -> None:
    app = make(practising)
    async with app.run_test(size=SMALL) as pilot:
        assert module.NOT_YET in await press(pilot, "enter")
        happen(practising, *ran("a", HOLDS))
        await press(pilot, "enter")
    assert app.return_value == NEXT
    async with make(practising, following="").run_test(size=SMALL) as pilot:
        assert module.NO_NEXT in await press(pilot, "enter")


async def test_a_run_by_hand_is_asked_for(practising: Practising) -> None:
    async with make(practising).run_test(size=SMALL) as pilot:
        happen(practising, *ran())
        await press(pilot, "r")
        assert practising.tries.is_wanted


async def test_everything_has_a_name(practising: Practising) -> None:
    async with make(practising).run_test(size=SMALL) as pilot:
        assert "Mend it" in await press(pilot, "question_mark")
        assert "Mend it\n" not in await press(pilot, "escape")
        assert "start over with the starter" in await press(pilot, "ctrl+p", *"start over")
        assert telling.START_OVER[:40] in await press(pilot, "enter")


async def test_what_happens_before_the_first_frame_is_on_it(practising: Practising) -> None:
    app = make(practising)
    happen(practising, *ran("a", LONG), Shown())
    async with app.run_test(size=SMALL) as pilot:
        shown = await press(pilot)
        assert "It died of this." in shown
        assert "more lines: j, PgDn" in shown
        await press(pilot, "pagedown")
        happen(practising, Shown())
        assert app.panel.top > 0


@pytest.mark.parametrize("size", [TINY, (60, 24), SMALL])
async def test_in_ascii_there_is_only_ascii(practising: Practising, size: tuple[int, int]) -> None:
    async with make(practising, ascii=True).run_test(size=size) as pilot:
        for events in ((), ran(), ran("b", None), ran("c", HOLDS)):
            happen(practising, *events)
            for keys in ([], ["h"], ["d"], ["t"], ["escape"]):
                assert (await press(pilot, *keys)).isascii()
