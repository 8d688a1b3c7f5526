"""A mutant is the file with one line changed; the sample of a package is the same every time."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, files
from tests.mutants.making import compiles, mutants
from tests.mutants.packages import (
    PACKAGES,
    PARTS,
    Equivalent,
    Package,
    all_mutants,
    equivalents,
    sample,
)


def after(line: str) -> list[str]:
    """The lines that this one becomes, in the order of the alphabet; it is in a function."""
    source = f"async def f():\n    while x:\n        {line}"
    return sorted(m.after.strip() for m in mutants(source, "a.py") if m.line == 3)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("y = a < b", ["y = a <= b"]),
        ("y = a is not b", ["y = a is b"]),
        ("y = a < b < c", ["y = a < b <= c", "y = a <= b < c"]),
        ("y = a and (b or c)", ["y = a and (b and c)", "y = a or (b or c)"]),
        ("y = not a", ["y = a"]),
        ("y = b if a else c", ["y = b if (not a) else c"]),
        ("y += a", ["y -= a"]),
        ("y = True", ["y = False"]),
        ("y = 9", ["y = 10"]),
        ("y = 10", []),
        ("y: Literal[1] = a", []),
        ("y = 'ä' + a", ["y = 'ä' - a"]),
        ("break", ["continue"]),
        ("await a(b)", ["pass"]),
        ("self.y = a", ["pass"]),
        ("raise a", ["pass"]),
        ("return a", ["return None"]),
        ("return None", []),
        ("import a", []),
        ("y = asyncio.timeout(3)", []),
        ("y = limit(3)", ["y = limit(4)"]),
        ("assert a < b", []),
    ],
)
def test_a_line_becomes_another_one(line: str, expected: list[str]) -> None:
    assert after(line) == expected


def test_a_mutant_differs_in_its_line_alone() -> None:
    source = "def f(a):\n    return a\n\n\ndef g(a):\n    return a + a\n"
    found = list(mutants(source, "a.py"))
    assert [(m.line, m.where, m.source(source)) for m in found] == [
        (2, "f", source.replace("return a\n", "return None\n", 1)),
        (6, "g", source.replace("return a + a", "return None")),
        (6, "g", source.replace("a + a", "a - a")),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "class A(B, frozen=True): ...\n",
        "if TYPE_CHECKING:\n    x = 1\n",
        "@cache(1)\ndef f(a: A[1]) -> B[1]:\n    '''Doc.'''\n",
    ],
)
def test_what_says_nothing_to_the_machine_has_no_mutants(source: str) -> None:
    assert not list(mutants(source, "a.py"))


def project(folder: Path, source: str) -> Path:
    (folder / "tutor").mkdir(exist_ok=True)
    (folder / "tutor/a.py").write_text(source)
    return folder


def test_the_sample_stays_while_other_lines_come_and_the_file_is_moved(tmp_path: Path) -> None:
    source = "".join(f"def f{n}(a):\n    return a{n}\n" for n in range(40))
    package = Package(sources=("tutor",), tests=())
    before = [m.before for m in sample(project(tmp_path, source), package, 5)]
    (tmp_path / "tutor/a.py").rename(tmp_path / "tutor/b.py")
    project(tmp_path, "'''A new file.'''\n")
    (tmp_path / "tutor/b.py").write_text(f"NEW = x\n{source}")
    assert [m.before for m in sample(tmp_path, package, 5)] == before
    assert len({m.rank for m in all_mutants(tmp_path, package)}) == 40


def test_an_equivalent_makes_room_for_another_one(tmp_path: Path) -> None:
    package = Package(sources=("tutor",), tests=())
    root = project(tmp_path, "def f(a):\n    return a\n\n\ndef g(a):\n    return -a\n")
    first, second = sample(root, package, 2)
    excepted = Equivalent(
        file=first.file, before=first.before.strip(), after=first.after.strip(), because="same"
    )
    assert sample(root, package, 1) == [first]
    assert sample(root, package, 1, (excepted,)) == [second]


def test_every_package_has_files_and_tests() -> None:
    for package in PACKAGES.values():
        assert all((ROOT / place).exists() for place in (*package.sources, *package.tests))


def test_every_room_is_a_package() -> None:
    rooms = {path.parts[-2] for path in (ROOT / "tutor").glob("*/*.py")}
    assert set(PARTS) == rooms


def test_every_module_of_the_program_is_in_one_package() -> None:
    mutated = Counter(
        path for package in PACKAGES.values() for path in files(ROOT, *package.sources)
    )
    version = ROOT / "tutor/__init__.py"
    assert mutated == Counter(set(files(ROOT, "tutor", "demo_project")) - {version})


def test_a_mutant_that_does_not_compile_is_not_in_the_sample(tmp_path: Path) -> None:
    source = "class A:\n    print(1)\n    while a:\n        if b:\n            continue\n"
    package = Package(sources=("tutor",), tests=())
    found = sample(project(tmp_path, source), package, 99)
    assert {m.after.strip() for m in found} >= {"pass", "break", "print(2)"}
    (everything,) = list(mutants("(a := 1) + b\n", "a.py"))[:1]
    assert compiles(everything, "(a := 1) + b\n")
    broken = replace(everything, after="break")
    assert not compiles(broken, "(a := 1) + b\n")


def test_every_equivalent_is_a_mutant_of_today_and_has_a_reason() -> None:
    stale = [
        each
        for each in equivalents()
        for source in [(ROOT / each.file).read_text()]
        if not each.because or not any(map(each.is_of, mutants(source, each.file)))
    ]
    assert not stale
