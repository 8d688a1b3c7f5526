"""Patterns name facts."""

from __future__ import annotations

import pytest

from tutor.core.pattern import Context, Pattern, number_of, same, text_of
from tutor.core.tokens import PatternError

from .making import Tape


def scene() -> Tape:
    tape = Tape()
    for conn, name in enumerate(("john · tab 1", "admin"), start=1):
        tape.add("client.connecting", process="tutor", conn=conn, name=name, url="/ws/")
        tape.add("scope.entered", conn=conn, layer="AuthMiddleware", added={"user": "<User 1>"})
        tape.add("group.joined", conn=conn, group="lobby", channel=f"c{conn}")
    tape.add("client.refused", process="tutor", conn=3, name="eve", status=403)
    tape.add("client.refused", process="tutor", conn=4, name="mallory")
    tape.add("broker.read", process="broker", key="g", members=["c1", "c2"], ttl=59.5)
    tape.add("app.received", conn=1, type="websocket.receive", text="Hello", binary=True)
    tape.add("client.received", process="tutor", conn=1, name="john · tab 1", text="12")
    return tape


@pytest.mark.parametrize(
    ("text", "seqs"),
    [
        ("group.joined", [3, 6]),
        ("group.joined group=lobby", [3, 6]),
        ("group.joined group=lob", []),
        ("group.joined group~lob", [3, 6]),
        ("group.joined channel!=c1", [6]),
        ("group.joined nth=2", [6]),
        ("group.joined nth=3", []),
        ("group.joined nth=last", [6]),
        ("group.joined group=x nth=last", []),
        ("group.joined conn=2", [6]),
        ("group.joined cause=none", [3, 6]),
        ("group.joined process='server 1' seq=3", [3]),
        ("group.joined at=6000000", [6]),
        ('client.connecting name="john · tab 1"', [1]),
        ("group.joined client=admin", [6]),
        ("group.joined client!=admin", [3]),
        ("group.joined client~tab", [3]),
        ("client.refused client=eve", []),
        ("client.refused status=403", [7]),
        ("client.refused status=none", [8]),
        ("client.refused status!=403", [8]),
        ("client.refused status~40", [7]),
        ("scope.entered layer=AuthMiddleware added.user~User", [2, 5]),
        ("scope.entered added.path=x", []),
        ("scope.entered added~user", [2, 5]),
        ('broker.read members="c1, c2"', [9]),
        ("broker.read ttl=59.50", [9]),
        ("app.received binary=true", [10]),
        ("app.received binary=false", []),
        ("app.received text=''", []),
        ("app.sent", []),
        ("client.refused status>402", [7]),
        ("client.refused status>403", []),
        ("client.refused status>=403", [7]),
        ("client.refused status<404", [7]),
        ("client.refused status<=402", []),
        ("broker.read ttl<59.6 ttl>59", [9]),
        ("group.joined seq>3 channel~c", [6]),
        ("scope.entered depth<=-1", []),
        ("app.received text>1", []),
        ("client.received text>9", [11]),
    ],
)
def test_a_pattern_names_the_facts_whose_fields_are_so(text: str, seqs: list[int]) -> None:
    assert [event.seq for event in Pattern.parse(text).all(scene())] == seqs


@pytest.mark.parametrize(
    ("text", "seq"),
    [
        ("group.joined", 3),
        ("group.joined nth=2", 6),
        ("group.joined nth=7", None),
        ("group.joined group=x", None),
    ],
)
def test_a_pattern_means_one_fact_the_first_unless_it_says_which(text: str, seq: int) -> None:
    assert Pattern.parse(text).find(scene()) == seq


def test_a_pattern_counts() -> None:
    assert Pattern.parse("group.joined group=lobby").count(Context(scene())) == 2


def test_one_event_matches_or_does_not() -> None:
    tape, pattern = scene(), Pattern.parse("group.joined client=admin")
    assert [pattern.matches(event, tape) for event in tape[3:6]] == [False, False, True]


