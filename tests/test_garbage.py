"""What a run has collected is no garbage, and is not looked at again."""

from __future__ import annotations

import gc

from tests.garbage import STEADY


def test_the_collector_looks_rarely_and_at_what_tests_make() -> None:
    assert (gc.get_threshold()[0] >= STEADY[0], gc.get_freeze_count() > 50_000) == (True, True)
