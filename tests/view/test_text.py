"""Texts from wires and traces are harmless and fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from tutor.core.harmless import one_line
from tutor.view import text
from tutor.view.text import escape, fit, fit_end, pen

PEN, PLAIN = pen(ascii=False), pen(ascii=True)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Hello", "Hello"),
        ("a\nb", "a\\nb"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\u202eabc", "\\u202eabc"),
        ("\u2066abc\u2069", "\\u2066abc\\u2069"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("\u2028", "\\u2028"),
        ("\ud800", "\\ud800"),
        ("heart\u2764\ufe0f", "heart\u2764"),
        ("e\u0301", "é"),
        ("john · tab 1", "john · tab 1"),
    ],
)
def test_what_could_steer_a_terminal_is_spelled_out(raw: str, shown: str) -> None:
    assert escape(raw) == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [("john · tab 1", "john - tab 1"), ("Zoë", "Zoe"), ("漢", "\\u6f22"), ("a → b…", "a -> b...")],
)
def test_ascii_keeps_letters_and_spells_out_the_rest(raw: str, shown: str) -> None:
    assert escape(raw, ascii=True) == shown


def test_a_drawing_keeps_its_columns_in_ascii() -> None:
    drawing = ["┌──┬──┐", "├──┼──┤", "└──┴──┘", "   ▼   "]
    assert [escape(row, ascii=True) for row in drawing] == [
        "+--+--+",
        "+--+--+",
        "+--+--+",
        "   v   ",
    ]


@given(st.text(st.characters(exclude_categories=())))
def test_the_gate_finds_nothing_in_what_a_view_has_escaped(raw: str) -> None:
    shown = escape(raw)
    assert one_line(shown) == shown


@pytest.mark.parametrize("raw", ["a\x1b[2J", "\x9b6n", "\u202eabc\u2069", "a\nb\r\t\x7f", "\ud800"])
def test_a_view_and_the_gate_spell_alike(raw: str) -> None:
    assert escape(raw) == one_line(raw)


def test_a_wide_character_is_never_cut_in_half() -> None:
    assert fit("漢字", 3) == "漢"


def test_the_end_of_a_text_is_cut_at_a_character_too() -> None:
    assert fit_end("漢字", 3) == "字"


@pytest.mark.parametrize(
    ("keep", "shown"), [("start", "hello…"), ("end", "… world"[:1] + "world"), ("both", "hel…ld")]
)
def test_a_cut_is_marked_where_it_was_made(keep: str, shown: str) -> None:
    assert PEN.cut("hello world", 6, keep) == shown  # type: ignore[arg-type]


def test_where_only_an_ellipsis_has_room_it_is_all_there_is() -> None:
    assert [PEN.cut("hello", width) for width in (2, 1, 0)] == ["h…", "…", ""]
    assert [PLAIN.cut("hello", width) for width in (4, 3, 2)] == ["h...", "...", ".."]


def test_a_padded_text_has_the_width_in_cells() -> None:
    assert PEN.pad("漢", 4) == "漢  "


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("specific.dc2c.inmemory!gNYZcxMg", "…!gNYZ"),
        ("minicomspecific.f9763448eaf541dd", "…541dd"),
        ("room1", "room1"),
    ],
)
def test_a_channel_name_is_known_by_its_end(name: str, shown: str) -> None:
    assert PEN.channel(name) == shown


def test_words_are_joined_as_people_do() -> None:
    assert [text.join("a"), text.join("ab"), text.join("abc", "or")] == [
        "a",
        "a and b",
        "a, b or c",
    ]


def test_nothing_joined_is_nothing() -> None:
    assert text.join([]) == ""


def test_one_is_singular() -> None:
    assert [
        text.count(1, "copy", "copies"),
        text.count(2, "copy", "copies"),
        text.count(0, "row"),
    ] == [
        "1 copy",
        "2 copies",
        "0 rows",
    ]


def test_a_word_longer_than_the_line_is_broken() -> None:
    assert text.wrap("so much aaaaaaa", 4) == ["so", "much", "aaaa", "aaa"]


def test_what_is_too_high_ends_in_a_count() -> None:
    picture = text.page([Text(str(n)) for n in range(9)], width=20, height=3, pen=PEN)
    assert picture.plain == "0\n1\n… 7 more lines"


@pytest.mark.parametrize(
    ("line", "width", "shown"),
    [
        ("abc漢", 4, "abc…"),
        ("ab漢c", 4, "ab…"),
        ("abcd  ", 4, "abcd"),
        ("abc", 1, "…"),
        ("a", 0, "a"),
    ],
)
def test_a_line_that_is_too_wide_says_that_it_is_cut(line: str, width: int, shown: str) -> None:
    assert text.page([Text(line)], width=width, height=None, pen=PEN).plain == shown


def test_markup_is_text() -> None:
    assert text.sentence("[bold]x", width=20, height=None, pen=PEN).plain == "[bold]x"


@pytest.mark.parametrize(
    ("name", "width", "shown"),
    [
        ("/ws/prices/ 12", 14, "/ws/prices/ 12"),
        ("/ws/prices/ 12", 13, "/ws/prices…12"),
        ("/ws/prices/ 12", 4, "/…12"),
        ("/ws/prices/ 12", 3, "/w…"),
        ("/ws/prices/", 6, "/ws/p…"),
        ("ann\x1b 7", 8, "ann\\x1…7"),
    ],
)
def test_a_number_at_the_end_of_a_name_is_not_cut(name: str, width: int, shown: str) -> None:
    assert pen(ascii=False).cut_name(name, width) == shown
    assert cell_len(shown) <= width
