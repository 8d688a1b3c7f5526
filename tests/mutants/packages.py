"""Which mutants a package has in the sample, and which tests are its own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tests.architecture.source import files
from tests.mutants.making import Mutant, compiles, mutants

SIZE = 20  # mutants of a package, unless a run asks for more
EQUIVALENTS = Path(__file__).with_name("equivalents.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """Files or folders, and the tests that have to notice when a line of them is wrong."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]


PARTS = (
    "core", "course", "quiz", "story", "view", "probe", "play", "practice", "runtime", "learner",
    "library", "plain", "tui", "commands", "dev",
)  # fmt: skip
ROOT_MODULES = ("__main__", "cli", "ending", "errors", "files", "gate", "options", "terminal")

PACKAGES = {
    **{part: Package(sources=(f"tutor/{part}",), tests=(f"tests/{part}",)) for part in PARTS},
    "tutor": Package(
        sources=tuple(f"tutor/{name}.py" for name in ROOT_MODULES),
        tests=(
            *(
                f"tests/test_{name}.py"
                for name in ("cli", "ending", "files", "gate", "options", "streams", "terminal")
            ),
            "tests/architecture/test_messages.py",
        ),
    ),
    "demo_project": Package(
        sources=("demo_project",),
        tests=("demo_project/chat/tests", "tests/demo_project"),
    ),
}
NOT_MUTATED = ("/migrations/", "/tests/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalent:
    """A mutant that no test can notice, and why."""

    file: str
    before: str
    after: str
    because: str

    def is_of(self, mutant: Mutant) -> bool:
        """Whether this names the mutant."""
        told = (self.file, self.before, self.after)
        return told == (mutant.file, mutant.before.strip(), mutant.after.strip())


def equivalents(path: Path = EQUIVALENTS) -> tuple[Equivalent, ...]:
    """The table of those that are no faults."""
    rows = tomllib.loads(path.read_text(encoding="utf-8")).get("equivalent", [])
    return tuple(Equivalent(**row) for row in rows)


def all_mutants(root: Path, package: Package) -> Iterator[Mutant]:
    """Every mutant of a package, in the order of files and lines."""
    for path in files(root, *package.sources):
        place = path.relative_to(root).as_posix()
        if not any(part in f"/{place}" for part in NOT_MUTATED):
            yield from mutants(path.read_text(encoding="utf-8"), place)


def sample(
    root: Path, package: Package, size: int, excepted: tuple[Equivalent, ...] = ()
) -> list[Mutant]:
    """The package's `size` mutants of the lowest rank, without equivalents; the same every time."""
    ranked = sorted(all_mutants(root, package), key=lambda m: (m.rank, m.file, m.line))
    found = (m for m in ranked if not any(e.is_of(m) for e in excepted))
    return list(islice((m for m in found if compiles(m, (root / m.file).read_text())), size))
