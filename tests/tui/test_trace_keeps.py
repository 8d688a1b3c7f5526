"""Keys of a trace: a connection gets another name; a line opens in the editor."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.tui.taped_trace import TapedRun, make
from tests.tui.test_trace_screen import WIDE, seen, talking
from tutor.core import events as e
from tutor.tui.trace_keeps import EDIT
from tutor.tui.trace_screen import TraceScreen


class Named(TapedRun):
    """A run that takes names, as facts."""

    def name(self, conn: int, name: str) -> None:
        self.tape.add(e.ConnectionNamed, process="tutor", number=conn, name=name)
        self.grow()


async def test_a_connection_is_called_otherwise_from_then_on() -> None:
    run = Named()
    run.serves()
    app = make(run)
    async with app.run_test(size=WIDE) as pilot:
        assert "Nobody has connected yet." in await seen(pilot, "N")
        run.connects(1, "ann")
        run.connects(2)
        run.says(2, "hi")
        shown = await seen(pilot, "t")
        assert re.search("ann +─+ #1", shown)
        assert re.search("/ws/ +[◀─]+ #2", shown)
        assert "call /ws/ from here on:" in await seen(pilot, "N")
        assert "Another connection is called ann." in await seen(pilot, *"ann", "enter")
        assert "Expected a name of 1 to 24 characters, got 0." in await seen(
            pilot, "ctrl+u", "enter"
        )
        shown = await seen(pilot, *"my", "space", *"phone", "enter")
        assert "Called my phone from here on, in what is saved, too." in shown
        assert re.search("my phone +[◀─]+ #2", shown)
        run.says(2, "there")
        assert "my phone → 'there'" in await seen(pilot, "end")
        shown = await seen(pilot, "f")
        assert re.search("ms  .*my phone", shown), "its lane"


async def test_the_line_of_a_fact_opens_in_the_editor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = talking()
    app = make(run)
    async with app.run_test(size=WIDE) as pilot:
        await seen(pilot)
        assert "No line of the project" in await seen(pilot, "home", "w")
        app.action_jump(app.trace.rows[-1].root + 3)  # its database call: that of its cause
        assert "shop/consumers.py:8 is not below this folder." in await seen(pilot, "w")
        run.connects(7)  # has no line: the one that the code's picture marks
        app.action_jump(-1)
        assert "shop/consumers.py:8 is not below this folder." in await seen(pilot, "period", "w")
        Path("shop").mkdir()
        Path("shop/consumers.py").write_text("")
        monkeypatch.delenv("VISUAL", raising=False)
        monkeypatch.setenv("EDITOR", "nix-da")
        assert "EDITOR names no editor here" in await seen(pilot, "w")
        monkeypatch.setenv("EDITOR", "true")
        step = app.state.visit.walk.step
        await pilot.press("w")
    assert app.wish == EDIT
    assert app.trace.editing == (Path("shop/consumers.py"), 8)
    again = TraceScreen(app.trace, before=app)
    async with again.run_test(size=WIDE) as pilot:
        assert f"step {step} of" in await seen(pilot), "the same place"
