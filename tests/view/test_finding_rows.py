"""Findings as rows: nothing is cut, and the one in hand is marked."""

from __future__ import annotations

from typing import Any

import pytest
from rich.cells import cell_len

from tutor.core.diagnose import Finding, Level
from tutor.view.finding_rows import NOTES, lines, render, rows, scene_command, told
from tutor.view.text import pen


def finding(**changed: Any) -> Finding:
    given: dict[str, Any] = {
        "rule": "no-handler",
        "sentence": 'Room has no method for the type "chat.mesage".',
        "remedy": "Add a method of that name.",
        "place": "rooms.py:14 receive",
        "seq": 41,
        "scene": "7/type_names_a_method",
        "level": Level.FAILED,
    }
    return Finding(**(given | changed))


NOTE = finding(rule="nobody-joined", level=Level.NOTED, scene="", place="", seq=9, times=2)


def drawn(*findings: Finding, **look: Any) -> str:
    return render(findings, **({"facts": 50, "width": 80} | look)).plain


def test_a_finding_in_lines_and_what_is_not_known_is_left_out() -> None:
    assert [*lines(finding())] == [
        'no-handler (step 41): Room has no method for the type "chat.mesage".',
        "    at rooms.py:14 receive",
        "    Add a method of that name.",
        "    see `tutor lesson 7 --scene type_names_a_method`",
    ]
    said = "The loop stood at rooms.py:14 receive."
    assert not any("    at " in line for line in lines(finding(sentence=said)))
    assert [*lines(NOTE)] == [
        'nobody-joined (step 9, 2 times): Room has no method for the type "chat.mesage".',
        "    Add a method of that name.",
    ]
    assert scene_command(NOTE) == ""
    assert [*lines(finding(test="test_a.py::test_one"))][1] == "    in test_a.py::test_one"


@pytest.mark.parametrize(
    ("gone", "nothing", "something"),
    [
        (0, "Nothing is wrong in 50 facts.", ""),
        (
            40,
            "Nothing is wrong in the newest 10 of 50 facts.",
            "That is of the newest 10 of 50 facts.",
        ),
    ],
)
def test_what_was_looked_at_is_said_where_facts_are_no_longer_there(
    gone: int, nothing: str, something: str
) -> None:
    assert [*told((), 50, gone)] == [nothing]
    assert [*told([finding()], 50, gone)] == [finding(), *[something] * bool(something)]
    assert [*told([NOTE], 50, gone)] == [nothing, NOTES, NOTE]


@pytest.mark.parametrize("width", [12, 36, 76])
@pytest.mark.parametrize("ascii", [True, False])
def test_every_word_is_there_at_any_width_and_no_line_is_wider(width: int, ascii: bool) -> None:
    shown = rows(finding(), width=width, pen=pen(ascii=ascii))
    words = "".join("".join(row.plain.split()) for row in shown)
    assert words == "".join("".join(line.split()) for line in lines(finding()))
    assert max(cell_len(row.plain) for row in shown) <= width


def test_the_one_in_hand_is_marked_and_notes_stand_behind_a_heading() -> None:
    shown = drawn(finding(), NOTE, hand=1).splitlines()
    marked = [line for line in shown if line.startswith("▶")]
    assert marked == ["▶ nobody-joined (step 9, 2 times): Room has no method for the type"]
    assert shown.index("Worth a look:") < shown.index(marked[0])
    assert shown[0] == "j k: another one. Enter: to its step. Esc: back."
    assert "Nothing is wrong" not in "".join(shown)


def test_without_a_fault_it_says_so_and_counts_what_comes_later() -> None:
    assert drawn(facts=1) == "Nothing is wrong in 1 fact."
    shown = drawn(NOTE, later=1)
    assert "\nNothing is wrong in 50 facts.\n\nWorth a look:\n" in shown
    assert shown.endswith("1 more finding later in this run: a shows all.")


def test_a_text_out_of_a_run_steers_no_terminal_and_ascii_is_ascii() -> None:
    hostile = finding(sentence="“x\x1b[31m”", place="\u202erooms.py")
    shown = drawn(hostile, ascii=True)
    assert shown.isascii()
    assert "\x1b" not in shown
