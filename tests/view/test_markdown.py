"""Markdown in a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from tests.view.tape import drawn
from tutor.view import markdown
from tutor.view.text import escape

PAGE = """# Layers

A *layer* carries `messages`, see [the guide](https://example.com/).

- one
- two words

1. first

```python
await layer.group_send("room", {"type": "chat.message"})
    # [bold]not markup[/bold]
```

| key | TTL |
|-----|-----|
| a   | 60  |

> quoted

---

The end…
"""


@pytest.mark.parametrize("width", [40, 80])
def test_a_page(width: int, snapshot: SnapshotAssertion) -> None:
    assert drawn(markdown.render(PAGE, width=width)) == snapshot


def test_a_page_in_ascii(snapshot: SnapshotAssertion) -> None:
    assert drawn(markdown.render(PAGE, width=60, ascii=True)) == snapshot


def test_lines_may_be_changed_by_whoever_asked_for_them() -> None:
    markdown.lines("abc", width=20)[0].append("!")
    assert markdown.lines("abc", width=20)[0].plain == "abc"


@settings(max_examples=40, deadline=None)
@given(source=st.text(max_size=60), width=st.integers(1, 60), ascii=st.booleans())
def test_any_text_fits_and_is_harmless(source: str, width: int, ascii: bool) -> None:
    for line in markdown.render(source, width=width, ascii=ascii).plain.split("\n"):
        assert cell_len(line) <= width
        assert line == escape(line)
        assert line.isascii() or not ascii


@pytest.mark.parametrize("source", ["", "\n\n", "abc\n\n- \n"])
def test_there_is_no_empty_line_at_either_end(source: str) -> None:
    lines = [line.plain for line in markdown.lines(source, width=20)]
    assert not lines or (lines[0] and lines[-1])


@pytest.mark.parametrize(
    ("entity", "shown"),
    [("&#x202e;", "\\u202e"), ("&#x2028;", "\\u2028"), ("&shy;", "\\xad"), ("&rarr;", "->")],
)
def test_a_character_that_has_a_name_is_escaped_as_well(entity: str, shown: str) -> None:
    assert markdown.render(f"a{entity}b", width=20, ascii=True).plain == f"a{shown}b"


def test_a_listing_is_under_the_name_of_its_file() -> None:
    shown = markdown.render("```python labs/echo.py\nA = 1\n```", width=40).plain
    assert shown.split("\n") == ["    labs/echo.py", "    A = 1"]


@pytest.mark.parametrize("width", [20, 30, 68])
def test_a_long_line_of_code_is_folded_and_keeps_every_letter(width: int) -> None:
    code = "    await self.channel_layer.group_add(room, self.channel_name)  # joins"
    shown = markdown.render(f"```python labs/x.py\n{code}\n```", width=width).plain
    assert "".join(shown.split()) == f"labs/x.py{''.join(code.split())}"
    assert all(cell_len(line) <= width for line in shown.split("\n"))


def test_the_rest_of_a_folded_line_is_further_in_than_its_beginning() -> None:
    shown = markdown.render("```python labs/x.py\n  " + "a" * 30 + "\n```", width=30).plain
    assert [len(line) - len(line.lstrip()) for line in shown.split("\n")[1:]] == [6, 10]


DRAWN = "Look:\n\n<!-- words: From a\nto b. -->\n\n```\na ─▶ b\n```\n\nThat was it."


def test_the_words_of_a_drawing_are_not_shown_with_it() -> None:
    shown = [line.plain for line in markdown.lines(DRAWN, width=40)]
    assert shown == ["Look:", "", "    a ─▶ b", "", "That was it."]


def test_aloud_the_words_take_the_place_of_the_drawing() -> None:
    assert markdown.aloud(DRAWN) == "Look:\n\nFrom a\nto b.\n\nThat was it."


@pytest.mark.parametrize(("width", "folds"), [(13, True), (14, False)])
@pytest.mark.parametrize("fence", ["```python labs/x.py", "```"])
def test_code_and_drawings_are_folded_where_a_line_has_no_room(
    fence: str, width: int, folds: bool
) -> None:
    source = f"Prose that is longer than that.\n\n{fence}\nab\n    cd = 1\n```\n\nMore."
    assert markdown.folds(source, width) is folds
