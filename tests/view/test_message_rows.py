"""Headings give way, contents wrap without loss, far hops fold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tutor.view.message_hops import Hop
from tutor.view.message_names import End
from tutor.view.message_rows import Sheet, body, heading, rows_of, since, unbroken
from tutor.view.message_teller import Words, aside
from tutor.view.text import pen

INK = pen(ascii=False)


def sheet(width: int = 60, *, mark: str = "", hand: int = 4) -> Sheet:
    return Sheet(width, INK, mark, hand)


def hop(number: int = 4, *body: Words, name: str = "group event", **more: object) -> Hop:
    ends = (End("#1"), End("layer"))
    fields = {"after": 2_600_000, "place": "base.py:167", **more}
    return Hop(number, name, ends, body=body, told=number, **fields)  # type: ignore[arg-type]


# ── wrapping


@given(st.text(st.sampled_from("ab  漢{'\":"), max_size=90), st.integers(2, 30))
def test_pieces_make_up_the_text(text: str, width: int) -> None:
    pieces = unbroken(text, width)
    assert "".join(pieces) == text
    assert all(cell_len(piece) <= width for piece in pieces)


@given(st.text(st.sampled_from("abc "), max_size=90), st.integers(12, 30))
def test_no_piece_ends_in_a_blank_unless_there_are_many(text: str, width: int) -> None:
    single = " ".join(text.split())
    assert all(piece == piece.rstrip() for piece in unbroken(single, width))


def test_a_break_is_before_a_blank_that_is_near() -> None:
    assert unbroken("{'type': 'chat.message'}", 12) == ["{'type':", " 'chat.messa", "ge'}"]
    assert unbroken("ab cdefghijkl", 12) == ["ab cdefghijk", "l"]
    assert unbroken("漢", 1) == ["漢"]


# ── headings


@pytest.mark.parametrize(
    ("width", "more", "line"),
    [
        (70, {}, "▶─ 4 group event   #1 ▶ layer ────────────── +2.6 ms    base.py:167 ──"),
        (70, {"place": "connection.closed"},
         "▶─ 4 group event   #1 ▶ layer ───────── +2.6 ms   connection.closed ──"),
        (70, {"after": None},
         "▶─ 4 group event   #1 ▶ layer ───────────────────────── base.py:167 ──"),
        (60, {}, "▶─ 4 group event #1 ▶ layer ─────── +2.6 ms   base.py:167 ──"),
        (69, {"also": "also #2"},
         "▶─ 4 group event #1 ▶ layer · also #2 ────── +2.6 ms   base.py:167 ──"),
        (69, {"also": "a" * 30, "few": "9 more"},
         "▶─ 4 group event #1 ▶ layer · 9 more ─────── +2.6 ms   base.py:167 ──"),
        (60, {"also": "a" * 30, "few": "9 more"},
         "▶─ 4 group event #1 ▶ layer ─────── +2.6 ms   base.py:167 ──"),
        (45, {}, "▶─ 4 group event #1 ▶ layer ────── +2.6 ms ──"),
        (37, {"name": "copies"}, "▶─ 4 copies #1 ▶ layer ─── +2.6 ms ──"),
        (30, {}, "▶─ 4 group event… ─ +2.6 ms ──"),
        (60, {"after": None}, "▶─ 4 group event #1 ▶ layer ───────────────── base.py:167 ──"),
        (60, {"after": None, "place": ""},
         "▶─ 4 group event #1 ▶ layer ────────────────────────────────"),
    ],
)  # fmt: skip
def test_a_heading(width: int, more: dict[str, object], line: str) -> None:
    shown = heading(hop(**more), sheet(width)).plain  # type: ignore[arg-type]
    assert cell_len(shown) <= width
    assert shown == line


def test_what_a_heading_has_no_room_for_stands_below() -> None:
    rows = [row.plain for row in rows_of([hop(4, Words("x"))], sheet(30), None)]
    assert rows == ["▶─ 4 group event… ─ +2.6 ms ──", "  x", "  #1 ▶ layer", "  base.py:167"]
    far = [row.plain for row in rows_of([hop(4), hop(5)], sheet(45, hand=5), None)]
    assert far[1:] == ["▶─ 5 group event #1 ▶ layer ────── +2.6 ms ──", "     base.py:167"]


def test_times() -> None:
    assert [since(ns) for ns in (0, 2_640_000, 9_999_900_000, 12_340_000_000)] == [
        "+0.0 ms", "+2.6 ms", "+9999.9 ms", "+12.3 s",
    ]  # fmt: skip


def test_what_went_wrong_stands_out() -> None:
    assert any("red" in str(span.style) for span in heading(hop(bad=True), sheet()).spans)


# ── marks


def test_the_word_is_pointed_at_where_it_stands_first() -> None:
    parts = [Words("type of nothing"), Words("{'a': 1, 'subtype': 2,   'type': 3}", exact=True),
             Words("{'type': 4}", exact=True)]  # fmt: skip
    rows = [row.plain for row in body(hop(4, *parts), sheet(40, mark="type"))]
    assert rows == [
        "     type of nothing",
        "     {'a': 1, 'subtype': 2,",
        "        'type': 3}               ◂ type",
        "     {'type': 4}",
    ]


def test_a_word_that_is_not_there_is_not_pointed_at() -> None:
    rows = body(hop(4, Words("{'a': 1}", exact=True)), sheet(40, mark="type"))
    assert [row.plain for row in rows] == ["     {'a': 1}"]


def test_a_word_that_a_break_divides_is_pointed_at_where_it_begins() -> None:
    rows = body(hop(4, Words("x" * 23 + "-type", exact=True)), sheet(40, mark="type"))
    assert [row.plain for row in rows] == [f"     {'x' * 23}-ty  ◂ type", "     pe"]


# ── folding


HOPS = [hop(number, Words("one"), Words("two")) for number in range(1, 9)]


def numbers(height: int | None, hand: int = 4) -> str:
    """The hops that stand open, and how many rows there are."""
    rows = [row.plain for row in rows_of(HOPS, sheet(60, hand=hand), height)]
    heads = [row.split()[1] for row, below in zip(rows, [*rows[1:], ""], strict=True)
             if row[:1] in "▶─" and below.strip() == "one"]  # fmt: skip
    return f"{' '.join(heads)}: {len(rows)}"


@pytest.mark.parametrize(
    ("height", "hand", "shown"),
    [
        (None, 4, "1 2 3 4 5 6 7 8: 24"),
        (24, 4, "1 2 3 4 5 6 7 8: 24"),
        (23, 4, "1 2 3 4 5 6 7: 22"),
        (20, 4, "2 3 4 5 6 7: 20"),
        (10, 4, "4: 10"),
        (9, 4, "4: 9"),
        (5, 4, "4: 5"),
        (3, 4, "4: 5"),
        (5, 1, "1: 5"),
        (5, 8, "8: 5"),
    ],
)
def test_far_hops_fold_first(height: int | None, hand: int, shown: str) -> None:
    assert numbers(height, hand) == shown


def test_headings_far_away_share_a_row() -> None:
    rows = [row.plain for row in rows_of(HOPS, sheet(60, hand=4), 8)]
    assert [row[:34] for row in rows] == [
        "── 1 group event #1 ▶ layer ──────",
        "── 2 group event #1 ▶ layer ──────",
        "── 3 group event #1 ▶ layer ──────",
        "▶─ 4 group event #1 ▶ layer ──────",
        "     one",
        "     two",
        "── 5 group event #1 ▶ layer ──────",
        "── 6 group event · 7 group event ·",
    ]
    rows = [row.plain for row in rows_of(HOPS, sheet(60, hand=8), 4)]
    assert rows[0].startswith("── 1 group event … 7 group event ──")


@pytest.mark.parametrize(
    ("width", "row"),
    [
        (51, "── 1 group event · 2 group event · 3 group event ──"),
        (50, "── 1 group event … 3 group event ─────────────────"),
    ],
)
def test_names_that_share_a_row(width: int, row: str) -> None:
    rows = rows_of([*HOPS[:3], hop(4)], sheet(width, hand=4), 2)
    assert rows[0].plain == row


def kept(height: int, hand: int = 3) -> list[str]:
    """What stands under the headings of three hops, each with a remark."""
    hops = [hop(n, Words(f"{n}"), aside(f"{n} aside")) for n in (1, 2, 3)]
    rows = [row.plain.strip() for row in rows_of(hops, sheet(60, hand=hand), height)]
    assert len(rows) <= max(height, 3)
    return [row for row in rows if row[0] not in "▶─"]


@pytest.mark.parametrize(
    ("height", "left"),
    [
        (9, ["1", "1 aside", "2", "2 aside", "3", "3 aside"]),
        (8, ["1", "2", "2 aside", "3", "3 aside"]),
        (7, ["1", "2", "3", "3 aside"]),
        (6, ["2", "3", "3 aside"]),
        (5, ["3", "3 aside"]),
        (4, ["3", "3 aside"]),
        (3, ["3"]),
        (2, ["3"]),
    ],
)
def test_remarks_give_way_before_contents(height: int, left: list[str]) -> None:
    assert kept(height) == left


def test_the_hop_in_hand_lets_go_of_its_remarks_last() -> None:
    hops = [hop(1, Words("1"), aside("1 aside"))]
    assert len(rows_of(hops, sheet(60, hand=1), 3)) == 3
    assert len(rows_of(hops, sheet(60, hand=1), 2)) == 2


def test_times_stand_below_each_other_where_a_file_has_a_long_name() -> None:
    hops = [hop(1, place="11 bytes"), hop(3, place="counting.py:30"), hop(4, place="base.py:7")]
    rows = [row.plain for row in rows_of(hops, sheet(80), None)]
    assert len({row.index("+2.6 ms") for row in rows}) == 1


def test_the_statements_of_a_call_give_way_before_what_it_is() -> None:
    call = Words("database: joined, SELECT chat_message +50, 40.2 ms")
    sql = [Words(f'SELECT "{n}"', exact=True, inset=2) for n in range(9)]
    hand = hop(3, Words("{'way': 'joined'}", exact=True), call, *sql)
    rows = [row.plain.strip() for row in rows_of([hop(2), hand], sheet(70, hand=3), 7)]
    assert rows[-1] == call.text
    whole = [row.plain.strip() for row in rows_of([hop(2), hand], sheet(70, hand=3), 13)]
    assert whole[-1] == 'SELECT "8"'
