"""Where linear text goes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.text import Text

from tutor import gate
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


def test_what_was_said_is_out_before_anything_else_happens(tmp_path: Path) -> None:
    with (tmp_path / "out").open("w", encoding="utf-8") as out:
        Printer(out, width=40).say("The run begins.")
        assert (tmp_path / "out").read_text(encoding="utf-8") == "The run begins.\n"


@pytest.mark.parametrize("said", ["notes.md", "written to notes.md"])
def test_a_word_of_a_sentence_leads_to_its_file(said: str, tmp_path: Path) -> None:
    out = io.StringIO()
    url = gate.link(tmp_path / "notes.md")
    Printer(out, width=40, color=True).say(said, link=("notes.md", url))
    assert f"{url}\x1b\\notes.md\x1b]8;;" in out.getvalue()
    assert out.getvalue().startswith(said.removesuffix("notes.md") + "\x1b]8;")
