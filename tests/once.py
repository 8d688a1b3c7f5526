"""Nothing runs twice in one CI run: what passed in `make coverage` counts as passed in `make test`.

A plugin for `-p tests.once`. A room's coverage is that of its own tests alone: caches, registers
and lazy imports that another room's tests have warmed in the same process would hide lines, or fill
them in. So those tests run in a process of the room, and the rest of the suite need not run them
again. A test that failed, was skipped or had to be asked twice is not noted: it runs with the rest.
A file is noted beside its tests when all of them have passed, those that were left out by `-m`
included: such a file is not even imported again, by any of the workers.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--note=FILE` adds to a file, `--noted=FILE` reads it; an absent file notes nothing.

    With a blank in between pytest takes FILE for a path to collect, and its folder for the root.
    """
    group = parser.getgroup("once")
    group.addoption("--note", type=Path, help="add the ids of the tests that pass to this file")
    group.addoption("--noted", type=Path, help="count the tests in this file as passed")


COLLECTED = pytest.StashKey[dict[str, set[str]]]()
"""File → the ids of its tests, before any is left out. A worker's are not known here."""


def noted(config: pytest.Config) -> set[str]:
    """Ids of tests, and files."""
    file: Path | None = config.getoption("noted")
    return _read(file) if file is not None and file.exists() else set()


@cache
def _read(file: Path) -> set[str]:
    return set(file.read_text().splitlines())


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file that is noted is not collected."""
    if collection_path.is_relative_to(config.rootpath):
        place = collection_path.relative_to(config.rootpath).as_posix()
        return True if place in noted(config) else None
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is noted is not run."""
    files = config.stash.setdefault(COLLECTED, {})
    for item in items:
        files.setdefault(item.nodeid.partition("::")[0], set()).add(item.nodeid)
    if known := noted(config):
        items[:] = [item for item in items if item.nodeid not in known]


@pytest.hookimpl(tryfirst=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """The summary is of the whole suite, and a line says how much of it has run before.

    A worker of xdist comes here as well, and knows its own share only.
    """
    if hasattr(config, "workerinput"):
        return
    stats = terminalreporter.stats
    if file := config.getoption("note"):
        names = passed(stats)
        whole = {one for one, ids in config.stash.get(COLLECTED, {}).items() if ids <= names}
        with file.open("ab", buffering=0) as out:  # in one go: two rooms may be at it
            out.write("".join(f"{name}\n" for name in sorted(names | whole)).encode())
    if known := {name for name in noted(config) if "::" in name}:
        stats.setdefault("passed", []).extend(map(report, sorted(known)))
        terminalreporter.write_line(f"passed in make coverage, not run again: {len(known)} tests")


def passed(stats: dict[str, list[object]]) -> set[str]:
    """Ids of the tests that passed at the first go."""
    names = {
        outcome: {one.nodeid for one in found if isinstance(one, pytest.TestReport)}
        for outcome, found in stats.items()
    }
    others = {
        name for outcome, ids in names.items() if outcome not in ("passed", "") for name in ids
    }
    return names.get("passed", set()) - others


def report(name: str) -> pytest.TestReport:
    return pytest.TestReport(name, ("", None, name), {}, "passed", None, "call")
