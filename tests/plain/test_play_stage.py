"""What is printed of a stage: the fact that tells most, a picture or sentence a command."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.play.goals import goal
from tests.view.tape import Tape, three_tabs
from tutor.core import events as e
from tutor.core.timeline import Timeline
from tutor.plain.play_stage import _Json, _Text, list_labs
from tutor.plain.printer import Printer
from tutor.play.attempt import Attempt
from tutor.play.goal import Listed
from tutor.story.follow import telling


def text(out: io.StringIO, *, is_terminal: bool = False, width: int = 80) -> _Text:
    return _Text(Printer(out, width=width), Path("/lessons/07_groups"), is_terminal=is_terminal)


def stood(timeline: Timeline) -> Any:
    """A play whose recording is this one."""
    opening = SimpleNamespace(scene="", app="labs/x.py:application", words={"join": "joins"})
    server = SimpleNamespace(name="server 1", address="127.0.0.1:1", is_running=True)
    return SimpleNamespace(
        live=SimpleNamespace(timeline=timeline),
        opening=opening,
        stage=SimpleNamespace(servers=[server]),
    )


def test_what_a_client_has_seen_tells_most() -> None:
    timeline = Timeline(three_tabs().events)
    event = telling(timeline, 0)
    assert event is not None
    assert event.kind.startswith("client.")
    last = len(timeline)
    assert telling(timeline, last) is None
    assert telling(timeline, last - 1) == timeline.event(last)


def test_a_message_without_an_answer_is_told_as_far_as_it_came() -> None:
    tape = Tape()
    tape.add(e.ClientSent, process="tutor", conn=1, name="ann", text="hi")
    got = tape.add(e.AppReceived, conn=1, type="websocket.receive", text="hi")
    tape.add(e.HandlerStarted, conn=1, name="receive", instance=1, thread="MainThread")
    event = telling(Timeline(tape.events), 0)
    assert event is not None
    assert event.seq == got


def test_it_begins_with_the_address_and_who_is_there() -> None:
    out = io.StringIO()
    text(out).begin(stood(Timeline(three_tabs().events)))
    said = out.getvalue()
    assert said.startswith("On the stage: labs/x.py:application of 07_groups\n")
    assert "server 1: http://127.0.0.1:1/ (open it in a browser)" in said
    assert "ann ──────" in said or "john" in said


def test_new_facts_are_drawn_and_old_ones_are_not() -> None:
    events = three_tabs().events
    timeline, out = Timeline(events[:-8]), io.StringIO()
    screen, play = text(out), stood(timeline)
    screen.show(play, "")
    before = out.getvalue()
    screen.show(play, "")
    assert out.getvalue() == before, "there is nothing new"
    timeline.extend(events[-8:])
    screen.show(play, "Something was said.")
    assert out.getvalue().removeprefix(before).startswith("Something was said.\n")
    assert len(out.getvalue()) > len(before) + 40


def test_help_is_a_line_a_command_or_all_about_one(capsys: pytest.CaptureFixture[str]) -> None:
    out = io.StringIO()
    text(out).help("")
    assert "open            A tab opens a WebSocket" in out.getvalue()
    assert "\n                a job would.\n" in out.getvalue()
    out = io.StringIO()
    text(out, width=50).help("")
    assert "second server: One more server of the same kind.\n" in out.getvalue()
    out = io.StringIO()
    text(out).help("kill server")
    assert out.getvalue().startswith("kill server [N]\n")
    out = io.StringIO()
    text(out).help("nix")
    assert out.getvalue().startswith("There is no command nix.\nopen  ")
    _Json().help("send")
    assert capsys.readouterr().err.startswith("send NAME TEXT\n")


def test_a_pipe_shows_what_was_typed_and_a_terminal_has_it_already(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for is_terminal, shown in ((False, "> drop ann\n"), (True, "")):
        out = io.StringIO()
        screen = text(out, is_terminal=is_terminal)
        screen.ask()
        screen.echo("drop ann")
        screen.echo("")
        screen.end()
        assert out.getvalue() == shown
    assert capsys.readouterr().out == "> \n"


def test_a_lab_stands_below_its_lesson_with_what_it_is_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    labs = [("lobby", "Whoever has joined hears all."), ("hall", "")]
    list_labs([("7 Groups", labs)])
    assert capsys.readouterr().out.splitlines() == [
        "7 Groups",
        "  lobby  Whoever has joined",
        "         hears all.",
        "  hall   ",
        "",
        "`tutor play NAME` opens one.",
    ]


def test_what_may_be_typed_is_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    out = io.StringIO()
    text(out).offer(["send ann", "send ben"])
    assert out.getvalue() == "send ann\nsend ben\n"
    _Json().offer(["send ann"])
    assert capsys.readouterr().err == "send ann\n"


def test_a_mistake_is_a_sentence() -> None:
    out = io.StringIO()
    text(out).mistake("There is no command opne. Did you mean open?")
    assert out.getvalue() == "There is no command opne. Did you mean open?\n"


def test_json_is_each_new_fact_once_and_all_of_them_after_an_undo(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", out)
    events = three_tabs().events
    timeline, screen = Timeline(events[:2]), _Json()
    screen.begin(stood(timeline))
    timeline.extend(events[2:3])
    screen.show(stood(timeline), "")
    screen.show(stood(Timeline(events[:1])), "")
    out.flush()
    found = [json.loads(line)["seq"] for line in raw.getvalue().splitlines()]
    assert found == [1, 2, 3, 1]


def test_a_goal_is_told_first_and_its_conditions_after_each_command() -> None:
    out, attempt = io.StringIO(), Attempt(goal(), best=3)
    attempt.begin([])
    screen = text(out)
    screen.begin(stood(Timeline(three_tabs().events)), attempt)
    said = out.getvalue()
    assert "Goal: Heard · lesson 7 · easy\nSolved before, with 3 commands.\nAnn says" in said
    assert "A tab may send" not in said
    assert said.endswith("✗ Ben hears Hello      no tab ben\n✓ No copy is dropped\n\n")
    screen.judged(attempt, "Solved.")
    assert out.getvalue().endswith("✓ No copy is dropped\n\nSolved.\n")
    screen.tell(["Ours:", "open ann"])
    assert out.getvalue().endswith("Ours:\nopen ann\n")
    screen.list([])
    assert out.getvalue().endswith("This course has no goals.\n\n")


def test_what_a_tab_may_send_is_told_where_no_goal_is_open() -> None:
    out = io.StringIO()
    text(out).begin(stood(Timeline(three_tabs().events)))
    assert "\nA tab may send: `join`.\n" in out.getvalue()


def test_a_program_gets_the_conditions_as_a_line(capsysbinary: Any) -> None:
    attempt = Attempt(goal())
    attempt.begin([])
    _Json().judged(attempt, "")
    found = json.loads(capsysbinary.readouterr().out)
    assert (found["kind"], found["solved"]) == ("goal.judged", False)
    _Json().tell(["Ours:"])
    _Json().list([Listed(chapter="7", goal=goal(), told="", is_solved=False)])
    assert capsysbinary.readouterr() == (b"", b"Ours:\n7/heard\n")
