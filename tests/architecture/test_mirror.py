"""`tests/` mirrors `tutor/`, and a file's name says which one it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.mirror import ELSEWHERE, namesakes, own_test, untested
from tests.architecture.source import ROOT


def test_every_module_is_tested_under_its_name_or_says_where() -> None:
    found = list(untested(ROOT, ELSEWHERE))
    assert not found, "\n".join(["", *found])


def test_no_two_modules_share_a_name() -> None:
    found = list(namesakes(ROOT))
    assert not found, "\n".join(["", *found])


def test_the_own_test_of_a_module() -> None:
    assert own_test("tutor/runtime/stage/settle.py") == "tests/runtime/stage/test_settle.py"
    assert own_test("tutor/gate.py") == "tests/test_gate.py"


@pytest.mark.parametrize(
    ("tests", "elsewhere", "said"),
    [
        (["test_a.py"], {}, ""),
        (["test_b.py"], {"tutor/x/a.py": "tests/x/test_b.py"}, ""),
        ([], {}, "tutor/x/a.py: write tests/x/test_a.py, or say in ELSEWHERE what tests it"),
        (
            [],
            {"tutor/x/a.py": "tests/x/test_b.py"},
            "tutor/x/a.py: ELSEWHERE names tests/x/test_b.py, which is not there",
        ),
        (
            ["test_a.py"],
            {"tutor/x/a.py": "tests/x/test_a.py"},
            "tutor/x/a.py: tests/x/test_a.py is there; take it out of ELSEWHERE",
        ),
        (
            ["test_a.py"],
            {"tutor/x/gone.py": "tests/x/test_a.py"},
            "tutor/x/gone.py: is gone; take it out of ELSEWHERE",
        ),
    ],
)
def test_what_is_wrong_with_the_mirror_is_named(
    tmp_path: Path, tests: list[str], elsewhere: dict[str, str], said: str
) -> None:
    for name in ("tutor/x/__init__.py", "tutor/x/a.py", *(f"tests/x/{name}" for name in tests)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert "\n".join(untested(tmp_path, elsewhere)) == said


def test_two_of_one_name_are_named(tmp_path: Path) -> None:
    for name in ("tutor/x/a.py", "tutor/y/a.py", "tutor/x/__init__.py", "tutor/y/__init__.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert list(namesakes(tmp_path)) == ["tutor/x/a.py and tutor/y/a.py"]
