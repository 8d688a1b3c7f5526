"""Mutants live in a copy, meet the tests that run their line, and leave nothing behind."""

from __future__ import annotations

import subprocess
from pathlib import Path

import psutil
import pytest

from tests.alive import is_alive
from tests.mutants.copy import MARK, Copy
from tests.mutants.hunt import Known, hunt
from tests.mutants.making import Mutant, mutants

SOURCE = "def double(a):\n    return a + a\n"
TESTS = """
import tutor.a
def test_it(): assert tutor.a.double(2) == 4
def test_another(): assert tutor.a.double(3) == 6
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A project of one module and its tests, in a repository."""
    folder = tmp_path / "project"
    for name, text in (
        ("tutor/__init__.py", ""),
        ("tutor/a.py", SOURCE),
        ("demo_project/__init__.py", ""),
        ("test_a.py", TESTS),
        ("ignored.log", ""),
        (".gitignore", "*.log\n"),
        ("pytest.ini", "[pytest]\ntimeout = 10\nmarkers =\n slow:\n browser:\n postgres:\n"),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    return folder


@pytest.fixture
def copy(checkout: Path, tmp_path: Path) -> Copy:
    (tmp_path / "scratch").mkdir()
    return Copy(tmp_path / "scratch", of=checkout)


def test_a_copy_has_what_git_would_commit_and_imports_itself(copy: Copy) -> None:
    names = {path.name for path in copy.root.iterdir()}
    assert names == {"tutor", "demo_project", "test_a.py", ".gitignore", "pytest.ini"}
    found = copy.run("-c", "import tutor.a; print(tutor.a.__file__)", limit=20)
    assert found.stdout == f"{copy.root}/tutor/a.py\n"


def test_a_mutant_is_noticed_and_the_checkout_stays_as_it_was(checkout: Path, copy: Copy) -> None:
    known = Known({"test_a.py::test_it": 0.1})
    fates = [(m.after.strip(), fate) for m, fate, _ in hunt(copy, known, found(copy))]
    assert fates == [("return None", "killed"), ("return a - a", "killed")]
    assert (checkout / "tutor/a.py").read_text() == SOURCE
    assert (copy.root / "tutor/a.py").read_text() == SOURCE


def test_a_mutant_that_no_test_notices_is_alive(copy: Copy) -> None:
    (copy.root / "test_a.py").write_text("def test_it(): assert True\n")
    known = Known({"test_a.py::test_it": 0.1})
    fates = [(fate, why) for _, fate, why in hunt(copy, known, found(copy))]
    assert fates == [("alive", "1 tests")] * 2
    assert [why for *_, why in hunt(copy, Known({}), found(copy))] == ["no test runs the line"] * 2


UNSTEADY = """
from pathlib import Path
def test_it():
    before = Path("seen").exists()
    Path("seen").touch()
    assert before
"""


def test_a_test_that_passes_when_it_is_run_again_has_noticed_nothing(copy: Copy) -> None:
    (copy.root / "test_a.py").write_text(UNSTEADY + TESTS.replace("test_it", "test_later"))
    steady = {"test_a.py::test_later": 0.2, "test_a.py::test_another": 0.3}
    for later, fate, why in (({}, "alive", "1 tests, 1 unsteady"), (steady, "killed", "FAILED")):
        known = Known({"test_a.py::test_it": 0.1, **later})
        (_, found_fate, found_why), *_ = hunt(copy, known, found(copy))
        assert (found_fate, found_why[: len(why)]) == (fate, why)
        (copy.root / "seen").unlink()


def found(copy: Copy) -> list[Mutant]:
    return list(mutants((copy.root / "tutor/a.py").read_text(), "tutor/a.py"))


def test_a_run_that_takes_too_long_ends_with_all_that_it_has_started(copy: Copy) -> None:
    sleep = "import time; time.sleep(60)"
    code = (
        "import subprocess, sys\n"
        f"subprocess.Popen([sys.executable, '-c', {sleep!r}], start_new_session=True)\n{sleep}"
    )
    with pytest.raises(subprocess.TimeoutExpired):
        copy.run("-c", code, limit=1)
    assert [p.pid for p in psutil.process_iter() if marked(p, copy)] == []


def marked(process: psutil.Process, copy: Copy) -> bool:
    try:
        return is_alive(process) and process.environ().get(MARK) == str(copy.scratch)
    except psutil.Error:
        return False


@pytest.mark.parametrize(
    ("covering", "chosen"),
    [
        ({("a.py", 1): {"slow", "fast", ""}}, ["fast", "slow"]),
        ({("a.py", 1): {"fast", "failed before"}}, ["fast"]),
        ({("a.py", 1): {""}, ("a.py", 2): {"slow"}}, ["slow", "fast", "other"]),
        ({("b.py", 1): {"slow"}}, ["fast", "other", "slow"]),
    ],
    ids=["the fastest first", "none that fails anyway", "those of the file first", "all"],
)
def test_which_tests_a_mutant_meets(
    covering: dict[tuple[str, int], set[str]], chosen: list[str]
) -> None:
    known = Known({"fast": 0.1, "slow": 2.0, "other": 1.0}, covering)
    mutant = Mutant(file="a.py", line=1, where="", before="x = 1", after="x = 2")
    assert known.tests_of(mutant) == chosen
