"""Answers of `tutor why` and lines of `tutor search`, as they are printed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tutor.course.model import Source
from tutor.course.symptoms import Symptom
from tutor.library.known_causes import Hit
from tutor.plain.printer import Printer
from tutor.plain.why_text import browse, listed, tell

QUIET = Symptom(
    id="quiet", area="Sound", title="It is quiet", cause="It sleeps at night, as most do.",
    sure="Listen.", remedy="Wake it.", source=Source(file=Path("x"), line=1),
)  # fmt: skip


def printed(width: int, *, color: bool = False) -> tuple[Printer, io.StringIO]:
    out = io.StringIO()
    return Printer(out, width=width, color=color), out


def test_an_answer_says_what_was_seen_why_and_what_to_do_and_open() -> None:
    out, text = printed(80)
    tell(out, 1, Hit(QUIET, "silence\x1b[2J"), ["tutor lesson 1"])
    assert text.getvalue().splitlines() == [
        "1. It is quiet",
        "Seen: silence\\x1b[2J",
        "Cause: It sleeps at night, as most do.",
        "Make sure: Listen.",
        "Remedy: Wake it.",
        "  tutor lesson 1",
        "",
    ]


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_of_text_is_wider_than_the_terminal(width: int) -> None:
    out, text = printed(width)
    tell(out, 1, Hit(QUIET, "silence " * 40), [])
    listed(out, "card", "A long question " * 20, "tutor quiz --card one")
    assert max(map(len, text.getvalue().splitlines())) <= width


def test_a_command_is_never_broken() -> None:
    command = "tutor lesson 7 --scene two_servers_memory"
    out, text = printed(24)
    tell(out, 1, Hit(QUIET), [command])
    listed(out, "scene", "Two servers", command)
    assert text.getvalue().splitlines().count(command) == 2


def test_what_is_found_is_a_line_with_its_command() -> None:
    out, text = printed(80)
    listed(out, "goal", "Two\nlines", "tutor play --goal 7/ghost")
    assert text.getvalue() == "tutor play --goal 7/ghost  goal: Two lines\n"


def test_symptoms_are_listed_below_their_areas() -> None:
    out, text = printed(80)
    browse(out, [QUIET])
    assert text.getvalue().splitlines()[:3] == ["Sound", "quiet: It is quiet", ""]
