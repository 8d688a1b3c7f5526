"""`docs/architecture.md` names every room and every module, and what each room imports."""

from __future__ import annotations

import pytest

from tests.docs.rooms import PAGE, page, rooms


def test_the_page_has_the_rooms_as_they_are() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(text), "write it with: .venv/bin/python -m tests.docs.rooms"


def test_every_module_says_what_it_is() -> None:
    silent = [line for line in rooms().split("\n") if line.endswith("|  |")]
    assert not silent


def test_a_page_without_the_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks the marks"):
        page("# Architecture\n")
