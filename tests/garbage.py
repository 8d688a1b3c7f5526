"""The garbage collector's pace in tests: a fifth of a test's time went into looking for garbage.

What is imported and collected lives as long as the run. The collector leaves that alone, and looks
at what tests make rarely.
"""

from __future__ import annotations

import gc

UNHURRIED = (200_000, 50, 50)  # objects made before the collector looks; then its two generations
STEADY = (20_000, 20, 10)


def begin() -> None:
    """Tests are about to be collected."""
    gc.set_threshold(*UNHURRIED)


def settle_down() -> None:
    """The first test is about to run."""
    gc.freeze()
    gc.set_threshold(*STEADY)
