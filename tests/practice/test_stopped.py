"""Code that could not be run: one clear sentence for each way."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.core.making import Tape
from tutor.practice import stopped
from tutor.practice.stopped import Stopped, crashed, flooded, hung, not_served, too_long
from tutor.probe import confine


@dataclass(frozen=True)
class Why:
    how: str = "raised"
    failed: str = ""
    where: str = ""
    trace: tuple[str, ...] = ()
    code: int | None = None


@pytest.mark.parametrize(
    ("why", "how", "says", "place"),
    [
        (Why("silent"), "loads", "app.py did not finish loading", "app.py"),
        (Why("ended", code=3), "ended", "while it is loaded, exit status 3.", "app.py"),
        (Why("ended"), "ended", "ends the whole server while it is loaded.", "app.py"),
        (Why(failed="SystemExit: 3", where="a/app.py:2"), "ended", "it is loaded.", "app.py:2"),
        (Why(failed="SystemExit"), "ended", "it is loaded.", "app.py"),
        (Why(failed=f"PermissionError: {stopped.FORKED}"), "forks", "The code forks", "app.py"),
        (
            Why(failed="AttributeError: module 'app' has no attribute 'application'"),
            *("raised", "app.py has no application", "app.py"),
        ),
        (
            Why(failed="NameError: name 'x' is not defined", where="a/app.py:2"),
            *("raised", "app.py cannot be loaded: NameError: name 'x'", "app.py:2"),
        ),
    ],
)
def test_what_cannot_be_loaded(why: Why, how: str, says: str, place: str) -> None:
    found = not_served(why, "app.py")
    assert (found.how, says in found.sentence, found.place) == (how, True, place)


def test_a_traceback_has_no_endless_lines() -> None:
    found = not_served(Why(failed="X", trace=("short", "x" * 10_000)), "app.py")
    assert found.trace == ("short", f"{'x' * 200} …")


def test_a_file_that_is_gone_and_one_that_is_closed_to_us() -> None:
    assert (
        Stopped.gone("app.py", FileNotFoundError()).sentence == "There is no app.py there any more."
    )
    closed = Stopped.gone("app.py", PermissionError(13, "Permission denied"))
    assert closed.sentence == "app.py cannot be read: Permission denied."


def test_a_server_that_was_ended_by_an_exit_names_where() -> None:
    tape = Tape()
    tape.add("handler.failed", error="SystemExit: 4", where="app.py:22 receive")
    found = crashed(4, tape)
    assert found.sentence == "The code ended the whole server in receive, exit status 4."
    assert found.place == "app.py:22"


def test_a_server_that_took_its_last_facts_along_names_no_place() -> None:
    found = crashed(None, [])
    assert (found.sentence, found.place) == ("The code ended the whole server.", "")


def test_a_loop_that_stands_a_run_without_an_end_and_a_flood() -> None:
    assert hung("app.py:3 receive", 2345).sentence.startswith(
        "The event loop stood still for 2.3 s"
    )
    assert hung("app.py:3 receive", 2345).place == "app.py:3"
    assert too_long(10, "").sentence == "The run took more than 10 s."
    assert too_long(10, "receive").sentence.endswith("; receive had not returned.")
    assert "sent more than 20,000 messages" in flooded("app.sent", 20_000).sentence
    assert "printed more than 9 lines" in flooded("log.written", 9).sentence
    assert "one thing more than 9 times (db.started)" in flooded("db.started", 9).sentence


def test_the_probe_has_the_same_words_for_a_fork() -> None:
    assert confine.FORKED == stopped.FORKED
    assert Stopped.forked("app.py:3").place == "app.py:3"
