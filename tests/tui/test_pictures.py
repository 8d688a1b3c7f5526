"""Pictures of one recording, drawn once."""

from __future__ import annotations

from rich.console import Console

from tests.view.tape import Tape
from tutor.core.timeline import Moment
from tutor.tui.pictures import Pictures


def of(pictures: Pictures, view: str, moment: Moment) -> list[str]:
    lines = pictures.of(view, moment, width=80, height=20)
    return ["".join(segment.text for segment in line).rstrip() for line in lines]


def test_a_finished_recording_has_its_columns_from_the_first_step_on() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", layers=False)
    first = tape.last
    tape.connect(2, "ben", layers=False)
    line = tape.moment().timeline
    pictures = Pictures(Console(width=80), (), ascii=False)
    early, late = (of(pictures, "sequence", line.moment(step)) for step in (first, tape.last))
    assert "ben" not in early[0]
    assert [early[0].index(name) for name in ("ann", "#1", "layer")] == [
        late[0].index(name) for name in ("ann", "#1", "layer")
    ]


def test_another_recording_has_columns_of_its_own() -> None:
    pictures = Pictures(Console(width=80), (), ascii=False)
    for names in (["ann", "ben"], ["eve"]):
        tape = Tape()
        for conn, name in enumerate(names, start=1):
            tape.connect(conn, name, layers=False)
        assert all(name in of(pictures, "sequence", tape.moment())[0] for name in names)
    fresh = Pictures(Console(width=80), (), ascii=False)
    shown, own = (of(drawer, "sequence", tape.moment()) for drawer in (pictures, fresh))
    assert shown == own
