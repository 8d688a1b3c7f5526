"""Exercises from files, and everything that cannot be read, at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.practice.making import TOML, written
from tutor.practice.read_exercises import read_exercises


def told(lesson: Path) -> list[tuple[int, str]]:
    return [(one.line, one.message) for one in read_exercises(lesson, 1)[1]]


def test_a_folder_is_an_exercise_that_is_called_as_it_is(tmp_path: Path) -> None:
    folder = written(tmp_path)
    ((one, source),), problems = read_exercises(tmp_path, 1)
    assert (one.name, one.lesson, one.folder, problems) == ("echo", 1, folder, [])
    assert (one.facts[0].says, one.diagnoses[0].id, len(one.wrongs)) == (
        "Ann hears Hello",
        "mute",
        3,
    )
    assert (source.file, source.line) == (folder / "exercise.toml", 1)


def test_a_lesson_without_exercises_has_none(tmp_path: Path) -> None:
    assert read_exercises(tmp_path, 1) == ([], [])


def test_everything_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    wrong = (
        TOML.replace("format = 1", "format = 2")
        .replace('kind = "mend"', 'kind = "guess"\ncolour = "red"')
        .replace("minutes = 5\n", "")
        .replace('says = "Nothing was sent."', "says = 5")
        .replace('file = "wrong/two.py"\n', "")
    )
    written(tmp_path, toml=wrong)
    assert told(tmp_path) == [
        (1, "format 2 is not known"),
        (20, "says: Expected `str`, got `int`"),
        (26, "it has no file"),
        (3, "unknown field colour"),
        (2, "kind: Invalid enum value 'guess'"),
        (1, "it has no minutes"),
    ]


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("title = ", "this is not TOML"),
        ("fact = 5\n" + TOML.partition("[[fact]]")[0], "fact is not a list of tables"),
        (TOML.replace("format", 'name = "x"\nformat'), "unknown field name"),
    ],
)
def test_what_is_no_exercise(tmp_path: Path, toml: str, says: str) -> None:
    written(tmp_path, toml=toml)
    assert [says in message for _, message in told(tmp_path)] == [True]


def test_a_folder_is_called_as_a_function(tmp_path: Path) -> None:
    written(tmp_path, "not-a-name")
    assert told(tmp_path) == [
        (1, "the folder is called 'not-a-name', and it has to be a function's name")
    ]


def test_a_folder_without_its_file_and_a_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "exercises/stray").mkdir(parents=True)
    (tmp_path / "exercises/folder/exercise.toml").mkdir(parents=True)
    assert [message for _, message in told(tmp_path)] == [
        "it cannot be read: Is a directory",
        "there is no such file",
        "there is no such file",
    ]
