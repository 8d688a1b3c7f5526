"""What a paste or a click does to an answer."""

from __future__ import annotations

import pytest

from tests.tui.test_answer_keys import LINES, ask, keys, told
from tutor.tui.answer_keys import Draft, click, fresh, paste


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("at\rmost\nonce", "at most once"),
        ("at\r\nmost\tonce", "at most once"),
        ("a\u2028b\xa0c\x0bd", "a b c d"),
        ("a  b", "a  b"),
        ("a\x1b[31m\x07b\u202e", "a[31mb"),
    ],
)
def test_what_is_pasted_keeps_its_words_apart(text: str, line: str) -> None:
    assert paste(Draft(typing=True), text).text == line


def test_a_click_on_a_choice_is_its_number() -> None:
    sitting = ask("choice")
    assert click(sitting, fresh(sitting), 1) == keys(sitting, "2")


@pytest.mark.parametrize("kind", ["multiple", "order"])
def test_a_click_ticks(kind: str) -> None:
    sitting = ask(kind)
    assert click(sitting, fresh(sitting), 1) == keys(sitting, "2")


def test_a_click_chooses_a_line_and_another_hands_it_in() -> None:
    sitting = ask("fault", code=LINES)
    chosen = click(sitting, fresh(sitting), 12)
    assert chosen == Draft(cursor=12)
    assert click(sitting, chosen, 12) == keys(sitting, "1", "2", "enter")


def test_a_click_on_a_choice_that_is_told_changes_nothing() -> None:
    assert click(told(), Draft(), 1) == Draft()
