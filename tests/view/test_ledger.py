"""The ledger in columns and in paragraphs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from syrupy.assertion import SnapshotAssertion

from tests.view.tape import drawn
from tutor.course.model import Entry, Row, Seen, Source
from tutor.view import ledger

PROOF = "count channel.sent text~Hello == 3 and none layer.failed"
SAW = "count channel.sent text~Hello is 3 (== 3: yes); layer.failed: never"


def row(id: str, chapter: int = 7, **fields: str) -> Row:
    given = {"then": "claimed", "now": "nuance", "unproved": "", "says": "Groups reach everyone."}
    source = Source(file=Path("claims.toml"), line=1)
    return Row(id=id, chapter=chapter, source=source, **{**given, **fields})


def seen(*, holds: bool = True, observed: str = SAW, runs: int = 1) -> Seen:
    return Seen(
        lesson=7, scene="three_tabs", proof=PROOF, holds=holds, observed=observed, runs=runs
    )


CITED = ((7, "three_tabs"),)
ENTRIES = [
    Entry(row=row("C01-01", 1, then="", now="true"), cited=((1, "a"),), seen=()),
    Entry(row=row("C07-01"), cited=CITED, seen=(seen(observed=f"{SAW}; {SAW}; {SAW}"),)),
    Entry(
        row=row("C07-02", now="bug"),
        cited=CITED,
        seen=(seen(holds=False, observed=SAW.replace("3", "2"), runs=2),),
    ),
    Entry(row=row("C07-03", then="silent"), cited=(), seen=()),
    Entry(row=row("C07-04", unproved="History."), cited=(), seen=()),
]
TITLES = {1: "Introduction", 7: "Channel layers and groups"}


SCENES = {(7, "three_tabs"): "Three tabs, one room"}


def table(width: int, entries: list[Entry] = ENTRIES, **look: Any) -> str:
    look = {"titles": TITLES, "scenes": SCENES, "width": width, **look}
    return drawn(ledger.render(entries, **look), width=width)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_every_state_of_a_row(snapshot: SnapshotAssertion, width: int) -> None:
    assert table(width) == snapshot


def test_in_ascii(snapshot: SnapshotAssertion) -> None:
    drawing = table(80, ascii=True)
    assert drawing.isascii()
    assert drawing == snapshot


@pytest.mark.parametrize("width", [20, 40, 80, 99, 100, 120, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, table(width).splitlines())) <= width


def test_what_holds_is_told_in_two_lines_unless_all_is_wanted() -> None:
    few, full = (len(table(80, [ENTRIES[1]], full=full).splitlines()) for full in (False, True))
    assert (few, full) == (5, 7)


def test_what_differs_shows_the_observation_beside_the_expectation() -> None:
    lines = [line.strip() for line in table(90, [ENTRIES[2]]).splitlines()]
    assert lines[-3:] == [
        "Lesson 7, Three tabs, one room (in a second run)",
        f"expected: {PROOF}",
        "observed: count channel.sent text~Hello is 2 (== 2: yes); layer.failed: never",
    ]


def test_what_differs_ends_in_its_cause() -> None:
    why = "cause: step 21, layer.failed: receive: AttributeError: no"
    told = structs.replace(seen(holds=False), cause=why)
    lines = table(90, [Entry(row=row("C07-01"), cited=CITED, seen=(told,))]).splitlines()
    assert lines[-1].strip() == why


def test_what_could_not_be_run_says_what_to_install() -> None:
    why = ("7 three_tabs: There is no chromium. Install it.",)
    lines = table(90, [Entry(row=row("C07-01"), cited=CITED, seen=(), hindered=why)]).splitlines()
    assert "not run" in lines[-3]
    assert lines[-1].strip() == why[0]


def test_text_from_a_wire_is_harmless() -> None:
    nasty = Entry(row=row("C07-01"), cited=CITED, seen=(seen(observed="\x1b[2J"),))
    assert "\x1b" not in table(80, [nasty])


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        (
            ENTRIES,
            "5 rows: 1 as the course teaches, 1 not as the course teaches, 1 not run,"
            " 1 without a proof yet, 1 that no run can show.",
        ),
        (ENTRIES[3:4], "1 row: 0 as the course teaches, 1 without a proof yet."),
    ],
)
def test_the_totals_leave_nothing_out(entries: list[Entry], sentence: str) -> None:
    drawing = drawn(ledger.totals(entries, width=200), width=200)
    assert drawing == sentence
