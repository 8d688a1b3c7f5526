"""The entry point: `tutor`, and `python -m tutor`.

Imports make many objects and no garbage: collecting while they run took a tenth of the start, so
that is settled before the first of ours. A screen that stands sets its own pace (`tui/pace.py`).
"""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Callable

UNAVAILABLE = 3  # errors.Exit, which is not to be imported before it is needed
UNHURRIED = (200_000, 50, 50)  # objects made before the collector looks; then its two generations


def _command_line() -> Callable[[], None]:
    """The command line, or the end of the process where a package that it needs is missing."""
    try:
        from tutor.cli import main
    except ModuleNotFoundError as error:
        if (error.name or "tutor").partition(".")[0] == "tutor":
            raise
        print(f"tutor: The module {error.name} is not installed.", file=sys.stderr)
        print(f"       `pip install {error.name}` in its environment brings it.", file=sys.stderr)
        sys.exit(UNAVAILABLE)
    return main


def main() -> None:
    """Run the command line; ends the process."""
    gc.set_threshold(*UNHURRIED)
    try:
        _command_line()()
    except KeyboardInterrupt:  # a Ctrl-C so early that nobody has learnt yet what to do with it
        sys.exit(128 + signal.SIGINT)


if __name__ == "__main__":
    main()
