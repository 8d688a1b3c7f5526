"""What is offered while a line is typed."""

from __future__ import annotations

import pytest

from tutor.play.offers import Here, asked, offers
from tutor.play.vocabulary import ROWS

HERE = Here(
    tabs=("ann", "ben"),
    paths=("/ws/lobby/",),
    users=("jane", "john"),
    groups=("lobby",),
    servers=2,
    frames=("join", "say Hello", '{"note": "tea"}'),
)

PAIRED = ("as", "on", "origin", "subprotocol")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("s", ["send", "suspend", "second server", "stop server", "save", "solution"]),
        ("send ", ["send ann", "send ben"]),
        ("send a", ["send ann"]),
        ("send ann ", ["send ann join", "send ann say Hello", 'send ann {"note": "tea"}']),
        ("send ann say H", ["send ann say Hello"]),
        ("send ann join", []),
        ('send "ann again" {"n', ['send "ann again" {"note": "tea"}']),
        ("open ", []),
        ("open cleo ", [f"open cleo {word}" for word in ("/ws/lobby/", *PAIRED)]),
        ("open cleo /ws/lobby/ as j", [f"open cleo /ws/lobby/ as {who}" for who in HERE.users]),
        ("open cleo on ", ["open cleo on 1", "open cleo on 2"]),
        ("open cleo as john o", ["open cleo as john on", "open cleo as john origin"]),
        ("open cleo origin ", []),
        ("kill ", ["kill server", "kill 1", "kill 2"]),
        ("kill server ", ["kill server 1", "kill server 2"]),
        ("layer redis", ["layer redis-pubsub"]),
        ("broker l", ["broker look"]),
        ("group_send ", ["group_send lobby"]),
        ("help sa", ["help save"]),
        ("nothing ", []),
        ("drop ann ", []),
    ],
)  # fmt: skip
def test_what_may_come_next(line: str, expected: list[str]) -> None:
    assert offers(line, HERE) == expected


def test_an_empty_line_may_become_any_command() -> None:
    assert offers("", HERE) == [row.title for row in ROWS]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("send ?", ["send ann", "send ben"]),
        ("kill server ? ", ["kill server 1", "kill server 2"]),
        ("?", [row.title for row in ROWS]),
        ("send ann ?", [f"send ann {frame}" for frame in HERE.frames]),
        ("send ann what?", []),
        ("send ann", []),
        ("send ? ann", []),
    ],
)
def test_a_question_mark_asks_what_may_stand_in_its_place(line: str, expected: list[str]) -> None:
    assert asked(line, HERE) == expected


def test_a_name_with_spaces_is_offered_in_quotes() -> None:
    assert offers("drop ", Here(tabs=("john · tab 1",))) == ['drop "john · tab 1"']
