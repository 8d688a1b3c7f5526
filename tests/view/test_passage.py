"""What stands above a scene and a step, and a step whole."""

from __future__ import annotations

from tests.view.every import picture
from tests.view.lessons import scene
from tests.view.tape import Tape, drawn, three_tabs, upto
from tutor.view import passage
from tutor.view.table import ROWS


def test_one_step_can_be_seen_whole() -> None:
    tape = three_tabs()
    shown = [drawn(one) for one in passage.whole(tape.moment(), width=80)]
    assert shown == [picture(v.name, tape.moment(), width=80) for v in ROWS if v.in_step]


def test_a_scene_is_announced_with_what_its_recording_holds() -> None:
    timeline = three_tabs().moment().timeline
    assert passage.title(scene(), timeline).endswith(
        "86 facts in 0.1 s; 0 ms is when john · tab 1 connects."
    )


def test_an_empty_recording_is_announced_too() -> None:
    said = passage.title(scene(title=""), Tape().moment().timeline)
    assert said == "Scene three_tabs: three_tabs. 0 facts in 0.0 s."


def test_a_step_is_announced_with_its_fact() -> None:
    tape = three_tabs()
    said = [passage.position(tape.moment(step)) for step in (0, upto(tape, "group.joined"))]
    assert said == [
        "Step 0 of 86: nothing has happened yet",
        "Step 16 of 86: …!gNYZ joins group user_john-at-example.com",
    ]
