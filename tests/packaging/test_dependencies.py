"""What the program imports is what it declares: in a wheel nothing is missing, nothing idle."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source import ROOT, files, imports

PRODUCT = ("tutor", "lessons", "demo_project")
OURS = frozenset({"tutor", "lessons", "demo_project", "tests", "bench", "labs", "shop"})

# Import name → why no distribution of it is declared. Empty, and better so.
NOT_DECLARED: dict[str, str] = {}
# Distribution → why nothing of it is imported.
NOT_IMPORTED: dict[str, str] = {}


def declared(root: Path, *extras: str) -> frozenset[str]:
    """Names of the distributions that pyproject.toml asks for, with those of these extras."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    optional = project.get("optional-dependencies", {})
    lines = [*project["dependencies"], *(line for extra in extras for line in optional[extra])]
    return frozenset(canonicalize_name(Requirement(line).name) for line in lines)


def imported(root: Path, *folders: str) -> dict[str, str]:
    """Import name → where it is imported first, of all that is neither Python's nor ours."""
    found: dict[str, str] = {}
    for path in files(root, *folders):
        beside = _beside(path)
        for line in imports(path, root):
            top = line.module.partition(".")[0]
            if top not in OURS | sys.stdlib_module_names | beside:
                found.setdefault(top, f"{path.relative_to(root).as_posix()}:{line.line}")
    return found


def _beside(path: Path) -> set[str]:
    """Modules and packages in the same folder; what an exercise has in start/ stands there, too."""
    start = path.parent.parent / "start"
    folders = [path.parent, path.parent.parent, *([start] if start.is_dir() else [])]
    return {each.stem for folder in folders for each in folder.glob("*") if _is_importable(each)}


def _is_importable(path: Path) -> bool:
    return path.suffix == ".py" or (path / "__init__.py").exists()


@cache
def _distributions() -> dict[str, frozenset[str]]:
    known = packages_distributions()
    return {top: frozenset(map(canonicalize_name, names)) for top, names in known.items()}


def brought_by(top: str) -> frozenset[str]:
    """The distributions of an import name; where one is called like it, others add plugins."""
    own = canonicalize_name(top)
    names = _distributions().get(top, frozenset({own}))
    return frozenset({own}) if own in names else names


def undeclared(found: dict[str, str], names: frozenset[str]) -> Iterator[str]:
    """One line for every import that no declared distribution brings."""
    for top, place in sorted(found.items()):
        if not brought_by(top) & names and top not in NOT_DECLARED:
            owners = ", ".join(sorted(brought_by(top)))
            yield f"{place}: imports {top} of {owners}, which is not declared"


def unused(found: dict[str, str], names: frozenset[str]) -> Iterator[str]:
    """One line for every declared distribution of which nothing is imported."""
    used = {name for top in found for name in brought_by(top)}
    for name in sorted(names - used - NOT_IMPORTED.keys()):
        yield f"pyproject.toml: declares {name}, of which nothing is imported"


def test_what_the_program_imports_is_declared() -> None:
    found = list(undeclared(imported(ROOT, *PRODUCT), declared(ROOT)))
    assert not found, "\n".join(["", *found])


def test_what_is_declared_is_imported_by_the_program() -> None:
    found = list(unused(imported(ROOT, *PRODUCT), declared(ROOT)))
    assert not found, "\n".join(["", *found])


def test_what_tests_and_measurements_import_is_declared_for_development() -> None:
    found = list(undeclared(imported(ROOT, "tests"), declared(ROOT, "dev")))
    extra = {name.partition("-")[0] for name in declared(ROOT, "bench")}  # they need not be here
    found += undeclared(imported(ROOT, "bench"), declared(ROOT, "dev", "bench") | extra)
    assert not found, "\n".join(["", *found])


def test_every_exception_is_still_one() -> None:
    found, names = imported(ROOT, *PRODUCT), declared(ROOT)
    assert NOT_DECLARED.keys() <= found.keys() - names
    assert NOT_IMPORTED.keys() <= names - found.keys()


@pytest.mark.parametrize(
    ("asks_for", "source", "missing", "idle"),
    [
        ("", "def f():\n    import uvicorn", "tutor/a.py:2: imports uvicorn of uvicorn", ""),
        ("Markdown_It.py>=4", "from markdown_it.token import Token", "", ""),
        ("psutil", "import os", "", "declares psutil"),
        ("daphne", "import daphne.server", "", ""),
        ("daphne", "import daphne\nimport twisted", "tutor/a.py:2: imports twisted", ""),
        ("rich[jupyter]", 'import_module("rich.text")', "", ""),
    ],
)
def test_a_difference_is_named(
    tmp_path: Path, asks_for: str, source: str, missing: str, idle: str
) -> None:
    (tmp_path / "tutor").mkdir()
    (tmp_path / "tutor/a.py").write_text(source)
    (tmp_path / "pyproject.toml").write_text(
        f"[project]\ndependencies = {[asks_for] if asks_for else []}\n"
    )
    found, names = imported(tmp_path, "tutor"), declared(tmp_path)

    assert missing in "\n".join(undeclared(found, names))
    assert bool(missing) == bool(list(undeclared(found, names)))
    assert idle in "\n".join(unused(found, names))
    assert bool(idle) == bool(list(unused(found, names)))
