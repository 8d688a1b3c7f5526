"""Which files each state of an exercise's code consists of."""

from __future__ import annotations

from pathlib import Path

from tests.practice.making import exercise, written
from tutor.practice.exercise import Wrong


def test_a_mend_takes_the_place_of_one_file_and_leaves_the_others(tmp_path: Path) -> None:
    folder = written(tmp_path, start__lib__helper="x = 1\n")
    (folder / "start/__pycache__").mkdir()
    (folder / "start/__pycache__/app.pyc").write_text("")
    one = exercise(folder=folder)
    found = [
        {name: path.relative_to(folder).as_posix() for name, path in code.items()}
        for code in (one.start(), one.good(), one.mend(Wrong(file="wrong/two.py", diagnosis="")))
    ]
    assert found == [
        {"app.py": "start/app.py", "lib/helper.py": "start/lib/helper.py"},
        {"app.py": "good/app.py", "lib/helper.py": "start/lib/helper.py"},
        {"app.py": "wrong/two.py", "lib/helper.py": "start/lib/helper.py"},
    ]


def test_its_card_is_no_card_of_a_lesson() -> None:
    assert exercise().card == "exercise:echo"


def test_the_edited_file_is_what_is_served() -> None:
    assert exercise().app == "app.py:application"
