"""Where linear text goes."""

from __future__ import annotations

import io

import pytest
from rich.text import Text

from tutor.plain.printer import Printer


def printed(text: str, **look: bool) -> str:
    out = io.StringIO()
    Printer(out, width=40, **look).show(Text(text))
    return out.getvalue()


@pytest.mark.parametrize("sign", "◇✓✗▌")
def test_a_sign_is_not_printed_in_words(sign: str) -> None:
    line = f"{sign} You said b.\nMore ◇ here."
    assert printed(line) == f"{line}\n\n"
    assert printed(line, words=True) == "You said b.\nMore ◇ here.\n\n"


def test_a_drawing_is_told_in_words() -> None:
    source = "<!-- words: From a to b. -->\n\n```\na ─▶ b\n```"
    out = io.StringIO()
    Printer(out, width=40, words=True).prose(source)
    assert out.getvalue() == "From a to b.\n\n"
