"""The list of facts."""

from __future__ import annotations

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.view.tape import Tape, drawn, three_tabs, upto
from tutor.view import event_list


def picture(tape: Tape, step: int | None = None, width: int = 80, **look: Any) -> str:
    return drawn(event_list.render(tape.moment(step), width=width, **look), width=width)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_facts_around_the_step(width: int, snapshot: SnapshotAssertion) -> None:
    tape = three_tabs()
    assert picture(tape, upto(tape, "channel.sent"), width, height=9) == snapshot


def test_facts_in_ascii(snapshot: SnapshotAssertion) -> None:
    tape = three_tabs()
    assert picture(tape, upto(tape, "channel.sent"), height=5, ascii=True) == snapshot


def test_the_causes_of_the_fact_in_hand_are_marked() -> None:
    tape = three_tabs()
    rows = picture(tape, upto(tape, "group.sent"), height=12).split("\n")
    assert [row.split()[1] for row in rows if row.startswith("│")] == ["54", "55", "56"]


def test_an_empty_recording_gets_a_sentence() -> None:
    assert "empty" in picture(Tape())


@pytest.mark.parametrize("height", [1, 3, 9, 40, 200])
def test_hidden_kinds_have_no_line_but_for_the_fact_in_hand(height: int) -> None:
    tape = three_tabs()
    hidden = ("db.", "scope.")
    query = upto(tape, "db.finished")
    for step in (0, 1, query, query + 1, tape.last):
        shown = picture(tape, step, 300, height=height, hides=hidden).split("\n")
        seqs = [int(row.lstrip("▶│ ").split()[0]) for row in shown]
        assert seqs == sorted(seqs)
        assert len(shown) <= height
        assert step in seqs or not step
        kinds = {tape.events[seq - 1].kind for seq in seqs if seq != step}
        assert not [kind for kind in kinds if kind.startswith(hidden)]
    assert len(shown) == min(
        height, sum(not fact.kind.startswith(hidden) for fact in tape.events)
    ), "what is free is filled"
