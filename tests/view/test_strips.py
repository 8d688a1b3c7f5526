"""A strip is one line of what is true now, and it is not there where there is nothing to say."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.view.lessons_recorded import TRACES, name, steps, timeline
from tests.view.tape import GROUP, Tape, three_tabs, upto
from tutor.core import events as e
from tutor.core.timeline import Moment, Timeline
from tutor.view.strips import strip
from tutor.view.table import VIEWS

STRIPS = [row.name for row in VIEWS.values() if row.strip]
CODE = "import this\n" * 400
READ = {"demo_project/chat/consumers.py": CODE}.get


def told(view: str, moment: Moment, width: int = 100, *, ascii: bool = False) -> str | None:
    line = strip(view, moment, width=width, ascii=ascii, read=READ)
    return None if line is None else line.plain


def at(kind: str, nth: int = 1) -> Moment:
    tape = three_tabs()
    return Timeline(tape.events).moment(upto(tape, kind, nth))


@pytest.mark.parametrize(
    ("view", "kind", "nth", "words"),
    [
        ("topology", "client.connecting", 1, "john · tab 1 ╌╌╌ connecting"),
        ("topology", "handler.started", 1, "busy"),
        ("topology", "client.closed", 1, " ✗ gone"),
        ("groups", "group.joined", 2, " · 2 members: #1 #2 · queues empty"),
        ("groups", "channel.sent", 2, "2 queued"),
        ("scope", "connection.opened", 1, "dict A · "),
        ("scope", "scope.entered", 3, " from "),
        ("instances", "handler.started", 1, " · self.group = ''"),
        ("instances", "group.sent", 1, " · runs "),
        ("threads", "handler.started", 1, "#1 "),
        ("events", "group.sent", 1, " ◀"),
        ("message", "group.sent", 1, "◆1 hop 4 of 8: group event, #1 ▶ layer, +"),
    ],
)
def test_what_a_view_says_in_one_line(view: str, kind: str, nth: int, words: str) -> None:
    assert words in (told(view, at(kind, nth)) or "")


def test_every_view_but_the_flow_has_a_strip() -> None:
    assert set(STRIPS) == VIEWS.keys() - {"sequence"}


@pytest.mark.parametrize("view", STRIPS)
def test_before_the_first_fact_nothing_is_said(view: str) -> None:
    assert told(view, Timeline().moment(0)) is None
    assert told(view, Timeline(three_tabs().events).moment(0)) is None


def test_a_flow_has_no_strip() -> None:
    assert told("sequence", at("group.sent")) is None


@pytest.mark.parametrize("trace", TRACES[::9], ids=name)
@pytest.mark.parametrize("width", [20, 60, 100])
def test_a_strip_fits_and_never_speaks_of_what_is_not_there(trace: Path, width: int) -> None:
    run = timeline(trace)
    seen = 0
    for step in steps(run)[::5]:
        for view in STRIPS:
            for ascii in (False, True):
                line = told(view, run.moment(step), width, ascii=ascii)
                if line is not None:
                    seen += 1
                    assert 0 < cell_len(line) <= width, (view, step)
                    assert "\n" not in line
                    assert " yet" not in line.partition("  ")[0] or view == "events"
                    assert line.isascii() or not ascii
    assert seen


def test_what_came_over_a_wire_is_written_as_an_escape() -> None:
    tape = Tape()
    tape.add(e.ClientConnecting, process="tutor", conn=1, name="eve\x1b[2J", port=1, url="/")
    line = told("topology", tape.moment())
    assert line == r"eve\x1b[2J ╌╌╌ connecting"


def test_a_client_that_has_gone_is_told_until_its_server_knows() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", layers=False)
    tape.add(e.ClientClosed, process="tutor", conn=1, code=1006)
    assert told("topology", tape.moment()) == "ann ✗ gone"
    tape.add(e.ConnectionClosed, conn=1, code=1006)
    assert told("topology", tape.moment()) == "ann ✗ closed, 1006"


@pytest.mark.parametrize(("status", "end"), [(403, "HTTP 403"), (None, "no answer")])
def test_a_refused_client_has_a_status_or_no_answer(status: int | None, end: str) -> None:
    tape = Tape()
    tape.add(e.ClientConnecting, process="tutor", conn=1, name="ann", port=1, url="/")
    tape.add(e.ClientRefused, process="tutor", conn=1, name="ann", status=status)
    assert told("topology", tape.moment()) == f"ann ✗ refused, {end}"


def test_copies_that_expired_are_told() -> None:
    tape = three_tabs()
    tape.add(e.ChannelSent, channel=tape.channel(1), group=GROUP, type="tick")
    tape.add(e.ChannelExpired, channel=tape.channel(1))
    assert (told("groups", tape.moment()) or "").endswith("queues empty, 1 expired")


def test_the_broker_tells_the_key_that_was_read_last() -> None:
    tape = Tape()
    tape.add(e.BrokerRead, process="tutor", key="asgi:group:a", type="zset", members=("b 1",))
    tape.add(e.SceneNoted, process="tutor", text="done")
    assert told("broker", tape.moment()) == "asgi:group:a · zset, 1 member"


def test_no_strip_of_code_without_a_line_that_acted() -> None:
    assert told("source", at("client.connecting")) is None


def test_no_strip_of_code_that_acted_for_another_connection() -> None:
    tape = Tape()
    where = "demo_project/chat/consumers.py:3 connect"
    tape.add(e.HandlerStarted, conn=1, name="connect", where=where)
    tape.add(e.LogWritten, conn=1, text="mine")
    assert (told("source", tape.moment()) or "").startswith(where)
    tape.add(e.LogWritten, conn=2, text="another's")
    assert told("source", tape.moment()) is None


def test_a_fact_that_a_ring_has_forgotten_is_not_told() -> None:
    run = Timeline(keep=1)
    for _ in range(3):
        run.extend([e.SceneNoted(seq=len(run) + n, at=n, process="t") for n in range(1, 600)])
    assert told("events", run.moment(run.first)) is None
    assert told("events", run.moment(len(run))) is not None
