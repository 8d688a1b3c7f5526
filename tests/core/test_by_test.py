"""Each fact of a traced pytest belongs to the test that brought it about."""

from __future__ import annotations

from tutor.core.by_test import tests_of as names_of
from tutor.core.events import Event, GroupSent, PytestFinished, PytestStarted

A, B = "tests/test_a.py::test_one", "tests/test_b.py::test_two[x]"


def events(*told: tuple[str, str, int]) -> list[Event]:
    """(process, "+name" of a test that begins, "-name" of one that ends, else a group; conn)."""
    made: list[Event] = []
    for seq, (process, text, conn) in enumerate(told, start=1):
        head = {"seq": seq, "at": seq, "process": process, "conn": conn or None}
        if text[0] in "+-":
            kind = PytestStarted if text[0] == "+" else PytestFinished
            made.append(kind(**head, name=text[1:]))
        else:
            made.append(GroupSent(**head, group=text))
    return made


def test_what_a_process_tells_during_a_test_is_the_tests() -> None:
    told = events(("p", "g", 0), ("p", f"+{A}", 0), ("p", "g", 0), ("p", f"-{A}", 0), ("p", "g", 0))
    assert names_of(told) == {2: A, 3: A, 4: A}


def test_each_process_runs_its_own_test() -> None:
    told = events(("p", f"+{A}", 0), ("q", f"+{B}", 0), ("p", "g", 0), ("q", "g", 0), ("r", "g", 0))
    assert names_of(told) == {1: A, 2: B, 3: A, 4: B}


def test_a_connection_stays_the_test_s_that_opened_it() -> None:
    told = events(("p", f"+{A}", 0), ("p", "g", 7), ("p", f"-{A}", 0), ("p", f"+{B}", 0))
    told += [GroupSent(seq=5, at=5, process="p", conn=7)]
    assert names_of(told)[5] == A


def test_an_end_without_a_beginning_has_the_name_that_it_says() -> None:
    assert names_of(events(("p", f"-{A}", 0))) == {1: A}
