"""The entry point: `tutor`, and `python -m tutor`.

Imports make many objects and no garbage: collecting while they run took a tenth of the start, so
that is settled before the first of ours. A screen that stands sets its own pace (`tui/pace.py`).
"""

from __future__ import annotations

import gc
import signal
import sys

UNHURRIED = (200_000, 50, 50)  # objects made before the collector looks; then its two generations


def main() -> None:
    """Run the command line; ends the process."""
    gc.set_threshold(*UNHURRIED)
    try:
        from tutor.cli import main

        main()
    except KeyboardInterrupt:  # a Ctrl-C so early that nobody has learnt yet what to do with it
        sys.exit(128 + signal.SIGINT)


if __name__ == "__main__":
    main()
