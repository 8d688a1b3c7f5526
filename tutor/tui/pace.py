"""The garbage collector's pace while a screen stands: often, and in small pieces.

A collection stops everything, so a key may have to wait for it: of twenty thousand new objects that
is a millisecond. What was imported before the first frame lives as long as the program and is not
looked at again.
"""

from __future__ import annotations

import gc
from typing import Final

STEADY: Final = (20_000, 50, 50)  # objects made before the collector looks; its two generations


def settle_down() -> None:
    """The first frame stands."""
    gc.freeze()
    gc.set_threshold(*STEADY)
