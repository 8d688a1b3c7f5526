"""What could steer a terminal is spelled out, and nothing else is touched."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tutor.core import harmless

ANY = st.text(st.characters(exclude_categories=()))
STEERING = [
    *map(chr, [*range(9), *range(0x0B, 0x20), *range(0x7F, 0xA0)]),
    *"\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e",
    *"\u2060\u2066\u2067\u2068\u2069\ufeff\ud800\udfff",
]


@pytest.mark.parametrize("char", STEERING, ids=ascii)
def test_a_character_that_steers_is_spelled_out(char: str) -> None:
    spelled = harmless.visible(f"a{char}b")
    assert spelled.isascii()
    assert spelled.isprintable()
    assert spelled[1:-1].encode().decode("unicode_escape") == char


@pytest.mark.parametrize(
    "text", ["a\n\tb", "👩\u200d💻", "❤\ufe0f", "Zoë · 漢 → …", "\xa0", "نه\u200cای"]
)
def test_a_text_that_steers_nothing_is_the_same_object(text: str) -> None:
    assert harmless.visible(text) is text


def test_no_control_and_no_direction_passes_that_unicode_knows() -> None:
    passed = [c for c in map(chr, range(sys.maxunicode + 1)) if harmless.visible(c) == c]
    wrong = {"Cc", "Cs", "Zl", "Zp"}
    assert [c for c in passed if unicodedata.category(c) in wrong and c not in "\n\t"] == []
    turning = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    assert [c for c in passed if unicodedata.bidirectional(c) in turning] == []


@given(ANY)
@example("\r\n\t\x1b")
def test_a_line_stays_one(text: str) -> None:
    assert len(harmless.one_line(text).splitlines()) <= 1


@given(ANY)
def test_what_is_clean_is_harmless_and_nothing_else_is(text: str) -> None:
    assert harmless.is_harmless(harmless.one_line(text))
    assert harmless.is_harmless(text) == (harmless.one_line(text) == text)


@given(ANY, st.booleans())
@example("😀\x7f\x9b\u202e", True)
def test_a_document_says_the_same(text: str, ascii: bool) -> None:
    document = harmless.json(json.dumps([text], ensure_ascii=False), ascii=ascii)
    assert json.loads(document) == [text]
    assert harmless.visible(document) == document
    assert document.isascii() or not ascii


def test_only_colours_pass_for_a_renderer() -> None:
    given = "\x1b[1;31mred\x1b[0m\x1b[2J\x1b]8;;x\x1b\\\x1b[6n\r"
    assert harmless.coloured(given) == ("\x1b[1;31mred\x1b[0m\\x1b[2J\\x1b]8;;x\\x1b\\\\x1b[6n\\r")


def test_what_steers_is_named_once() -> None:
    assert harmless.steering("\u202ea\x1bb\x1b\n") == ["\x1b", "\u202e"]
    assert harmless.steering("Zoë") == []


def test_a_link_passes_where_it_is_one_of_those_that_are_named() -> None:
    ours, evil = "\x1b]8;id=1;file:///x\x1b\\", "\x1b]8;id=1;file:///y\x1b\\"
    end = "\x1b]8;;\x1b\\"
    shown = harmless.coloured(f"{ours}a{end}{evil}b{end}", {"file:///x"})
    assert shown == f"{ours}a{end}\\x1b]8;id=1;file:///y\\x1b\\b{end}"
