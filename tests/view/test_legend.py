"""The signs on a screen: every glyph has a sentence, and only what stands there is explained."""

from __future__ import annotations

import re
import string

import pytest
from msgspec.structs import fields
from rich.console import Console

from tests.view.tape import three_tabs
from tutor.view import legend, palette
from tutor.view.signs import SIGNS
from tutor.view.table import VIEWS, View
from tutor.view.text import pen


def _glyphs_of(text: str) -> set[str]:
    names = (name for _, name, _, _ in string.Formatter().parse(text) if name)
    return {re.split(r"\W", name)[0] for name in names}


def test_every_glyph_has_a_sentence() -> None:
    told = set().union(*(_glyphs_of(sign.shown) for sign in SIGNS))
    assert {field.name for field in fields(palette.UNICODE)} - {"ascii"} == told


def test_a_sign_is_explained_where_it_can_stand_by_a_sentence() -> None:
    for sign in SIGNS:
        assert set(sign.parts) <= legend.EVERYWHERE
        assert sign.says[:1].isupper()
        assert sign.says.endswith(".")


@pytest.mark.parametrize("ascii", [False, True])
def test_every_sign_is_found_in_its_own_place(ascii: bool) -> None:
    for sign in SIGNS:
        look = legend.shown(sign, palette.glyphs(ascii=ascii))
        around = (f"{look} 1", f"a {look} b", f"{look}a ")
        part = (sign.parts or ("story",))[0].replace(legend.PICTURES, "sequence")
        found = [s for text in around for s in legend.standing({part: text}, ascii=ascii)]
        assert sign in found, sign


def _seen(view: str, step: int, *, ascii: bool = False) -> set[str]:
    moment = three_tabs().moment(step)
    console = Console(width=80)
    with console.capture() as caught:
        console.print(VIEWS[view].draw(moment, width=80, height=14, ascii=ascii, read=lambda _: ""))
    found = legend.standing({view: caught.get()}, ascii=ascii)
    return {legend.shown(sign, palette.glyphs(ascii=ascii)) for sign in found}


def test_only_what_stands_there_is_found() -> None:
    assert {"├──▶", "│", "▶", "ms"} <= _seen("sequence", 20)
    assert not {"◆1", "┏━━┓", "◉", "■", "┃"} & _seen("sequence", 20)
    assert {"┏━━┓", "▶"} <= _seen("scope", 4)


def test_the_signs_of_an_ascii_terminal_are_its_own() -> None:
    assert {"+-->", "|", ">"} <= _seen("sequence", 20, ascii=True)


def test_a_sign_with_two_meanings_has_their_places() -> None:
    both = [sign for sign in SIGNS if sign.shown == "{vertical}" and sign.parts != ("events",)]
    text = legend.told(both, width=80, parts={"sequence", "story"}).plain
    assert "flow: The line of" in text
    assert "story: A beat that you have read." in text
    alone = legend.told(both[:1], width=80).plain
    assert "flow:" not in alone


def test_a_meaning_that_two_parts_share_stands_once() -> None:
    text = legend.told([SIGNS[0], SIGNS[0]], width=80).plain
    assert text.count("arrived") == 1


@pytest.mark.parametrize("width", [12, 36, 100])
@pytest.mark.parametrize("ascii", [False, True])
def test_all_signs_are_in_the_room_there_is(width: int, ascii: bool) -> None:
    text = legend.every(width=width, ascii=ascii).plain
    assert max(map(len, text.split("\n"))) <= width
    assert not ascii or text.isascii()


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("view", VIEWS.values(), ids=list(VIEWS))
def test_a_new_view_is_told_in_two_lines_with_its_key(view: View, ascii: bool) -> None:
    lines = legend.new_view(view, width=80, pen=pen(ascii=ascii)).plain.split("\n")
    assert len(lines) == 2
    assert max(map(len, lines)) <= 80
    assert f"key {view.key}." in lines[0]
    assert lines[1].endswith("? explains its signs.")


def test_only_the_sign_has_the_colour_of_a_key() -> None:
    text = legend.told([SIGNS[0]], width=80)
    coloured = {text.plain[s.start : s.end] for s in text.spans if s.style == palette.KEY}
    assert (coloured, str(text.style)) == ({"├──▶"}, "")


@pytest.mark.parametrize("text", ["max 149 x149", "    #1     #2"])
def test_letters_and_numbers_of_consumers_are_no_signs(text: str) -> None:
    found = {sign.says for sign in legend.standing({"sequence": text}, ascii=True)}
    assert not any(says.startswith(("Busy", "Something went wrong")) for says in found)
