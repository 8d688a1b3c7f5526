"""The program of a card: marks, rows that break between names, and two columns on a wide screen."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from tests.quiz.making import card
from tests.view.tape import drawn
from tutor.quiz.asking import Asked
from tutor.quiz.card import Card
from tutor.view import card_page
from tutor.view.card_code import APART, GUTTER, NARROW, WIDE, beside, broken, columns, program
from tutor.view.picks import place_in
from tutor.view.text_style import hand_of

FAULT = card("fault")
FENCED = "Look:\n\n```python\nawait self.accept()\n```\n\nWhat does it do?"


def rows(made: Card, width: int = 60, *, ascii: bool = False, **fields: Any) -> list[str]:
    found = program(made, hand_of(width, ascii, False), **fields)
    return [row.plain.rstrip() for row in found]


# ── marks ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("chosen", "marks"),
    [((2,), {2: "✗", 3: "✓"}), ((3,), {3: "✓"}), ((1,), {1: "✗", 3: "✓"}), ((), {3: "✓"})],
)
def test_the_chosen_and_the_true_line_are_marked(
    chosen: tuple[int, ...], marks: dict[int, str]
) -> None:
    shown = rows(FAULT, chosen=chosen, told=True)
    assert {n: row[0] for n, row in enumerate(shown, start=1) if row[0] != " "} == marks


def test_before_the_answer_there_is_only_the_cursor() -> None:
    shown = rows(FAULT, cursor=2, chosen=(1,))
    assert [row[0] for row in shown] == [" ", "▶", " ", " "]


def test_marks_are_there_in_ascii() -> None:
    shown = rows(FAULT, ascii=True, chosen=(1,), told=True)
    assert [row[0] for row in shown] == ["x", " ", "v", " "]


# ── rows ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("code", "room", "found"),
    [
        ("short", 9, ["short"]),
        ("", 9, [""]),
        ("await self.channel_layer.group_send(room, event)", 40,
         ["await self.channel_layer.group_send(", "  room, event)"]),
        ("    await self.send_json(content)", 20,
         ["    await self.", "      send_json(", "      content)"]),
        ("self.channel_layer", 10, ["self.chann", "  el_layer"]),
        ("y = abcdefghijkl", 8, ["y = abcd", "  efghij", "  kl"]),
        ("abcdefghijkl", 5, ["abcde", "fghij", "kl"]),
        ("ab  cdef", 4, ["ab  ", "cdef"]),
    ],
)  # fmt: skip
def test_a_line_breaks_between_names(code: str, room: int, found: list[str]) -> None:
    assert [row.plain for row in broken(Text(code), room)] == found


CODE = st.lists(
    st.sampled_from(["name", "long_name_of_it", "(", ")", ", ", ".", " = ", '"x"', "1"]),
    max_size=20,
).map("".join)


@given(CODE, st.integers(16, 60))
def test_no_row_is_too_long_and_no_name_is_broken(code: str, room: int) -> None:
    shown = broken(Text(code), room)
    assert all(row.cell_len <= room for row in shown)
    joined = "".join(row.plain.strip() for row in shown).replace(" ", "")
    assert joined == code.replace(" ", "")
    names = [part for part in code.replace("(", " ").split() if len(part) < 9]
    assert all(any(name in row.plain for row in shown) for name in names if name.isidentifier())


# ── two columns ─────────────────────────────────────────────────────────────────────────────


def test_a_wide_screen_has_two_columns_for_code_and_no_other_has() -> None:
    rest, own = columns(FAULT, WIDE) or (0, 0)
    assert (own, rest) == (NARROW + GUTTER, WIDE - NARROW - GUTTER - APART)
    fenced = card("choice", question=FENCED)
    assert columns(fenced, WIDE) == (own, rest)
    none = columns(FAULT, WIDE - 1), columns(card("choice"), WIDE), columns(card("type"), 999)
    assert none == (None, None, None)


def test_long_code_leaves_room_for_the_text() -> None:
    rest, own = columns(card("fault", code="x" * 300), 120) or (0, 0)
    assert (rest, own) == (120 - 72 - APART, 72)


def test_pages_side_by_side_keep_their_lines_and_their_clicks() -> None:
    left, right = Text("a\nbb"), Text("1\n\n3")
    right.stylize("bold", 0, 1)
    page = beside(left, right, 4)
    assert page.plain == "a      1\nbb\n       3"
    assert [str(span.style) for span in page.spans] == ["bold"]


def asked(made: Card) -> Asked:
    return Asked(card=made, order=tuple(range(len(made.choices) if made.kind != "fault" else 0)))


def test_choices_go_beside_the_code_of_their_question() -> None:
    made = card("choice", question=FENCED)
    page = card_page.question(asked(made), width=120, below=())
    shown = drawn(page, width=120).splitlines()
    beside_it = [line[NARROW + GUTTER + APART :].strip() for line in shown]
    assert beside_it[1:4] == ["1) At most once", "2) At least once", "3) Exactly once"]
    assert "What does it do?" in "\n".join(line[:NARROW] for line in shown)


def test_a_program_goes_beside_what_is_said_of_it() -> None:
    pages = [Text("Wrong"), Text("Because")]
    page = card_page.question(asked(FAULT), width=120, picks=(2,), below=pages)
    left = [line[:60].rstrip() for line in drawn(page, width=120).splitlines()]
    assert left == ["Find the fault", "What does the layer promise?", "", "Wrong", "", "Because"]
    assert "class Inbox" in page.plain.splitlines()[0]


def test_on_a_narrow_screen_they_follow_each_other() -> None:
    page = card_page.question(asked(FAULT), width=80, below=[Text("Wrong")])
    assert page.plain.index("accept") < page.plain.index("Wrong")


def test_a_line_of_a_program_can_be_clicked_beside_the_text() -> None:
    from rich.console import Console

    page = card_page.question(asked(FAULT), width=120, below=())
    lines = page.split("\n", allow_blank=True)
    places = [place_in(line.render(Console())) for line in lines]
    assert places[:4] == [1, 2, 3, 4]
