"""The learner's folder: never over something, and each save can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.practice.making import TOML, written
from tutor.errors import Unavailable, UsageError
from tutor.library.workbench import Workbench, home
from tutor.practice.exercise import Exercise
from tutor.practice.read_exercises import read_exercises


@pytest.fixture
def exercise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exercise:
    """One whose starter has two files; the learner's files are in a folder of this test."""
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TUTOR_PRACTICE", str(tmp_path / "mine"))
    written(tmp_path / "lesson", start__report="x = 1\n")
    [(one, _)] = read_exercises(tmp_path / "lesson", 1)[0]
    return one


def test_where_exercises_are_put(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TUTOR_PRACTICE", str(tmp_path / "mine"))
    assert home() == tmp_path / "mine"
    monkeypatch.delenv("TUTOR_PRACTICE")
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path))
    assert home() == tmp_path / "practice"
    monkeypatch.delenv("TUTOR_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert home() == tmp_path / "channels-practice"


def test_the_starter_is_copied_once_and_found_again(exercise: Exercise, tmp_path: Path) -> None:
    bench = Workbench.begin(exercise)
    assert bench.file == tmp_path / "mine/echo/app.py"
    assert (bench.folder / "report.py").read_text() == "x = 1\n"
    bench.file.write_text("mine")
    assert Workbench.begin(exercise).text() == "mine"
    assert Workbench.begin(exercise, bench.folder).text() == "mine"


def test_nothing_that_is_there_is_written_over(exercise: Exercise, tmp_path: Path) -> None:
    (tmp_path / "mine/echo").mkdir(parents=True)
    (tmp_path / "mine/echo/other.txt").write_text("x")
    with pytest.raises(UsageError, match="nothing in it was changed"):
        Workbench.begin(exercise)
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="is there already"):
        Workbench.begin(exercise, tmp_path / "file")
    assert (Workbench.find(exercise), list((tmp_path / "mine/echo").iterdir())) == (
        None,
        [tmp_path / "mine/echo/other.txt"],
    )


def test_a_folder_that_cannot_be_made_is_said(exercise: Exercise, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Unavailable, match="cannot be written"):
        Workbench.begin(exercise, tmp_path / "file/below")


def test_a_folder_that_was_thrown_away_is_begun_anew(exercise: Exercise) -> None:
    bench = Workbench.begin(exercise)
    starter = bench.text()
    for file in bench.folder.iterdir():
        file.unlink()
    bench.folder.rmdir()
    assert (bench.text(), Workbench.begin(exercise).text()) == (None, starter)


def test_saves_are_undone_one_by_one(exercise: Exercise) -> None:
    bench = Workbench.begin(exercise)
    starter = bench.text()
    for text in ("one", "two", "two", "three"):
        bench.file.write_text(text)
        bench.keep(text)
    bench.file.write_text("never kept")
    assert [bench.undo(), bench.text(), bench.saves] == ["three", "three", 3]
    again = Workbench.find(exercise)
    assert again is not None
    assert [again.undo(), again.undo(), again.undo(), again.undo()] == ["two", "one", starter, None]
    assert again.text() == starter


def test_starting_over_is_undone_as_well(exercise: Exercise) -> None:
    bench = Workbench.begin(exercise)
    starter = bench.text()
    bench.file.write_text("mine")
    assert (bench.start_over(), bench.text()) == (starter, starter)
    assert (bench.undo(), bench.text()) == ("mine", "mine")


def test_a_file_that_was_thrown_away_comes_back(exercise: Exercise) -> None:
    bench = Workbench.begin(exercise)
    bench.file.unlink()
    assert bench.start_over() == bench.text()
    bench.keep("two")
    bench.file.unlink()
    assert (bench.undo(), bench.text(), bench.saves) == ("two", "two", 1)


def test_a_file_that_is_none_or_is_too_large_is_said(exercise: Exercise) -> None:
    bench = Workbench.begin(exercise)
    bench.file.write_text("x" * 1_000_001)
    with pytest.raises(Unavailable, match="it has more than 1 MB"):
        bench.text()
    bench.file.unlink()
    bench.file.mkdir()
    with pytest.raises(Unavailable, match="Is a directory"):
        bench.text()
    with pytest.raises(Unavailable):
        bench._put("x")


def test_notes_that_are_damaged_are_no_bench(exercise: Exercise, tmp_path: Path) -> None:
    bench = Workbench.begin(exercise)
    (tmp_path / "home/saves/echo/notes.json").write_text("{")
    assert Workbench.find(exercise) is None
    with pytest.raises(UsageError, match="is there already"):
        Workbench.begin(exercise)
    assert bench.text() is not None


def test_hints_are_remembered_until_one_starts_over(exercise: Exercise) -> None:
    bench = Workbench.begin(exercise)
    assert bench.help == (0, False)
    bench.note_help(2, is_solution_shown=True)
    assert Workbench.begin(exercise).help == (2, True)
    bench.start_over()
    assert Workbench.begin(exercise).help == (0, False)


AGAIN = '\n[again]\nnames = {receive = "take"}\n'


def test_what_is_due_again_comes_back_with_other_names_once_for_each_mend(
    tmp_path: Path, exercise: Exercise
) -> None:
    written(tmp_path / "lesson", toml=TOML + AGAIN)
    [(again, _)] = read_exercises(tmp_path / "lesson", 1)[0]
    bench = Workbench.begin(again)
    assert not bench.comes_back(0)
    bench.file.write_text("mine")
    assert bench.comes_back(1)
    assert not bench.comes_back(1)
    assert bench.text() == "def take(text):\n    pass\n"
    assert bench.undo() == "mine"
    found = Workbench.begin(again)
    assert "def take(text)" in found.exercise.good()["app.py"].read_text()
    assert found.comes_back(2)
    assert found.text() == "def receive(text):\n    pass\n"
    assert found.exercise == again


def test_one_without_other_names_stays_as_it_was_left(exercise: Exercise) -> None:
    bench = Workbench.begin(exercise)
    bench.file.write_text("mine")
    assert not bench.comes_back(1)
    assert bench.text() == "mine"


def test_one_whose_files_are_no_program_keeps_its_names(tmp_path: Path, exercise: Exercise) -> None:
    written(tmp_path / "lesson", toml=TOML + AGAIN, wrong__one='x = """')
    [(again, _)] = read_exercises(tmp_path / "lesson", 1)[0]
    bench = Workbench.begin(again)
    assert bench.comes_back(1)
    assert bench.text() == "def receive(text):\n    pass\n"
