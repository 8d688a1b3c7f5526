"""The index of `tutor why`, as `tutor dev check` finds it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tutor.core.diagnose.rules import RULES
from tutor.course.load import load_course
from tutor.course.model import Lesson
from tutor.course.symptoms import read_symptoms
from tutor.dev.check_symptoms import ANY, check_symptoms, is_tied, repeat_runs
from tutor.runtime.paths import lessons_folder

COURSE = (
    'title = "One"\nformat = 1\n[[lesson]]\nnumber = 5\nslug = "05_x"\ntitle = "x"\nsummary = "x"\n'
)
REAL = lessons_folder() / "05_websocket_fundamentals"
FIELDS = 'area = "x"\ntitle = "x"\ncause = "x"\nsure = "x"\n'
RULED = "".join(f"[{name}]\n{FIELDS}" for name in RULES if name != ANY)


def told(folder: Path, entry: str, *, rest: str = RULED) -> list[str]:
    (folder / "course.toml").write_text(COURSE)
    (folder / "runs").mkdir()
    (folder / "runs" / "quiet.py").write_text("print('it was a quiet day')")
    (folder / "symptoms.toml").write_text(f'{rest}[own]\n{FIELDS}remedy = "x"\n{entry}\n')
    lesson = Lesson(number=5, slug="05_x", title="x", summary="x", pages=(), folder=REAL)
    return [
        each.message
        for each in check_symptoms(load_course(folder), [lesson], []).problems
        if each.message.startswith("own: ") or "has no entry" in each.message
    ]


def text(words: str, proof: str) -> str:
    return f"[own.texts]\n{words!r} = {proof!r}"


@pytest.mark.parametrize(
    "entry",
    [
        text("{instance} took too long to shut down", "5/six_ways"),
        text("include() is not supported in URLRouter", "channels.routing"),
        text("No application configured for scope type {type}", "channels.routing"),
        text("{some} of {all} channels over capacity in group", "channels_redis.core"),
        text("nobody has ever seen this", ""),
        text("it was a quiet day", "run: quiet"),
        text("it was a quiet day", "source: Chromium, net/websockets/websocket_stream.cc"),
        'proof = "run: quiet"',
        'scene = "5/six_ways"\nholds = "any client.closed code=1011"',
        'proof = "asgiref.testing: else: self.future.cancel()"',
    ],
)
def test_what_a_run_or_the_installed_source_has_is_no_problem(tmp_path: Path, entry: str) -> None:
    assert told(tmp_path, entry) == []


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (text("it was a quiet day", "5/six_ways"), "no fact of 5/six_ways has it"),
        (text("it was a quiet day", "5/nix"), "there is no recording of 5/nix"),
        (text("it was a quiet day", "channels.routing"), "as installed here does not have it"),
        (text("it was a quiet day", "channels.nix"), "has no module channels.nix"),
        (text("it was a quiet day", "pytest_django.plugin"), "as installed here does not have it"),
        ('proof = "asgiref.testing: self.future.rest()"', "does not have 'self.future.rest()'"),
        ('proof = "asgiref.testing"', "does not have ''"),
        (
            'proof = "asyncio.tasks: x"',
            "each Python has a source of its own",
        ),
        ('proof = "channels.nix: x"', "has no module channels.nix"),
        (text("it was a quiet day", "rule"), "its rule does not know it"),
        (text("it was a quiet day", "run: loud"), "there is no run loud"),
        (text("it was a quiet day", "source: somewhere"), "'somewhere' names no document"),
        ('proof = "run: loud"', "there is no run loud"),
        ('scene = "5/nix"', "there is no recording of 5/nix"),
        ('holds = "any client.closed"', "holds asks a recording, and there is none"),
        ('scene = "5/six_ways"\nholds = "any client.closed code=7"', "is not so in 5/six_ways"),
        ('scene = "5/six_ways"\nholds = "any nix"', "own: "),
        ('goals = ["5/nix"]', "there is no goal 5/nix"),
        ('exercises = ["5/nix"]', "there is no exercise 5/nix"),
        ('cards = ["nix"]', "there is no card nix"),
        ('faults = ["F99"]', "there is no fault F99"),
    ],
)
def test_what_nothing_bears_out_is_named(tmp_path: Path, entry: str, message: str) -> None:
    (found,) = told(tmp_path, entry)
    assert message in found


def test_a_proof_in_a_package_of_the_tests_waits_for_where_that_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pytest_django", None)
    assert told(tmp_path, text("it was a quiet day", "pytest_django.plugin")) == []


def test_every_rule_has_an_entry(tmp_path: Path) -> None:
    without = RULED.replace("[ghost]", "[a-ghost]\nremedy = 'x'")
    assert told(tmp_path, "", rest=without) == ["the rule ghost has no entry"]


def test_entries_without_run_rule_or_source_are_counted(tmp_path: Path) -> None:
    told(tmp_path, text("nobody has ever seen this", ""))
    checked = check_symptoms(load_course(tmp_path), [], [])
    assert str(checked) == (
        f"{len(RULES)} symptoms, 1 without run, rule or source: own; "
        "1 texts, 0 by a document alone, 1 without"
    )


def test_nothing_of_the_course_is_without_a_proof() -> None:
    symptoms = read_symptoms(lessons_folder())[0]
    bare = [one.id for one in symptoms if not is_tied(one)]
    assert bare + [text for one in symptoms for text, proof in one.texts if not proof] == []


def test_a_run_that_says_something_else_is_named(tmp_path: Path) -> None:
    told(tmp_path, text("it was a loud day", "run: quiet"))
    (found,) = repeat_runs(check_symptoms(load_course(tmp_path), [], []).symptoms)
    assert found.message == "own: the run quiet does not say 'it was a loud day'"


def test_a_course_without_symptoms_has_none_to_check(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text(COURSE)
    assert check_symptoms(load_course(tmp_path), [], []).problems == []