def test_a_fact_borrows_what_the_facts_it_came_from_say() -> None:
    tape = Tape()
    sent = tape.add("group.sent", group="g", type="chat.message", text="Hello")
    copy = tape.add("channel.sent", channel="c", group="g", cause=sent)
    taken = tape.add("channel.delivered", channel="c", cause=copy)
    started = tape.add("handler.started", name="chat_message", cause=taken)
    tape.add("handler.finished", name="chat_message", cause=started)
    assert [
        Pattern.parse(text).count(tape)
        for text in (
            "channel.sent text~Hello",
            "channel.delivered group=g text~Hello",
            "handler.started group=g channel=c text~Hello",
            "handler.finished group=g",
        )
    ] == [1, 1, 1, 1]


def test_nothing_is_borrowed_from_a_cause_that_is_not_there() -> None:
    tape = Tape()
    tape.add("channel.delivered", channel="c")
    assert Pattern.parse("channel.delivered group=g").count(tape) == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'expected a kind of event, got the end at column 1 of ""; valid are app.received'),
        ("group.jonied", 'expected a kind of event, got "group.jonied" .*mean "group.joined"'),
        ("group.joined grup=x", 'expected a field of group.joined, .*did you mean "group"'),
        ("group.joined foo=x", "valid are at, cause, channel, client, conn, group, layer"),
        ("group.joined group", "expected field=value, .*, field>number or nth=N, .* at column 14"),
        ("group.joined nth=0", "expected nth=1, nth=2 … or nth=last"),
        ("group.joined nth~1", "expected nth=1, nth=2 … or nth=last"),
        ("group.joined conn=one", "expected a number or none for conn of group.joined"),
        ("client.sent size=big", "expected a number for size of client.sent"),
        ("loop.stalled ms>soon", 'expected a number for ms of loop.stalled, got "ms>soon"'),
        ("client.refused status<none", "expected a number for status of client.refused"),
        ("client.sent size=>3", "expected a number for size"),
        ("client.sent size>", "expected a number for size"),
        (
            "client.sent binary>0",
            "expected binary with =, != or ~, .* binary of client.sent is not",
        ),
        ("broker.read members>1", "expected members with =, != or ~"),
        ("group.joined nth>1", "expected nth=1, nth=2 … or nth=last"),
        ("client.sent binary=yes", "expected true or false for binary of client.sent"),
        ("group.joined group==g", "a query's == stands between blanks"),
        ("group.joined group.x=1", "expected a field of group.joined"),
    ],
)
def test_a_pattern_that_is_wrong_says_what_was_expected(text: str, message: str) -> None:
    with pytest.raises(PatternError, match=message):
        Pattern.parse(text)


def test_a_context_is_made_once() -> None:
    context = Context(scene())
    assert Context.of(context) is context


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "none"),
        (True, "true"),
        (False, "false"),
        (2.5, "2.5"),
        (7, "7"),
        (["a", "b"], "a, b"),
        ({"k": "v", "l": "w"}, "k=v, l=w"),
        ("x", "x"),
    ],
)
def test_every_value_has_a_text(value: object, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("value", "number"),
    [(1, 1), (2.5, 2.5), ("-3", -3), ("2.50", 2.5), (True, None), ("1e5", None), (None, None)],
)
def test_a_number_may_be_written_in_a_text(value: object, number: float | None) -> None:
    assert number_of(value) == number


def test_numbers_are_the_same_however_they_are_written() -> None:
    assert (same(0.5, "0.50"), same(1, "x"), same("1", "1.0")) == (True, False, False)


def test_what_is_borrowed_is_found_in_a_part_of_a_recording_too() -> None:
    tape = Tape()
    tape.add("server.started")
    sent = tape.add("group.sent", group="room", text="hi")
    tape.add("channel.delivered", cause=sent, channel="c")
    pattern = Pattern.parse("channel.delivered group=room text~hi")
    part = Context(tape[1:])
    assert pattern.matches(tape[2], part)
    assert not pattern.matches(tape[2], Context(tape[2:])), "its cause is not in it"
    assert not pattern.matches(tape[2], Context([]))
