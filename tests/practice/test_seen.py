"""What was there in place of what a query wants, and the step that shows it."""

from __future__ import annotations

import pytest

from tests.core.making import Tape
from tutor.core.match import Context, Query
from tutor.practice.seen import seen, value_seen


def run() -> Context:
    tape = Tape()
    tape.add("group.joined", conn=1, group="lobby", at=1_000_000)
    tape.add("client.received", conn=1, name="ann", text="Hello", at=2_000_000)
    tape.add("client.received", conn=1, name="ann", text="Hello", at=1_602_000_000)
    tape.add("client.refused", name="guest", status=403)
    tape.add("client.closed", name="cleo", by="client", code=1000)
    tape.add("client.closed", name="ben", by="server", code=1011)
    tape.add("client.received", name="thief", text="Hello, John")
    return Context(tape)


@pytest.mark.parametrize(
    ("query", "text", "seq"),
    [
        ("count client.received name=ann == 1", "twice", 3),
        ("count client.received name=cleo == 1", "never", 0),
        ("count client.received == 7", "3 times", 7),
        ("any client.received name=ben", "never; ben is closed by the server with 1011", 6),
        ("any client.received name=guest", "never; guest is refused with HTTP 403", 4),
        ("none group.joined", "joins group lobby, at step 1", 1),
        ("any group.left", "never", 0),
        ("ms group.joined -> client.received nth=2 < 300", "after 1,601 ms", 3),
        ("ms group.joined -> group.left < 300", "never", 0),
        ("value text of client.received name=ann == Bye", "Hello", 3),
        ("client.received before group.joined", "only at step 2, after step 1", 2),
        ("group.left before group.joined", "never", 0),
        ("group.joined before group.left", "and what has to follow never came", 1),
        ("any group.joined and count client.received name=ann == 1", "twice", 3),
        ("any group.left or any channel.sent", "never", 0),
        ("not any group.joined", "group.joined: step 1", 0),
        ("0", "0", 0),
        ("any client.received name=dan", "not tried", 0),
        ("any client.received name~da", "not tried", 0),
        ("count client.received name=dan == 1", "not tried", 0),
        ("any client.closed name=dan code=4401", "not tried", 0),
        (
            "any client.closed name=thief code=4401",
            "thief is never closed with 4401; thief receives Hello, John",
            7,
        ),
        ("any client.refused name=thief", "thief is never refused; thief receives Hello, John", 7),
        (
            "any client.refused name=ben status=403",
            "ben is never refused with HTTP 403; ben is closed by the server with 1011",
            6,
        ),
        ("any client.refused status=404", "never", 0),
        ("any client.closed name=cleo code=4401", "cleo is never closed with 4401", 0),
    ],
)
def test_it_speaks_of_the_first_part_that_fails(query: str, text: str, seq: int) -> None:
    context = run()
    found = seen(Query.parse(query), context)
    assert (found.text.endswith(text), found.seq) == (True, seq), found


def test_an_authors_own_query_is_shown_as_its_value() -> None:
    context = run()
    assert value_seen("value text of client.received", context) == "Hello"
    assert value_seen("value text of client.sent", context) == "never"
