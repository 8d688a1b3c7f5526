"""Queries ask a recording."""

from __future__ import annotations

import pytest

from tutor.core.match import PatternError, Query

from .making import Tape


def scene() -> Tape:
    tape = Tape()
    tape.add("client.sent", process="tutor", conn=1, text="Hello", size=5, at=0)
    tape.add("client.received", process="tutor", conn=1, text="Hello", at=1_500_000)
    tape.add("client.received", process="tutor", conn=2, text="Hello", at=2_000_000)
    tape.add("client.closed", process="tutor", conn=1, code=1011, at=3_000_000)
    tape.add("client.closed", process="tutor", conn=2, at=4_000_000)
    tape.add("scope.entered", conn=1, layer="URLRouter", same=True, added={"user": "john"})
    tape.add("client.received", process="tutor", conn=2, text="3")
    return tape


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("count client.received", 3),
        ("count client.received text~Hello", 2),
        ("count client.received nth=9", 0),
        ("value code of client.closed", 1011),
        ("value code of client.closed nth=2", None),
        ("value text of group.sent", None),
        ("value same of scope.entered", True),
        ("value added of scope.entered", "user=john"),
        ("value added.user of scope.entered", "john"),
        ("ms client.sent -> client.received", 1.5),
        ("ms client.sent -> group.sent", None),
        ("ms group.sent -> client.sent", None),
        ("client.sent before client.received", True),
        ("client.received before client.sent", False),
        ("client.sent before group.sent", False),
        ("group.sent before client.sent", False),
        ("any client.sent", True),
        ("none client.sent", False),
        ("none group.sent", True),
        ("17", 17),
        ("2.5", 2.5),
        ('"two words"', "two words"),
        ("word", "word"),
        ("none", "none"),
    ],
)
def test_a_query_has_a_value(text: str, value: object) -> None:
    assert Query.parse(text).value(scene()) == value


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("count client.received == 3", True),
        ("count client.received != 3", False),
        ("count client.received < 3", False),
        ("count client.received <= 3", True),
        ("count client.received > 3", False),
        ("count client.received >= 3", True),
        ("value text of client.sent == Hello", True),
        ("value text of client.sent == hello", False),
        ("value text of client.sent ~ ell", True),
        ("value text of client.received nth=3 == 3.0", True),
        ("value text of client.sent < Help", True),
        ("value type of app.sent == websocket.send", False),
        ("value code of client.closed nth=2 == none", True),
        ("value code of client.closed nth=2 < 5", False),
        ("value code of client.closed nth=2 ~ none", False),
        ("value code of client.closed nth=2 != 1000", True),
        ("value same of scope.entered == true", True),
        ("ms client.sent -> client.received <= 1.5", True),
        ("count client.received == count client.received text~Hello", False),
        ("count client.sent == 1 and none group.sent", True),
        ("count client.sent == 2 or any client.sent", True),
        ("none group.sent and none client.sent or any client.sent", True),
        ("none group.sent and (none client.sent or none app.sent)", True),
        ("(none client.sent or any client.sent) and any group.sent", False),
        ("not any group.sent", True),
        ("not not any group.sent", False),
        ("client.sent text=Hello before client.closed and any client.sent", True),
        ("count group.sent", False),
        ("count client.sent", True),
    ],
)
def test_a_query_holds_or_does_not(text: str, holds: bool) -> None:
    assert Query.parse(text).holds(scene()) is holds


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("count client.received == 2", "count client.received is 3 (== 2: no)"),
        ("count client.received", "count client.received is 3"),
        (
            "count client.sent == count client.closed",
            "count client.sent is 1 (== count client.closed, which is 2: no)",
        ),
        ("any client.sent and none group.sent", "client.sent: step 1; group.sent: never"),
        ("client.sent before group.sent", "client.sent: step 1; group.sent: never"),
        ("not any group.sent", "not: group.sent: never"),
        (
            'value text of client.sent ~ "lo"',
            'value text of client.sent is Hello (~ "lo": yes)',
        ),
        ("17", "17"),
    ],
)
def test_a_query_says_what_it_saw(text: str, account: str) -> None:
    assert Query.parse(text).explain(scene()) == account


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected count, value, ms, any, none, a pattern, .* got the end at column 1"),
        ("count", "expected a kind of event, got the end"),
        ("count client.recieved", '"client.recieved" at column 7 .*mean "client.received"'),
        ("count client.sent ==", "got the end at column 21"),
        ("count client.sent == and", 'got "and" at column 22'),
        ("count client.sent 3", 'expected a comparison, and, or, or the end, got "3"'),
        ("client.sent", 'expected "before", got the end'),
        ("clint.sent before client.closed", 'did you mean "client.sent"'),
        ("any clint.sent", 'did you mean "client.sent"'),
        ("value txt of client.sent", 'got "txt" at column 7 .*did you mean "text"'),
        ("value text in client.sent", 'expected "of", got "in"'),
        ("ms client.sent client.received", 'expected "->", got "client.received"'),
        ("(any client.sent", r'expected "\)", got the end'),
        ("any client.sent)", r'got "\)" at column 16'),
        ("not", "got the end at column 4"),
    ],
)
def test_a_query_that_is_wrong_says_what_was_expected(text: str, message: str) -> None:
    with pytest.raises(PatternError, match=message):
        Query.parse(text)


@pytest.mark.parametrize(
    ("text", "seqs"),
    [
        ("count group.joined == 2 and not any group.sent", [1, 2, 3]),
        ("group.joined nth=2 before group.sent", [2, 3]),
        ("value group of group.sent == room", [3]),
        ("ms group.joined nth=1 -> group.sent < 5", [1, 3]),
        ("none client.refused", []),
    ],
)
def test_the_facts_a_query_speaks_of(text: str, seqs: list[int]) -> None:
    tape = Tape()
    tape.add("group.joined")
    tape.add("group.joined")
    tape.add("group.sent", group="room")
    assert Query.parse(text).facts(tape) == seqs
