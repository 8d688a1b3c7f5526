"""The entry point: `tutor`, and `python -m tutor`.

Imports make many objects and no garbage: collecting while they run took a tenth of the start, so
that is settled before the first of ours. A screen that stands sets its own pace (`tui/pace.py`).
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable

UNAVAILABLE = 3  # errors.Exit, which is not to be imported before it is needed
UNHURRIED = (200_000, 50, 50)  # objects made before the collector looks; then its two generations
INTERRUPTED = 130

try:
    from tutor import ending
except KeyboardInterrupt:  # so early that nothing has learnt yet what to do with it
    sys.exit(INTERRUPTED)


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
    try:
        _main()
    except KeyboardInterrupt:  # it came in the few lines between the command and its end
        ending.leave(ending.status(INTERRUPTED))


def _main() -> None:
    code: object
    try:
        gc.set_threshold(*UNHURRIED)
        ending.begin()
        _command_line()()
    except SystemExit as end:
        code = end.code
    except BaseException as error:
        if not ending.is_interruption(error):
            raise
        code = ending.status(INTERRUPTED)
    finally:
        ending.over()
    ending.leave(code)


if __name__ == "__main__":
    main()
