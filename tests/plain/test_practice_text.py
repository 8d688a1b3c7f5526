"""`tutor practice` as text: the failure first, and the same in words as on a screen."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.practice.making import exercise
from tutor.library.find import course
from tutor.library.find_exercises import named
from tutor.library.practising import Practising
from tutor.library.workbench import Workbench
from tutor.plain import practice_text
from tutor.plain.printer import Printer
from tutor.practice import telling
from tutor.practice.judging import Finding, Judged, Truth
from tutor.practice.stopped import Stopped
from tutor.practice.tries import Tries, Try
from tutor.view.exercise_list import Entry

FAILS = Judged(
    truths=(
        Truth(says="Ann hears Hello", holds=False, saw="never", seq=5),
        Truth(says="the server stays up", holds=True),
    ),
    finding=Finding(
        rule="mute", sentence="Nothing was sent.", remedy="Which call?", place="a.py:3"
    ),
)
STOPPED = Stopped(
    how="raised",
    sentence="app.py cannot be loaded: SyntaxError: invalid syntax.",
    place="app.py:3",
    trace=('  File "app.py", line 3', "    x = \x1b[6n"),
)


class Paper:
    """Where a printer of these tests prints."""

    def __init__(self, width: int = 60, *, ascii: bool = True) -> None:
        self._text = io.StringIO()
        self.out = Printer(self._text, width=width, ascii=ascii)

    @property
    def text(self) -> str:
        return self._text.getvalue()


def test_a_verdict_has_the_facts_and_what_happened_instead() -> None:
    paper = Paper()
    practice_text.verdict(paper.out, Try(number=4, text="", judged=FAILS, seconds=1.14))
    assert paper.text.splitlines() == [
        "Run 4: not mended. 1 of 2 true, 1.1 s",
        f"{paper.out.pen.glyphs.cross} Ann hears Hello: never",
        f"{paper.out.pen.glyphs.tick} the server stays up",
        "Nothing was sent. (a.py:3)",
        "Which call?",
    ]


def test_the_remedy_of_a_general_rule_may_be_the_answer_and_is_a_hint() -> None:
    finding = Finding(rule="x", sentence="It died.", remedy="Write await.", is_general=True)
    paper = Paper()
    judged = Judged(truths=FAILS.truths, finding=finding)
    practice_text.verdict(paper.out, Try(number=1, text="", judged=judged))
    assert ("It died." in paper.text, "await" in paper.text) == (True, False)


def test_the_keys_are_typed_with_enter() -> None:
    assert practice_text.KEYS.startswith("Type a letter, then Enter: ")


def test_what_no_rule_knows_is_said() -> None:
    paper = Paper()
    practice_text.verdict(paper.out, Try(number=1, text="", judged=Judged(truths=FAILS.truths)))
    assert "No rule knows what happened there." in paper.text


def test_code_that_cannot_be_run_has_its_traceback_and_steers_no_terminal() -> None:
    paper = Paper()
    practice_text.verdict(paper.out, Try(number=2, text="", stopped=STOPPED))
    assert "Run 2: could not run. 0.0 s\napp.py cannot be loaded: SyntaxError" in paper.text
    assert ("line 3" in paper.text, "\x1b" in paper.text) == (True, False)


def test_after_the_mend_ours_stands_beside_theirs() -> None:
    tries = Tries(exercise=exercise(), starter="a\nb\n", solution="a\nc\n", text="a\nd\ne\n")
    paper = Paper()
    practice_text.after_the_mend(paper.out, tries)
    assert paper.text.splitlines() == [
        "It was sent nowhere.",
        "",
        "Lines you put in: 2; ours: 1.",
        "- ours + yours",
        "-   2  c",
        "+   2  d",
        "+   3  e",
    ]
    same = Tries(exercise=exercise(), starter="a\n", solution="b\n", text="b\n")
    paper = Paper()
    practice_text.after_the_mend(paper.out, same)
    assert "It is ours, line by line." in paper.text


def test_lines_that_a_mend_may_not_need_are_named_at_the_end() -> None:
    text = "a\nx\nc\n"
    mended = Judged(truths=(Truth(says="Ann hears Hello", holds=True),))
    runs = (
        Try(number=1, text="a\nx\nb\n", judged=FAILS),
        Try(number=2, text=text, judged=mended),
    )
    paper, its = Paper(200), {"starter": "a\nb\n", "solution": "a\nc\n"}
    practice_text.after_the_mend(paper.out, Tries(exercise=exercise(), text=text, runs=runs, **its))
    assert paper.text.splitlines()[-1].startswith("Line 2 is left from run 1, ")


def test_a_watch_tells_each_run_once_and_why_it_was_so_after_the_first_mend() -> None:
    mended = Judged(truths=(Truth(says="Ann hears Hello", holds=True),))
    every = [
        Try(number=number, text="", judged=judged)
        for number, judged in enumerate((FAILS, mended, mended), 1)
    ]
    paper = Paper(200)
    watch = practice_text.Watch(SimpleNamespace(), paper.out, "")  # type: ignore[arg-type]
    told = []
    for count, is_gone in ((0, True), (0, True), (1, False), (1, False), (2, False), (3, False)):
        before = len(paper.text)
        runs = tuple(every[:count])
        watch.changed(Tries(exercise=exercise(), runs=runs, is_gone=is_gone))
        lines = paper.text[before:].splitlines()
        told.append((lines[0].partition(".")[0] if lines else "", "It was sent nowhere." in lines))
    gone = telling.GONE.partition(".")[0]
    assert told == [
        (gone, False),
        ("", False),
        ("Run 1: not mended", False),
        ("", False),
        ("Run 2: mended", True),
        ("Run 3: mended", False),
    ]


def test_a_watch_begins_with_the_file_and_the_keys() -> None:
    tries, paper = Tries(exercise=exercise()), Paper(200)
    practising = SimpleNamespace(tries=tries)
    practice_text.Watch(practising, paper.out, "").begin("app.py")  # type: ignore[arg-type]
    assert paper.text.endswith(f" it in app.py\n{practice_text.KEYS}\n\n")


@pytest.mark.parametrize("width", [40, 80])
def test_the_list_names_each_exercise_and_its_state(width: int) -> None:
    paper = Paper(width)
    other = exercise(name="other", lesson=2, folder=Path())
    entries = [Entry(exercise=exercise(), state="mended"), Entry(exercise=other)]
    practice_text.table(paper.out, entries)
    assert "Lesson 1" in paper.text
    assert "Lesson 2" in paper.text
    assert "mended" in paper.text
    assert max(map(len, paper.text.splitlines())) <= width


def test_a_run_as_json_has_the_same_in_fields() -> None:
    told = practice_text.data(Try(number=4, text="", judged=FAILS, seconds=1.1444))
    assert told["facts"][0] == {
        "says": "Ann hears Hello",
        "holds": False,
        "saw": "never",
        "step": 5,
    }
    assert (told["verdict"], told["seconds"], told["stopped"]) == ("not mended", 1.144, None)
    assert told["finding"]["sentence"] == "Nothing was sent."
    told = practice_text.data(Try(number=4, text="", stopped=STOPPED))
    assert (told["verdict"], told["facts"], told["stopped"]["how"]) == (
        "could not run",
        [],
        "raised",
    )


@pytest.mark.parametrize("as_json", [False, True])
def test_what_is_typed_while_it_watches_is_answered(
    as_json: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path))
    bench, paper = Workbench.begin(named(course(), "closes")), Paper(width=200)
    practising = Practising(bench, None, None)  # type: ignore[arg-type]
    practising.look()
    watch = practice_text.Watch(practising, paper.out, "", as_json=as_json)
    for word in ("what", "u", "d"):
        watch._do(word)
    said = [practice_text.KEYS, telling.NO_SAVE, "Yours, against the starter:"]
    if as_json:
        told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert told == [*({"said": one} for one in said), []]
    else:
        assert paper.text.splitlines()[:3] == said


def test_one_line_for_one_of_several() -> None:
    paper = Paper()
    runs = [Try(number=1, text="", judged=FAILS), Try(number=1, text="", stopped=STOPPED)]
    for run in runs:
        practice_text.one_line(paper.out, exercise(), run)
    assert "echo: not mended: Ann hears Hello: never" in paper.text
    assert "echo: could not run: app.py cannot be loaded" in " ".join(paper.text.split())
