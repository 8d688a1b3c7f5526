"""How much of the program one command pulls in: as it loads, and whatever it may need later.

A player needs the views, the facts and the learner's file, so what it may reach in the end is much.
What counts is that none of it is there before it is needed, and that no front end drags another in.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.graph import graph, reach
from tests.architecture.source import ROOT

AS_IT_LOADS = 20  # modules of ours that `tutor lesson` imports before it has read its options
SHARES = {  # of all modules, that it may reach, lazily too
    "tutor.commands.lesson": 0.52,  # `!` opens a stage from a scene
    "tutor.library.find": 0.10,  # what every command asks first
    "tutor.story.visit": 0.07,  # the walk, below everything that shows it: the table of facts
}
FRONT_ENDS = {
    "tutor.tui.open_player": "tutor.plain",
    "tutor.plain.play_lesson": "tutor.tui",
    "tutor.plain.play_stage": "tutor.tui",
    "tutor.commands.scene_export": "tutor.tui",
}


def test_a_lesson_loads_little_of_the_program() -> None:
    code = (
        "import sys, tutor.commands.lesson; "
        "print(sum(name.partition('.')[0] == 'tutor' for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) <= AS_IT_LOADS


@pytest.mark.parametrize("name", SHARES)
def test_a_module_may_reach_its_share_of_the_program_and_no_more(name: str) -> None:
    of = graph(ROOT, typing=False)
    found = reach(name, of)
    assert len(found) <= SHARES[name] * len(of), sorted(found)


@pytest.mark.parametrize("name", FRONT_ENDS)
def test_no_front_end_drags_another_in(name: str) -> None:
    found = reach(name, graph(ROOT, typing=False))
    assert [one for one in found if one.startswith(FRONT_ENDS[name])] == []
