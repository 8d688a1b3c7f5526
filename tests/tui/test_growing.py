"""The picture follows what happens until the learner steps back, then stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.tui.taped_stage import BEGUN, EACH, TapedRecording, TapedStage
from tests.tui.test_play_screen import make, seen, typed
from tests.tui.test_player import SMALL
from tutor.tui import growing
from tutor.tui.growing import REST, Repaint


async def test_it_follows_what_happens_by_itself() -> None:
    stage = TapedStage()
    async with make(stage).run_test(size=SMALL) as pilot:
        await seen(pilot)
        stage.grow(5)
        assert f"step {BEGUN + 5} of {BEGUN + 5} · live" in await seen(pilot)


async def test_who_steps_back_stays_there_and_is_told_how_much_is_new() -> None:
    stage = TapedStage()
    async with make(stage).run_test(size=SMALL) as pilot:
        await typed(pilot, "send ann hi")
        last = BEGUN + EACH
        shown = await seen(pilot, "escape", "comma")
        assert f"step {last - 1} of {last} · looking back" in shown
        assert "$ newest" in shown
        stage.grow(7)
        assert f"{last - 1} of {last + 7} · 7 new" in await seen(pilot)
        assert f"step {last + 7} of {last + 7} · live" in await seen(pilot, "end")


async def test_a_step_onto_the_newest_fact_follows_again() -> None:
    stage = TapedStage()
    async with make(stage).run_test(size=SMALL) as pilot:
        await seen(pilot, "escape", "comma", "full_stop")
        stage.grow(2)
        assert f"step {BEGUN + 2} of" in await seen(pilot)


async def test_keys_go_from_command_to_command() -> None:
    screen = make()
    async with screen.run_test(size=SMALL) as pilot:
        await typed(pilot, "send ann 1", "send ann 2")
        opened, first, second = screen.state.visit.track.beats
        await seen(pilot, "escape", "p", "p")
        assert screen.state.visit.walk.step in {opened, first}
        shown = await seen(pilot, "home", "n")
        assert screen.state.visit.walk.step == opened
        assert "send ann 1" not in shown, "what was typed later is not told yet"
        await seen(pilot, "n", "n")
        assert screen.state.visit.walk.step == second
        await seen(pilot, "n")
        assert screen.playing.follows
        await seen(pilot, "home", "p")
        assert screen.state.visit.walk.step == 0


async def test_a_line_that_is_typed_while_one_looks_back_follows_again() -> None:
    screen = make()
    async with screen.run_test(size=SMALL) as pilot:
        await seen(pilot, "escape", "home", "colon")
        shown = await typed(pilot, "send ann hi")
        assert f"step {BEGUN + EACH} of {BEGUN + EACH} · live" in shown


async def test_undo_while_one_looks_back_shows_the_new_recording() -> None:
    screen = make()
    async with screen.run_test(size=SMALL) as pilot:
        await typed(pilot, "send ann hi")
        await seen(pilot, "escape", "home", "colon")
        assert f"step {BEGUN} of {BEGUN} · live" in await typed(pilot, "undo")


async def test_a_view_of_the_learner_stays_whatever_happens() -> None:
    async with make().run_test(size=SMALL) as pilot:
        await seen(pilot, "escape", "e", "colon")
        assert "pinned: e events" in await typed(pilot, "send ann hi")


async def test_what_came_since_the_last_turn_of_the_recording_is_in_the_next_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = TapedStage()
    async with make(stage).run_test(size=SMALL) as pilot:
        await seen(pilot)
        new, turns = stage._events[BEGUN : BEGUN + 9], list[int]()

        def turn(live: TapedRecording, now: int) -> bool:
            turns.append(now)
            live.timeline.extend(new if len(turns) == 1 else [])
            live._tell()
            return False

        monkeypatch.setattr(TapedRecording, "turn", turn)
        stage.grow(0)  # something has come: a picture is asked for
        assert f"step {BEGUN + 9} of {BEGUN + 9} · live" in await seen(pilot)
        assert len(turns) == 1, "what a picture has read asks for no other"


class Timers:
    """Stands for an app: what is to be called, and in how many seconds."""

    def __init__(self) -> None:
        self.soon: list[Callable[[], None]] = []
        self.later: list[tuple[float, Callable[[], None]]] = []

    def call_later(self, call: Callable[[], None]) -> None:
        self.soon.append(call)

    def set_timer(self, seconds: float, call: Callable[[], None]) -> None:
        self.later.append((seconds, call))


def test_a_picture_rests_as_long_as_it_took_and_is_painted_once_for_all_who_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr(growing.time, "perf_counter", lambda: now[0])
    timers: Any = Timers()

    def paint() -> None:
        now[0] += 0.2

    repaint = Repaint(timers, paint)
    for rest in (0.001, 0.2 * REST):  # the first is painted at once
        repaint.ask()
        repaint.ask()
        timers.soon.pop()()
        seconds, call = timers.later.pop()
        assert seconds == pytest.approx(rest)
        assert not timers.soon, "asked for twice, painted once"
        call()
