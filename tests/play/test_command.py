"""Lines that are typed: what they mean, and what is said of those that mean nothing."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.errors import UsageError
from tutor.play.command import Command, read
from tutor.play.vocabulary import ROWS


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("open ann /ws/lobby/", Command(verb="open", name="ann", path="/ws/lobby/")),
        ("open ann /ü/", Command(verb="open", name="ann", path="/%C3%BC/")),
        ("open ann", Command(verb="open", name="ann")),
        ("  OPEN ann  ", Command(verb="open", name="ann")),
        ("open john as john", Command(verb="open", name="john", user="john")),
        (
            "open eve /ws/ on 2 origin http://evil.example as john",
            Command(
                verb="open",
                name="eve",
                path="/ws/",
                server=2,
                origin="http://evil.example",
                user="john",
            ),
        ),
        ("open eve on server 2", Command(verb="open", name="eve", server=2)),
        ("send ann hello  there", Command(verb="send", name="ann", text="hello  there")),
        (
            'send "john · tab 1" say "hi"',
            Command(verb="send", name="john · tab 1", text='say "hi"'),
        ),
        ("open Ann", Command(verb="open", name="ann")),
        ("send Ann Hello", Command(verb="send", name="ann", text="Hello")),
        ("close ann", Command(verb="close", name="ann")),
        ("close ann 4401", Command(verb="close", name="ann", code=4401)),
        ("drop ann", Command(verb="drop", name="ann")),
        ("kill server 1", Command(verb="kill", server=1)),
        ("kill 2", Command(verb="kill", server=2)),
        ("restart", Command(verb="restart")),
        ("restart server", Command(verb="restart")),
        ("second server", Command(verb="second")),
        ("second", Command(verb="second")),
        ("layer REDIS", Command(verb="layer", layer="redis")),
        ("broker kill", Command(verb="broker", action="kill")),
        ("http post /api/x/", Command(verb="http", method="POST", path="/api/x/")),
        (
            'http POST /api/x/ {"a": [1, 2]} as jane',
            Command(verb="http", method="POST", path="/api/x/", message={"a": [1, 2]}, user="jane"),
        ),
        ("http GET / as john", Command(verb="http", method="GET", path="/", user="john")),
        (
            "http POST /x/ {} token abc",
            Command(verb="http", method="POST", path="/x/", message={}, token="abc"),
        ),
        ("crowd 200 /ws/lobby/", Command(verb="crowd", count=200, path="/ws/lobby/")),
        ("wait", Command(verb="wait")),
        ("wait 0.5", Command(verb="wait", seconds=0.5)),
        (
            'group_send lobby {"type": "lobby.said"}',
            Command(verb="group_send", group="lobby", message={"type": "lobby.said"}),
        ),
        ("undo", Command(verb="undo")),
        ("save my file.jsonl", Command(verb="save", file="my file.jsonl")),
        ("help", Command(verb="help")),
        ("help kill server", Command(verb="help", topic="kill server")),
    ],
)
def test_a_line_is_a_command(line: str, expected: Command) -> None:
    assert read(line) == expected


@pytest.mark.parametrize(
    ("line", "taken", "refused"),
    [
        ("open ann on {}", "1", "0"),
        ("crowd {}", "1 2000", "0 2001"),
        ("close ann {}", "1000 3000 4999", "999 1001 2999 5000"),
        ("wait {}", "0 600", "-1 601"),
    ],
)
def test_a_number_has_two_ends(line: str, taken: str, refused: str) -> None:
    assert all(read(line.format(number)) for number in taken.split())
    for number in refused.split():
        with pytest.raises(UsageError):
            read(line.format(number))


@pytest.mark.parametrize("line", ["", "   ", "# a remark", "\n"])
def test_an_empty_line_and_a_remark_are_none(line: str) -> None:
    assert read(line) is None


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("hello", "hello"),
        ('{"type": "typing"}', {"type": "typing"}),
        ("[1]", [1]),
        ('{"type": ', '{"type": '),
        ('{"a": NaN}', '{"a": NaN}'),
        ("[" * 100_000, "[" * 100_000),
        ("17", "17"),
    ],
)
def test_what_is_sent_is_json_where_it_is_some(text: str, payload: Any) -> None:
    assert Command(verb="send", text=text).payload == payload


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("opne ann", "There is no command opne.", "Did you mean open? open NAME [PATH] [as USER]"),
        ("xyzzy", "There is no command xyzzy.", "Type help for all of them."),
        ("send", "send lacks NAME.", "send NAME TEXT, for example: send john"),
        ('send "ann hi', "send lacks the second quote of a name.", "send NAME TEXT"),
        ('drop ""', "drop lacks NAME.", "drop NAME"),
        ("send ann", "send lacks TEXT.", "send NAME TEXT"),
        ("open ann ws/", "A path begins with /, got ws/.", "open NAME"),
        ("open ann on", "open … on lacks N.", "open NAME"),
        ("open ann on two", "N is a number from 1 on, got two.", "open NAME"),
        ("open ann on 0", "N is a number from 1 on, got 0.", "open NAME"),
        ("http GET x", "A path begins with /, got x.", "http GET|POST"),
        ("close ann 1005", "CODE is 1000, or one from 3000 to 4999, got 1005.", "close NAME"),
        ("crowd 5000", "COUNT is a number from 1 to 2000, got 5000.", "crowd COUNT"),
        ("wait nan", "SECONDS is a number up to 600, got nan.", "wait [SECONDS]"),
        ("layer rediss", "There is no layer rediss.", "Did you mean redis"),
        ("broker fly", "There is no action fly.", "There are look, kill, stop, start."),
        ("drop ann now", "drop does not take now.", "drop NAME"),
        ("group_send lobby", "group_send lacks JSON.", "group_send GROUP JSON"),
        (
            "group_send lobby hi",
            "group_send expects a JSON object, {…}, got hi.",
            "group_send GROUP",
        ),
        (
            "group_send lobby [1]",
            "group_send expects a JSON object, {…}, got [1].",
            "group_send GROUP",
        ),
        (
            'group_send lobby {"a": }',
            "group_send expects JSON: expecting value.",
            "group_send GROUP",
        ),
        ('group_send lobby {"a": NaN}', "group_send expects JSON: it is not.", "group_send GROUP"),
    ],
)
def test_a_mistake_is_named_and_says_what_to_type(line: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(line)
    assert caught.value.message == message
    assert caught.value.hint.startswith(hint)


@given(st.text(), st.sampled_from(["", *(f"{row.verb} " for row in ROWS)]))
def test_any_line_is_a_command_or_a_mistake(text: str, verb: str) -> None:
    with suppress(UsageError):
        found = read(verb + text)
        assert found is None or found.verb in (verb + text).casefold()
