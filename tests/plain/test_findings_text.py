"""The findings of a recording as text and as JSON."""

from __future__ import annotations

import sys

import pytest

from tutor.core.events import Event, GroupSent, ServerStarted
from tutor.core.timeline import Timeline
from tutor.plain.findings_text import document, tell_findings
from tutor.plain.printer import Printer

EVENTS: list[Event] = [
    ServerStarted(seq=1, at=0, process="server 1", address="127.0.0.1:8000"),
    GroupSent(seq=2, at=9, process="server 1", group="room", type="chat.message", where="a.py:3"),
]


def printer(width: int = 80) -> Printer:
    return Printer(sys.stdout, width=width, ascii=True, color=False)


def test_a_group_without_a_member_is_worth_a_look(capsys: pytest.CaptureFixture[str]) -> None:
    assert tell_findings(EVENTS, printer())
    told = capsys.readouterr().out
    assert told.startswith("Nothing is wrong in 2 facts.\nWorth a look:\nnobody-joined (step 2)")
    assert not tell_findings(EVENTS[:1], printer())


def test_on_a_narrow_terminal_all_of_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    tell_findings(EVENTS, printer())
    wide = capsys.readouterr().out
    tell_findings(EVENTS, printer(40))
    narrow = capsys.readouterr().out
    assert narrow.split() == wide.split()
    assert max(map(len, narrow.splitlines())) <= 40


def test_a_ring_that_has_forgotten_its_beginning_is_told_of_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sent = [
        GroupSent(seq=seq, at=seq, process="server 1", group="room", type="x", where="a.py:3")
        for seq in range(3, 2000)
    ]
    ring = Timeline([*EVENTS, *sent], keep=100)
    assert ring.first > 0
    assert tell_findings(ring, printer())
    kept = len(ring.events)
    told = capsys.readouterr().out
    assert f"Nothing is wrong in the newest {kept} of 1999 facts." in told
    assert document(ring)["first"] == ring.first + 1 == 2000 - kept


def test_for_programs_a_finding_has_its_level_its_step_and_what_opens_its_scene() -> None:
    told = document(EVENTS)
    (row,) = told.pop("findings")
    assert told == {"fits": True, "facts": 2, "first": 1}
    assert row["sentence"].startswith('No copy of chat.message was made: the group "room"')
    del row["sentence"], row["remedy"]
    assert row == {
        "rule": "nobody-joined",
        "level": "noted",
        "place": "a.py:3",
        "test": "",
        "step": 2,
        "times": 1,
        "see": ["tutor lesson 7 --scene alone"],
    }
    assert document(EVENTS[:1]) == {"fits": False, "facts": 1, "first": 1, "findings": []}
