"""The process that gives a killed tutor's terminal back: run by its path, and alone.

`python watcher.py PIPE ATTRIBUTES`: the terminal is standard input, PIPE a descriptor whose other
end only the tutor holds, ATTRIBUTES the terminal's before the tutor touched it (marshalled, hex).
One byte from the pipe means that the tutor has put everything right; its end without one, that the
tutor is dead.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import signal
import sys
import termios

RESET = (
    b"\x1b[?2004l\x1b[?7h\x1b[?2048l"  # bracketed paste, line wrap, in-band resize
    b"\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[?1004l"  # mouse, focus
    b"\x1b[?2026l\x1b[<u\x1b[?1049l\x1b[?25h\x1b[0m\r\n"  # sync, kitty keys, screen, cursor, style
)
TERMINAL = 0
PATIENCE = 1  # seconds


def main(pipe: str, attributes: str) -> None:
    """Wait, and restore if it must be."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGTTOU):
        signal.signal(number, signal.SIG_IGN)
    if os.read(int(pipe), 1) == b"":
        with contextlib.suppress(termios.error):
            termios.tcsetattr(TERMINAL, termios.TCSANOW, marshal.loads(bytes.fromhex(attributes)))
        signal.alarm(PATIENCE)  # ends us, should the terminal take nothing
        os.write(TERMINAL, RESET)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except OSError:
        sys.exit(1)  # the terminal has gone, too
