"""A trace's connection is given another name, in the list and in the pictures."""

from __future__ import annotations

import re

from tests.tui.taped_trace import TapedRun, make
from tests.tui.test_trace_screen import WIDE, seen
from tutor.core import events as e


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
