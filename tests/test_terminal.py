"""What the terminal can do: the environment says it, then the streams themselves."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from typing import IO

import pytest

from tutor import terminal
from tutor.errors import UsageError
from tutor.terminal import LONGEST, has_links, read_line, wants_ascii, wants_color, wants_plain

Given = Callable[..., None]
NAMES = (
    *("CI", "FORCE_COLOR", "INSIDE_EMACS", "LC_ALL", "NO_COLOR"),
    *("TERM_PROGRAM", "TMUX", "TUTOR_PLAIN"),
)


@pytest.fixture
def tty(monkeypatch: pytest.MonkeyPatch) -> Iterator[IO[str]]:
    """A terminal that knows everything."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    main, other = os.openpty()
    with os.fdopen(main), os.fdopen(other, "w", encoding="utf-8") as opened:
        yield opened


@pytest.fixture
def given(tty: IO[str], monkeypatch: pytest.MonkeyPatch) -> Given:
    """All three streams become the terminal, in this environment: in the test, for pytest has its
    own streams for each phase.
    """

    def give(**env: str) -> None:
        for name in ("stdin", "stdout", "stderr"):
            monkeypatch.setattr(sys, name, tty)
        for name, value in env.items():
            monkeypatch.setenv(name, value)

    return give


@pytest.mark.parametrize(
    ("env", "is_plain"),
    [
        ({}, False),
        ({"TUTOR_PLAIN": "1"}, True),
        ({"TUTOR_PLAIN": "0"}, False),
        ({"TUTOR_PLAIN": ""}, False),
        ({"CI": "true"}, True),
        ({"CI": "false"}, False),
        ({"CI": "0"}, False),
        ({"CI": ""}, False),
        ({"TERM": "dumb"}, True),
        ({"TERM": ""}, True),
    ],
)
def test_the_environment_may_want_plain_text(
    env: dict[str, str], is_plain: bool, given: Given
) -> None:
    given(**env)
    assert wants_plain() is is_plain


@pytest.mark.parametrize("name", ["stdin", "stdout", "stderr"])
def test_a_stream_that_is_no_terminal_wants_plain_text(
    name: str, given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    given()
    assert not wants_plain()
    monkeypatch.setattr(sys, name, io.StringIO())
    assert wants_plain()


def test_without_posix_there_is_plain_text(given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    given()
    monkeypatch.setattr(terminal, "is_posix", lambda: False)
    assert wants_plain()


def test_a_line_ends_where_no_line_would() -> None:
    assert read_line(io.StringIO("one\ntwo")) == "one\n"
    assert read_line(io.StringIO("x" * (LONGEST - 1))) == "x" * (LONGEST - 1)
    with pytest.raises(UsageError, match="more than 1 MB"):
        read_line(io.StringIO("x" * LONGEST))


@pytest.mark.parametrize(
    ("env", "is_coloured"),
    [
        ({}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": ""}, False),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": ""}, False),
    ],
)
def test_colour_is_forced_refused_or_known(
    env: dict[str, str], is_coloured: bool, given: Given
) -> None:
    given(**env)
    assert wants_color() is is_coloured


def test_no_colour_goes_into_a_file(given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    given()
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert not wants_color()


@pytest.mark.parametrize(
    ("locale", "encoding", "is_ascii"),
    [("", "utf-8", False), ("C", "utf-8", True), ("POSIX", "utf-8", True), ("", "ascii", True)],
)
def test_a_locale_or_an_encoding_may_want_ascii(
    locale: str, encoding: str, is_ascii: bool, given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(LC_ALL=locale)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    assert wants_ascii() is is_ascii


@pytest.mark.parametrize(
    ("env", "gives"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "vt220"}, False),
        ({"TERM": "screen"}, False),
        ({"TERM": "screen-256color", "TMUX": "/tmp/tmux"}, True),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"INSIDE_EMACS": "29.1,comint"}, False),
        ({"LC_ALL": "C"}, False),
    ],
)
def test_links_go_where_a_terminal_may_have_them(
    env: dict[str, str], gives: bool, given: Given
) -> None:
    given(**env)
    assert has_links() is gives
    assert not has_links(ascii=True)


def test_a_file_is_given_no_links(given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    given()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    assert not has_links()
