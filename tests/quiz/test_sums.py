"""Arithmetic as it is said: what is read, what is refused, and how an estimate is judged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.quiz.sums import DEEPEST, LONGEST, Quantity, Unread, judge, read, told


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("10,000 * 30 KiB", "307 MB"),
        ("10k sockets x 30KiB", "307 MB"),
        ("10 000 × 2 / 60 s", "333 per second"),
        ("4000 users * 2 messages per minute per user", "133 per second"),
        ("5% of 10,000", "500"),
        ("2.5 million / 5 minutes", "8,333 per second"),
        ("10,000 / 4,000 per s", "2.5 s"),
        ("10,000 frames / 4,000 frames per second", "2.5 s"),
        ("10,000 / (4,000 / s)", "2.5 s"),
        ("(2 + 3) * 4 - 1", "19"),
        ("two servers: 2 times 3", "6"),
        ("10 plus 2 minus 4", "8"),
        ("1 MB / s", "1 MB per second"),
        ("3 KB * 2 s", "6 KB seconds"),
        ("2 KB * 2 KB", "4,000,000 bytes^2"),
        ("4 / s / s", "4 s^-2"),
        ("1 billion * 1 KB", "1 TB"),
        ("1 day / 24", "60 minutes"),
        ("12 hours", "12 hours"),
        ("3 days", "3 days"),
        ("1 / 200 per s", "5 ms"),
        ("0.5 bytes", "0.5 bytes"),
        ("-3 s", "-3 s"),
        (".5 * 4", "2"),
        ("about 300 MB.", "300 MB"),
        ("memory = 10,000 * 30 KiB ~ 300 MB", "300 MB"),
        ("10,000 / 8 = 1,250, so 1,250 * 0.1 s = 125 s", "2.08 minutes"),
        ("2M * 2", "4,000,000"),
    ],
)
def test_a_line_is_read_as_it_is_said(line: str, value: str) -> None:
    found = read(line)
    assert (told(found.value), found.slip) == (value, None)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("some", "no number"),
        ("", "no number"),
        ("30 20", "side by side"),
        ("(1 + 2", "not closed"),
        ("1 / 0", "divides by zero"),
        ("1 MB + 2 s", "their units differ"),
        ("2 ** 3", "cannot read '*'"),
        ("2 ) 3", "from ')' on"),
        ("2 *", "A number is missing"),
        ("1" * (LONGEST + 1), "too long"),
        ("(" * (DEEPEST + 1) + "1", "brackets"),
        ("__import__('os').system('x') 1", "cannot read '('"),
    ],
)
def test_what_is_not_arithmetic_is_refused_with_a_reason(line: str, why: str) -> None:
    if "import" in line:  # words are names of what is counted; the call is not
        with pytest.raises(Unread):
            read(line)
        return
    with pytest.raises(
        Unread, match=why.replace("(", r"\(").replace(")", r"\)").replace("*", r"\*")
    ):
        read(line)


@given(st.text(max_size=60) | st.text("0123456789+-*/()= .,kMsx%", max_size=60))
def test_no_text_does_more_than_be_read_or_refused(text: str) -> None:
    try:
        value = told(read(text).value)
    except Unread as error:
        value = str(error)
    assert value


@pytest.mark.parametrize(
    ("line", "right", "says"),
    [
        ("10,000 * 30 KiB = 300 MB", True, "300 MB: that is the right size."),
        ("10,000 * 30 KiB = 200 MB", False, "that is 307 MB, not 200 MB"),
        ("10,000 * 30 KiB = 300", True, "307 MB"),
        ("300 MB = 300 s", False, "that is 300 MB, not 5 minutes"),
        ("300", False, "I read 300. I asked for bytes"),
        ("300 s", False, "I asked for bytes"),
        ("3 GB", False, "3 GB is too large."),
        ("3 MB", False, "3 MB is too small."),
        ("-300 MB", False, "too small"),
        ("nothing", False, "no number"),
    ],
)
def test_an_estimate_is_judged_by_size_unit_and_arithmetic(
    line: str, right: bool, says: str
) -> None:
    found = judge(line, read("10,000 * 30 KiB").value, 2.0)
    assert (found.right, says in found.said) == (right, True), found.said


@pytest.mark.parametrize(
    ("expected", "says"),
    [
        ("2 s", "a time"),
        ("2 / s", "a rate, as 100 per second"),
        ("2 MB / s", "a rate in bytes"),
        ("2", "a plain number"),
    ],
)
def test_what_was_asked_for_is_said_where_the_unit_is_another(expected: str, says: str) -> None:
    assert says in judge("7 KB", read(expected).value, 2.0).said


def test_a_bare_number_counts_in_seconds_where_a_rate_or_a_time_was_asked_for() -> None:
    assert judge("4,000 * 2 / 60 = 133", Quantity(133.3, 0, -1), 1.5).right
    assert judge("2.5", Quantity(2.5, 0, 1), 1.5).right


def test_sides_of_an_equals_sign_may_be_rounded_as_one_speaks() -> None:
    assert read("1,000,000 * 5 / day = 58 per second").slip is None
    assert read("1,000,000 * 5 / day = 70 per second").slip is not None
