"""A test without its tool is left out by name, or fails where TUTOR_REQUIRE names the tool."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"
TESTS = """
import pytest

@pytest.mark.redis
def test_marked(): pass

def test_learns_late(need): need("browser")

def test_needs_nothing(): pass
"""
OPTIONS = ("-q", "-c", os.devnull, "--rootdir", ".", "-p", "xdist", "-p", "no:cacheprovider")

Suite = Callable[..., tuple[int, str]]


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """Runs three tests, with these tools on the PATH and this requirement."""
    shutil.copy(CONFTEST, tmp_path)
    (tmp_path / "test_tools.py").write_text(TESTS)
    (tmp_path / "bin").mkdir()

    def run(*tools: str, require: str = "", workers: int = 0) -> tuple[int, str]:
        for tool in tools:
            (tmp_path / "bin" / tool).write_text("#!/bin/sh\n")
            (tmp_path / "bin" / tool).chmod(0o755)
        environment = {"PATH": str(tmp_path / "bin"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "TUTOR_"))}
        run = subprocess.run(
            [sys.executable, "-m", "pytest", *OPTIONS, f"-n{workers}"],
            cwd=tmp_path,
            env=kept | environment | {"TUTOR_REQUIRE": require},
            capture_output=True,
            text=True,
            timeout=60,
        )
        return run.returncode, run.stdout + run.stderr

    return run


@pytest.mark.parametrize("workers", [0, 1])
def test_what_is_left_out_is_named(suite: Suite, workers: int) -> None:
    code, said = suite(workers=workers)
    assert code == 0
    assert "1 passed, 2 skipped" in said
    assert "left out: 1 test of redis (no redis-server or valkey-server on the PATH)" in said
    assert "left out: 1 test of browser (no chromium on the PATH)" in said


def test_what_is_required_fails(suite: Suite) -> None:
    code, said = suite(require="redis,browser")
    assert code == 1
    assert "TUTOR_REQUIRE names redis, but there is no redis-server" in said
    assert "TUTOR_REQUIRE names browser, but there is no chromium" in said


def test_with_the_tools_everything_runs(suite: Suite) -> None:
    code, said = suite("valkey-server", "chromium", require="redis,browser")
    assert code == 0
    assert "3 passed" in said
    assert "left out" not in said


def test_a_misspelt_requirement_is_refused(suite: Suite) -> None:
    code, said = suite(require="reddis")
    assert code == 4
    assert "TUTOR_REQUIRE names reddis; it knows redis, browser, postgres" in said
