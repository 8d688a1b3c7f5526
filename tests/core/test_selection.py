"""What is shown, what is hidden, and that a fault is not hidden unsaid."""

from __future__ import annotations

from tests.view.tape import Tape, three_tabs
from tutor.core import events as e
from tutor.core.observed import Observed
from tutor.core.selection import Hidden, Selection
from tutor.core.sieve import Sieve
from tutor.core.timeline import Timeline


def test_all_is_shown_until_something_is_chosen() -> None:
    observed = Observed(Timeline(three_tabs().events))
    observed.read()
    selection = Selection()
    selection.look(observed.rows, observed.timeline, observed.names)
    assert selection.sort(observed.rows) == ([*observed.rows], Hidden())


def test_a_row_is_hidden_until_one_of_its_facts_is_wanted_and_what_failed_is_counted() -> None:
    tape = Tape()
    got = tape.add(e.AppReceived, conn=1, type="websocket.receive", text="hi")
    tape.add(e.HandlerFailed, conn=1, cause=got, error="KeyError")
    late = tape.add(e.AppReceived, conn=2, type="websocket.receive", text="ho")
    timeline = Timeline(tape.events)
    observed, selection = Observed(timeline), Selection()
    selection.choose(Sieve.parse("group=room"))
    selection.look(observed.read(), timeline, observed.names)
    assert selection.sort(observed.rows) == ([], Hidden(2, 1))
    tape.add(e.GroupSent, conn=2, cause=late, group="room")
    timeline.extend(tape.events[-1:])
    selection.look(observed.read(), timeline, observed.names)
    assert [row.root for row in selection.sort(observed.rows)[0]] == [late]
    selection.choose(Sieve.parse("group!=room"))
    selection.look(observed.rows, timeline, observed.names)
    assert [row.root for row in selection.sort(observed.rows)[0]] == [got]
    selection.choose(None)
    assert selection.sort(observed.rows)[1] == Hidden()


def test_a_row_that_grows_may_no_longer_be_wanted() -> None:
    tape = Tape()
    got = tape.add(e.AppReceived, conn=1, type="websocket.receive", text="hi")
    timeline = Timeline(tape.events)
    observed, selection, shown = Observed(timeline), Selection(), list[int]()
    selection.choose(Sieve.parse("group!=room"))
    for _ in range(2):
        selection.look(observed.read(), timeline, observed.names)
        shown.append(len(selection.sort(observed.rows)[0]))
        tape.add(e.GroupSent, conn=1, cause=got, group="room")
        timeline.extend(tape.events[-1:])
    assert shown == [1, 0]


def test_a_family_is_hidden_and_shown_again() -> None:
    tape = Tape()
    tape.add(e.HttpReceived, conn=1, path="/")
    query = tape.add(e.DbStarted, conn=1)
    timeline = Timeline(tape.events)
    observed, selection = Observed(timeline), Selection()
    observed.read()
    assert selection.toggle("http")
    assert selection.toggle("database")
    assert selection.sort(observed.rows) == ([], Hidden(1, 0))
    assert selection.hides_fact(timeline.event(query))
    assert not selection.hides_fact(None)
    assert selection.kinds == ("db.", "http.")
    assert not selection.toggle("http")
    assert len(selection.sort(observed.rows)[0]) == 1
