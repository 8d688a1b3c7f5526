"""Before the first connection a trace says what runs, what is awaited, and what was printed."""

from __future__ import annotations

import pytest

from tutor.core import events as e
from tutor.core.observed import Process
from tutor.core.printout import Printout
from tutor.view.text import pen
from tutor.view.trace_start import address, awaits, exit_words, render

INK = pen(ascii=False)


def server(told: str) -> Process:
    return Process(e.ServerStarted(seq=1, at=0, process="server 1", address=told))


def test_it_names_where_the_project_listens() -> None:
    said = awaits([server("127.0.0.1:8000"), server("0.0.0.0:8001")], None)
    assert said == (
        "Waiting for the first connection; the project listens at http://127.0.0.1:8000/ and "
        "http://127.0.0.1:8001/."
    )


def test_before_a_process_is_observed_it_says_which_ones_can_be() -> None:
    assert awaits([], None).startswith("No server process has been observed yet.")
    gone = server("127.0.0.1:8000")
    gone.stopped = e.ServerStopped(seq=2, at=1, process="server 1")
    assert awaits([gone], None) == awaits([], None)


def test_the_end_of_the_command_is_said() -> None:
    assert "has ended, exit status 3. No connection came" in awaits([], 3)
    assert [exit_words(code) for code in (0, 137, 143, 200)] == [
        *("exit status 0", "ended by SIGKILL", "ended by SIGTERM", "exit status 200")
    ]


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("[::1]:80", "http://[::1]:80/"),
        (":8000", "http://127.0.0.1:8000/"),
        ("unix:/run/x", "unix:/run/x"),
        ("", "an address that it has not told"),
    ],
)
def test_an_address_is_one_to_open(told: str, shown: str) -> None:
    assert address(told) == shown


@pytest.mark.parametrize(("width", "height"), [(80, 20), (40, 12), (30, 5)])
def test_the_frame_is_never_empty_and_fits(width: int, height: int) -> None:
    printed = Printout()
    printed.feed(b"Watching for file changes with StatReloader\n" * 30)
    picture = render(
        *("manage.py runserver", [], printed, None), width=width, height=height, ink=INK
    )
    lines = picture.plain.split("\n")
    assert len(lines) <= height
    assert lines[0] == "manage.py runserver"
    assert max(map(len, lines)) <= width
    assert height < 12 or "Watching" in picture.plain
