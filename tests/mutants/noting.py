"""A pytest plugin (`-p tests.mutants.noting`): which tests passed, and in how many seconds.

Writes `{"tests/…::…": seconds}` to the file that TUTOR_NOTES names; a test that failed or was
skipped is left out.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

_took: dict[str, float] = {}
_not_passed: set[str] = set()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up set-up, call and tear-down."""
    _took[report.nodeid] = _took.get(report.nodeid, 0.0) + report.duration
    if not report.passed:
        _not_passed.add(report.nodeid)


def pytest_sessionfinish() -> None:
    """Write the file."""
    passed = {name: took for name, took in _took.items() if name not in _not_passed}
    Path(os.environ["TUTOR_NOTES"]).write_text(json.dumps(passed), encoding="utf-8")
