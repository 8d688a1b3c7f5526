"""A raw record becomes an event, or an error that says what was expected."""

from __future__ import annotations

from typing import Any

import pytest

from tutor.core.events import AppSent, GroupSent
from tutor.core.records import RecordError, read


def test_a_full_record_fills_every_field() -> None:
    record = ["group.sent", 7, 100, 2, 3, "g", "chat.message", "Hello", "other", "x.py:1 f"]
    assert read("server 1", record) == GroupSent(
        seq=7,
        at=100,
        process="server 1",
        conn=2,
        cause=3,
        group="g",
        type="chat.message",
        text="Hello",
        layer="other",
        where="x.py:1 f",
    )


def test_missing_trailing_fields_take_their_defaults() -> None:
    assert read("server 1", ["app.sent", 7, 100, 0, 0, "websocket.send"]) == AppSent(
        seq=7, at=100, process="server 1", conn=0, cause=0, type="websocket.send"
    )


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (["group.jonied", 1, 1, 0, 0], "a kind of event"),
        ([], r"\[kind, seq, at, conn, cause, …\]"),
        (17, r"\[kind, seq, at, conn, cause, …\]"),
        ([[], 1, 1, 0, 0], r"\[kind, seq, at, conn, cause, …\]"),
        (["http.answered", 1, 1, 0], r"\[kind, seq, at, conn, cause, status\]"),
        (["http.answered", 1, 1, 0, 0, 200, "x"], r"\[kind, seq, at, conn, cause, status\]"),
        (["http.answered", 1, 1, 0, 0, "200"], r"Expected `int`, got `str` - at `\$.status`"),
        (["http.answered", "1", 1, 0, 0], r"at `\$.seq`"),
        (["http.answered", 0, 1, 0, 0], "an id from 1"),
        (["http.answered", 1, -1, 0, 0], "a time from 0"),
    ],
)
def test_anything_else_is_an_error_that_says_what_was_expected(record: Any, expected: str) -> None:
    with pytest.raises(RecordError, match=f"^expected .*{expected}.*, got .* from server 1$"):
        read("server 1", record)


def test_a_long_record_is_shown_cut() -> None:
    with pytest.raises(RecordError) as caught:
        read("server 1", ["x" * 10_000])
    assert len(str(caught.value)) < 250


def test_the_clock_may_begin_at_zero() -> None:
    assert read("tutor", ["http.answered", 1, 0, 0, 0]).at == 0
