"""What every test stands on: a known environment, and one rule for tools that may be missing.

A test marked `redis`, `browser` or `postgres` is skipped where the tool is missing, and the last
lines of the run name what was left out. `TUTOR_REQUIRE=redis,browser` turns such a skip into a
failure.
"""

from __future__ import annotations

import faulthandler
import importlib.util
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import hypothesis
import pytest

from tests import garbage
from tests.by_file import ByFile, long_ones_first, tell_at_once

garbage.begin()

LEFT_OUT = "left out: "
DEBIAN_POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))

# The machine's own wishes; a test that is about one of them sets it itself.
WISHES = (
    "CI", "COLUMNS", "DJANGO_SETTINGS_MODULE", "FORCE_COLOR", "LINES", "NO_COLOR",
    "PYTHONDONTWRITEBYTECODE", "TUTOR_PLAIN",
)  # fmt: skip

collect_ignore = ["projects"]  # other people's tests

hypothesis.settings.register_profile("tutor", deadline=None)  # the cores are shared
hypothesis.settings.load_profile("tutor")


# ── tools ────────────────────────────────────────────────────────────────────────────────────


def _redis() -> str:
    servers = ("redis-server", "valkey-server")
    return "" if any(map(shutil.which, servers)) else f"no {' or '.join(servers)} on the PATH"


def _browser() -> str:
    from tutor.runtime.clients import chromium

    if not chromium.program():
        return "no chromium on the PATH"
    return "" if importlib.util.find_spec("playwright") else "playwright is not installed"


def _postgres() -> str:
    if not _postgres_programs():
        return "no initdb and postgres on the PATH or in /usr/lib/postgresql"
    return "" if importlib.util.find_spec("psycopg") else "psycopg is not installed"


def _postgres_programs() -> Path | None:
    """The folder of `initdb` and `postgres`; Debian has them beside the PATH, one per version."""
    places = [*os.environ.get("PATH", "").split(os.pathsep), *DEBIAN_POSTGRES]
    for folder in map(Path, places):
        if all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres")):
            return folder
    return None


_LACKS: dict[str, Callable[[], str]] = {
    "redis": cache(_redis),
    "browser": cache(_browser),
    "postgres": cache(_postgres),
}


def _required() -> set[str]:
    return {name.strip() for name in os.environ.get("TUTOR_REQUIRE", "").split(",")} - {""}


def _need(tool: str) -> None:
    """Skip, or fail where this tool is required, unless it is here."""
    if not (reason := _LACKS[tool]()):
        return
    if tool in _required():
        pytest.fail(f"TUTOR_REQUIRE names {tool}, but there is {reason}", pytrace=False)
    pytest.skip(f"{LEFT_OUT}{tool} ({reason})")


@pytest.fixture(scope="session")
def need() -> Callable[[str], None]:
    """`need("redis")`: the rule of the markers, for a test that learns late what it needs."""
    return _need


@pytest.fixture(scope="session")
def postgres_programs() -> Path | None:
    """The folder of PostgreSQL's programs, for a test that is marked `postgres`."""
    return _postgres_programs()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test with a tool's marker runs only where the tool is."""
    for tool in _LACKS:
        if item.get_closest_marker(tool):
            _need(tool)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """One worker drives all the pseudo-terminals: two at once would wait for each other's core.

    Where xdist knows the group no more (with pytest 9.2), it is the folder `pty` (`by_file.py`).
    What installs from the index runs where `-m` names it, and nowhere else.
    """
    if "wheel" not in config.option.markexpr:
        items[:] = [item for item in items if not item.get_closest_marker("wheel")]
    for item in items:
        if item.get_closest_marker("pty"):
            item.add_marker(pytest.mark.xdist_group("pty"))
    if hasattr(config, "workerinput"):
        long_ones_first(items)


def pytest_collection_finish() -> None:
    """From here on the collector looks at what tests make."""
    garbage.settle_down()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object | None:
    """With `--dist loadgroup` a file is a unit of work."""
    return ByFile(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was left out."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = [r.longrepr[2] for r in skipped if isinstance(r.longrepr, tuple)]
    left_out = Counter(
        reason.partition(LEFT_OUT)[2] for reason in reasons if LEFT_OUT in reason
    ).most_common()
    for what, count in left_out:
        terminalreporter.write_line(
            f"{LEFT_OUT}{count} test{'s' * (count > 1)} of {what}", yellow=True
        )


# ── environment ──────────────────────────────────────────────────────────────────────────────


PATIENCE = 50  # seconds that a process may take to end once its last test is over


def pytest_unconfigure(config: pytest.Config) -> None:
    """Name what holds the process when it does not end.

    A thread that is joined, a pool, an exit handler: no test runs any more, so neither
    `faulthandler_timeout` nor `timeout` sees it. A worker of xdist idles here until the others
    are through, and is killed if it does not leave then.
    """
    if sys.__stderr__ is not None and not hasattr(config, "workerinput"):
        faulthandler.dump_traceback_later(PATIENCE, file=sys.__stderr__)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Refuse a misspelt TUTOR_REQUIRE, and let no worker wait for `--reruns`."""
    tell_at_once(config)
    if unknown := _required() - _LACKS.keys():
        raise pytest.UsageError(
            f"TUTOR_REQUIRE names {', '.join(sorted(unknown))}; it knows {', '.join(_LACKS)}"
        )


@pytest.fixture(scope="session", autouse=True)
def known_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home of the tests' own, and none of the machine's wishes; children inherit both.

    A test that gives a program another home leaves it the cache: the demo project's database and
    the lessons as they are read are made once, and not by every program that is started.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in WISHES:
            patch.delenv(name, raising=False)
        home = tmp_path_factory.mktemp("home")
        patch.setenv("TUTOR_HOME", str(home))
        patch.setenv("TUTOR_CACHE", str(home / "cache"))
        yield
