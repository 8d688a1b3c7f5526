"""`tutor why`: what is asked on the command line, a piped log, and the list."""

from __future__ import annotations

import io
import json
import sys
import tracemalloc
from collections.abc import Iterator

import pytest
import typer

from tutor.commands import why
from tutor.commands.why import BITE, Log
from tutor.errors import UsageError
from tutor.library.known_causes import LONGEST

Out = pytest.CaptureFixture[str]


class Piped:
    """Standard input with bytes in it."""

    def __init__(self, data: bytes, *, tty: bool = False) -> None:
        self.buffer, self._tty = io.BytesIO(data), tty

    def isatty(self) -> bool:
        return self._tty


def pipe(monkeypatch: pytest.MonkeyPatch, data: bytes, *, tty: bool = False) -> None:
    monkeypatch.setattr(sys, "stdin", Piped(data, tty=tty))


def test_a_text_is_answered_with_its_scene(capsys: Out) -> None:
    why.run("took too long to shut down")
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "1. Application instance took too long to shut down and was killed"
    assert "  tutor lesson 5 --scene six_ways" in shown


def test_what_fits_nothing_ends_with_one_and_the_nearest_are_called_that(capsys: Out) -> None:
    with pytest.raises(typer.Exit) as end:
        why.run("pip install fails with ssl")
    shown = capsys.readouterr().out
    assert end.value.exit_code == 1
    assert shown.startswith("No cause that is known here fits. The nearest:\n\n1. ")


def test_without_a_near_one_it_says_where_to_look(capsys: Out) -> None:
    with pytest.raises(typer.Exit):
        why.run("pineapple", as_json=False)
    assert "`tutor why` alone lists the symptoms" in capsys.readouterr().out


def test_json_has_the_answers(capsys: Out) -> None:
    why.run("ValueError: No handler for message type chat.x", as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["fits"] is True
    assert told["answers"][0]["name"] == "no-handler"
    assert told["answers"][0]["see"][0] == "tutor lesson 7 --scene type_names_a_method"


def test_a_piped_log_is_searched_for_its_telling_lines(
    capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe(monkeypatch, b"a\0\xff\nValueError: No handler for message type x\nb" * 3)
    why.run("")
    shown = capsys.readouterr().out
    assert shown.splitlines()[1] == "Seen: ValueError: No handler for message type x"
    assert shown.count("Seen:") == 1


def test_more_than_three_causes_are_named(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        b"Apps aren't loaded yet",
        b"took too long to shut down and was killed",
        b"can not serialize 'set' object",
        b"invalid close code 7 (must be 1000 or from [3000, 4999])",
    ]
    pipe(monkeypatch, b"\n".join(lines))
    why.run("")
    assert capsys.readouterr().out.splitlines()[-1] == "And: close-code (`tutor why NAME`)."


def test_a_log_without_a_known_cause_ends_with_one(
    capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe(monkeypatch, b"all is well\n")
    with pytest.raises(typer.Exit) as end:
        why.run("", as_json=True)
    assert end.value.exit_code == 1
    assert json.loads(capsys.readouterr().out) == {"fits": False, "answers": []}


@pytest.mark.parametrize("tty", [True, False])
def test_without_a_question_and_a_log_the_symptoms_are_listed(
    capsys: Out, monkeypatch: pytest.MonkeyPatch, *, tty: bool
) -> None:
    pipe(monkeypatch, b"" if tty else b"\n", tty=tty)
    why.run("")
    assert capsys.readouterr().out.startswith("Nothing arrives\nmemory-layer: group_send does")


def test_the_list_is_json_too(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe(monkeypatch, b"", tty=True)
    why.run("", as_json=True)
    assert json.loads(capsys.readouterr().out)[0]["name"] == "memory-layer"


def test_a_course_without_symptoms_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(why, "symptoms", lambda _: ())
    with pytest.raises(UsageError, match="no list of symptoms"):
        why.run("1011")


def test_a_line_without_an_end_is_read_in_bounds() -> None:
    log = Log(io.BytesIO(b"first" + b"x" * (BITE * 3) + b"\nlast"))
    first, last = log
    assert (first[:6], len(first), last) == ("firstx", LONGEST, "last")


def test_a_line_without_an_end_takes_no_memory() -> None:
    stream = io.BytesIO(b"x" * (BITE * 64))
    tracemalloc.start()
    try:
        list(Log(stream))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < BITE * 8


def test_ctrl_c_ends_a_log_and_keeps_what_was_read() -> None:
    class Server(io.BytesIO):
        def read1(self, _: int | None = -1) -> bytes:
            return next(bites)

    def said() -> Iterator[bytes]:
        yield b"one\ntwo"
        raise KeyboardInterrupt

    bites = said()
    assert list(Log(Server())) == ["one", "two"]
