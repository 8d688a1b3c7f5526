"""Named styles and glyph sets."""

from __future__ import annotations

from msgspec.structs import fields
from rich.color import ColorType
from rich.style import Style

from tutor.view import palette


def styles() -> list[str]:
    named = [value for name, value in vars(palette).items() if name.isupper()]
    return [*(v for v in named if isinstance(v, str)), *palette.STATES.values()]


def test_every_colour_is_one_of_the_terminals_own() -> None:
    kinds = {style.color.type for style in map(Style.parse, styles()) if style.color is not None}
    assert kinds == {ColorType.STANDARD}


def test_no_colour_vanishes_on_a_light_or_a_dark_background() -> None:
    assert not {"yellow", "white", "black", "blue"} & {word for s in styles() for word in s.split()}


def test_the_ascii_glyphs_are_ascii() -> None:
    values = [getattr(palette.ASCII, field.name) for field in fields(palette.ASCII)]
    texts = [v for v in values if isinstance(v, str)] + list(palette.ASCII.corners.values())
    assert all(map(str.isascii, texts))


def test_both_sets_know_the_same_corners() -> None:
    assert palette.UNICODE.corners.keys() == palette.ASCII.corners.keys()


def test_the_terminal_gets_its_set() -> None:
    assert [palette.glyphs(ascii=True), palette.glyphs(ascii=False)] == [
        palette.ASCII,
        palette.UNICODE,
    ]
