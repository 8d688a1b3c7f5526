"""The table of commands: each row is one that can be typed, and says so itself."""

from __future__ import annotations

import pytest

from tutor.play.command import Command, read
from tutor.play.vocabulary import ROWS, VERBS, Row, aligned, explained, overview


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.verb)
def test_the_example_of_a_row_is_a_command_of_it(row: Row) -> None:
    found = read(row.example)
    assert found is not None
    assert (found.verb, found.row) == (row.verb, row)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.verb)
def test_every_field_of_a_row_is_one_of_a_command(row: Row) -> None:
    assert {slot.field for slot in row.slots} <= set(Command.__dataclass_fields__)


def test_only_the_last_slots_may_be_left_out() -> None:
    for row in ROWS:
        optional = [slot.optional for slot in row.slots]
        assert optional == sorted(optional), row.verb


def test_verbs_are_single_words_and_there_is_one_of_each() -> None:
    assert len(VERBS) == len(ROWS)
    assert not [verb for verb in VERBS if " " in verb]


def test_a_usage_says_what_may_be_left_out() -> None:
    assert VERBS["open"].usage == (
        "open NAME [PATH] [as USER] [on N] [origin URL] [subprotocol NAME]"
    )
    assert VERBS["kill"].usage == "kill server [N]"
    assert VERBS["broker"].usage == "broker look|kill|stop|start"


def test_help_has_a_line_a_command() -> None:
    assert [line.split()[0] for line in aligned()] == list(VERBS)
    assert "second server   One more server" in "\n".join(aligned())
    assert max(map(len, aligned())) <= 96
    assert overview()[-1] == ("help", "All commands, or one of them.")


def test_help_for_one_command_ends_with_an_example() -> None:
    assert explained(VERBS["drop"]) == [
        "drop NAME",
        "A tab's network is gone: its TCP connection is cut without a close frame.",
        "For example: drop ann",
    ]
