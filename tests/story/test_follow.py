"""Every fact has a view that shows it."""

from __future__ import annotations

from msgspec.structs import replace

from tests.view.lessons import beat
from tests.view.tape import three_tabs, upto
from tutor.core.events import FACTS, ClientRefused
from tutor.core.timeline import Timeline
from tutor.story.follow import heroes, telling, view_for
from tutor.view import table


def test_every_view_that_is_turned_to_is_there() -> None:
    assert {row.view for row in FACTS.values()} <= set(table.VIEWS)


def test_every_fact_of_a_recording_has_a_view() -> None:
    assert {view_for(event) for event in [None, *three_tabs().events]} <= set(table.VIEWS)


def test_a_beat_shows_what_it_names_else_what_its_fact_is_about() -> None:
    fact = three_tabs().events[upto(three_tabs(), "group.joined") - 1]
    assert heroes(beat("x", "y", look=("scope", "source")), fact) == ("scope", "source")
    assert heroes(beat("x", "y"), fact) == ("groups",)


def test_a_handshake_without_an_answer_is_shown_among_the_connections() -> None:
    fact = ClientRefused(seq=1, at=0, process="tutor", conn=1, name="ann", status=None)
    assert (view_for(fact), view_for(replace(fact, status=403))) == ("topology", "scope")


def test_a_call_of_the_layer_that_failed_is_shown_in_the_flow() -> None:
    assert FACTS["layer.failed"].view == "sequence"


# ── what came of a command ──────────────────────────────────────────────────────────────────


TAPE = three_tabs()
SENT = upto(TAPE, "client.sent")


def told(since: int, to: int) -> int:
    """The step that says most of those after `since` up to `to`; 0: of none."""
    event = telling(Timeline(TAPE.events[:to]), since)
    return event.seq if event else 0


def test_of_all_that_came_the_last_that_a_client_has_seen_says_most() -> None:
    heard = [upto(TAPE, "client.received", nth) for nth in (1, 3)]
    assert [told(SENT - 1, to) for to in (heard[0], heard[1] - 1, heard[1])] == [
        heard[0],
        upto(TAPE, "client.received", 2),
        heard[1],
    ]


def test_of_a_message_without_an_answer_it_says_how_far_it_came() -> None:
    far = [SENT, *(upto(TAPE, kind) for kind in ("db.started", "group.sent"))]
    assert [told(SENT - 1, to) for to in far] == [SENT, upto(TAPE, "app.received", 4), far[2]]


def test_where_no_client_has_seen_anything_the_last_fact_says_it() -> None:
    assert [told(since, SENT + 5) for since in (SENT, SENT + 5)] == [SENT + 5, 0]
